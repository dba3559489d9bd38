//! What a world must be seen to reach, so that the properties speak of something.

use stateright::Property;

use crate::flight::{Flight, OpenStage, RefreshStage, RevokeStage, Work};
use crate::history::Acknowledged;
use crate::setting::{ClockRead, Setting};
use crate::world::{Holder, World};

pub(crate) const REPEATED: &str = "a repeat is answered";
pub(crate) const ANSWER_RETRIED: &str = "a lost answer is asked for again and given";
pub(crate) const RETRIED_TOO_LATE: &str = "a lost answer is asked for too late and costs the session";
pub(crate) const THEFT: &str = "a theft ends the session";
pub(crate) const REPLAY_ENDURED: &str = "a replay is refused and the session lives";
pub(crate) const SHARED_CHAIN: &str = "thief and owner hold the same successor";
pub(crate) const ADOPTION_RACE: &str = "two first refreshes adopt one foreign token";
pub(crate) const ADOPTION_REFUSED: &str = "a foreign token from before the mark is not adopted";
pub(crate) const OUTLIVED: &str = "a refresh comes after the session's absolute end";
pub(crate) const LATE_ANSWER: &str = "a rotated token is still on its way when the revocation is acknowledged";
pub(crate) const ADOPTION_REVOKED: &str = "a revocation is acknowledged over an adopted session";
pub(crate) const OPENING_REFUSED: &str = "a login loses against what happened while it hashed";
pub(crate) const OPENED: &str = "a login opens beside a revocation";
pub(crate) const REACTIVATED: &str = "the user is active again after a deactivation";
pub(crate) const SWITCHED_BACK: &str = "Django switches the user off and on and the session lives";
pub(crate) const JUDGED_CURRENT: &str = "a token that lost because the user was off is current when it is judged";
pub(crate) const WENT_BACK: &str = "the clock shows less than at the last rotation";
pub(crate) const OVERTAKEN: &str = "a request that read the clock earlier comes after a rotation that read it later";

pub(crate) fn all() -> Vec<Property<Setting>> {
    of_one_chain().into_iter().chain(of_adoption_and_revocation()).collect()
}

fn of_one_chain() -> [Property<Setting>; 6] {
    [
        reached(REPEATED, |_, world| refreshes(world).any(|(_, flight)| repeats(flight))),
        reached(ANSWER_RETRIED, |_, world| refreshes(world).any(|(holder, flight)| holder.missed && repeats(flight))),
        reached(RETRIED_TOO_LATE, |setting, world| {
            let own = |(holder, flight): (&Holder, &Flight)| holder.missed && refused(flight);
            setting.tabs == 1 && !setting.thief && world.history.families[0].stolen && refreshes(world).any(own)
        }),
        reached(THEFT, |_, world| world.history.families[0].stolen && world.store.sessions[0].chain.ended),
        reached(REPLAY_ENDURED, |_, world| world.history.families[0].stolen && !world.store.sessions[0].chain.ended),
        reached(SHARED_CHAIN, shared_chain),
    ]
}

fn of_adoption_and_revocation() -> [Property<Setting>; 12] {
    [
        reached(ADOPTION_RACE, |_, world| {
            refreshes(world).any(|(_, flight)| repeats(flight) && presents_foreign(flight))
        }),
        reached(ADOPTION_REFUSED, |_, world| {
            world.store.sessions.is_empty() && refreshes(world).any(|(_, flight)| refused(flight))
        }),
        reached(OUTLIVED, |setting, world| {
            let over = setting.end.is_some_and(|end| world.now >= end) && !world.history.families[0].stolen;
            over && refreshes(world).any(|(_, flight)| refused(flight))
        }),
        reached(LATE_ANSWER, |_, world| {
            world.history.families[0].acknowledged > Acknowledged::Nothing
                && world.flights.iter().flatten().any(|flight| flight.successor().is_some())
        }),
        reached(ADOPTION_REVOKED, |_, world| {
            world.history.families[0].acknowledged > Acknowledged::Nothing
                && world.store.sessions.iter().any(|row| row.origin.is_some() && row.chain.generation > 0)
        }),
        reached(OPENING_REFUSED, |_, world| login_is(world, OpenStage::Refused)),
        reached(OPENED, |_, world| login_is(world, OpenStage::Opened) && revocation_runs(world)),
        reached(REACTIVATED, |_, world| {
            world.store.user.active && world.store.user.mark.is_some() && world.left.revocations == 0
        }),
        reached(SWITCHED_BACK, |setting, world| {
            let back = setting.django && world.left.switches == 0;
            back && refreshes(world).any(|(_, flight)| flight.successor().is_some())
        }),
        reached(JUDGED_CURRENT, |_, world| {
            let fresh = |flight: &Flight| match flight.work {
                Work::Refresh { presented, .. } => !world.family(presented).is_spent(presented.serial),
                Work::Revoke { .. } | Work::Open { .. } => false,
            };
            let over = world.history.families[0].revoked;
            let lost = |flight: &Flight| matches!(flight.work, Work::Refresh { stage: RefreshStage::Lost, .. });
            let mut waiting = world.flights.iter().flatten().filter(|flight| lost(flight));
            !over && world.store.user.active && waiting.any(fresh)
        }),
        reached(WENT_BACK, |_, world| world.now < world.history.families[0].rotated_at),
        reached(OVERTAKEN, |setting, world| {
            let overtaken = |flight: &Flight| flight.read_at < world.history.families[0].rotated_at;
            let waits = |flight: &Flight| !flight.is_answering() && setting.clock == ClockRead::OnArrival;
            world.flights.iter().flatten().any(|flight| waits(flight) && overtaken(flight))
        }),
    ]
}

fn reached(name: &'static str, condition: fn(&Setting, &World) -> bool) -> Property<Setting> {
    Property::sometimes(name, condition)
}

/// The refreshes in progress, each with who sent it.
fn refreshes(world: &World) -> impl Iterator<Item = (&Holder, &Flight)> {
    world.holders.iter().zip(&world.flights).filter_map(|(holder, flight)| Some((holder, flight.as_ref()?)))
}

fn repeats(flight: &Flight) -> bool {
    matches!(flight.work, Work::Refresh { stage: RefreshStage::Repeated(_), .. })
}

fn refused(flight: &Flight) -> bool {
    matches!(flight.work, Work::Refresh { stage: RefreshStage::Refused, .. })
}

fn presents_foreign(flight: &Flight) -> bool {
    matches!(flight.work, Work::Refresh { presented, .. } if presented.sid.is_none())
}

/// The owner is about to be given, by repetition, what the thief was given before.
fn shared_chain(setting: &Setting, world: &World) -> bool {
    let thief = setting.thief.then(|| world.holders.last().and_then(|holder| holder.held)).flatten();
    let mut owners = world.flights.iter().take(setting.tabs).flatten();
    thief.is_some() && owners.any(|flight| repeats(flight) && flight.successor() == thief)
}

fn login_is(world: &World, wanted: OpenStage) -> bool {
    let flight = world.flights[world.login()].as_ref();
    flight.is_some_and(|flight| matches!(flight.work, Work::Open { stage, .. } if stage == wanted))
}

fn revocation_runs(world: &World) -> bool {
    let flight = world.flights[world.admin()].as_ref();
    flight.is_some_and(|flight| matches!(&flight.work, Work::Revoke { stage: RevokeStage::Arrived, .. }))
}
