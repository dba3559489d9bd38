//! What must hold in every reachable state.

use std::collections::HashSet;

use countersign_core::session::{Chain, Verdict};
use stateright::Property;

use crate::history::{Acknowledged, Breach, Family};
use crate::setting::Setting;
use crate::store::{Refresh, Session, moment};
use crate::world::{Holder, World};

pub(crate) const ONE_CHAIN: &str = "one live chain per session";
pub(crate) const ONE_ADOPTION: &str = "an adopted token has one session";
pub(crate) const REPLAY: &str = "a replay gets no answer, and ends the session exactly when detection is on";
pub(crate) const NOTHING_LOST: &str = "no acknowledged rotation is lost";
pub(crate) const CAUSE: &str = "a session ends for a cause and no other";
pub(crate) const NO_FALSE_ALARM: &str = "a lone client that lost no answer is never taken for a thief";
pub(crate) const REVOKED: &str = "nothing outlives an acknowledged revocation";
pub(crate) const OLD_PASSWORD: &str = "a replaced password keeps no session";
pub(crate) const DEACTIVATED: &str = "a deactivated user has no live session, and reactivation revives none";
pub(crate) const DEAD: &str = "a login that is over, or whose owner is off, gets no answer";
pub(crate) const GRACE: &str = "an answer asked for again in time is the same";

pub(crate) fn all() -> Vec<Property<Setting>> {
    vec![
        always(ONE_CHAIN, one_chain),
        always(ONE_ADOPTION, one_adoption),
        always(REPLAY, |_, world| {
            !matches!(world.history.breach, Some(Breach::ReplayAnswered | Breach::ReplayWronglyPunished))
        }),
        always(NOTHING_LOST, nothing_lost),
        always(CAUSE, |setting, world| world.store.sessions.iter().all(|row| has_cause(setting, world, row))),
        always(NO_FALSE_ALARM, no_false_alarm),
        always(REVOKED, nothing_outlives),
        always(OLD_PASSWORD, no_old_password),
        always(DEACTIVATED, |_, world| {
            !world.history.deactivated || world.store.sessions.iter().all(|row| row.chain.ended)
        }),
        always(DEAD, |_, world| world.history.breach != Some(Breach::DeadAnswered)),
        always(GRACE, |_, world| world.history.breach != Some(Breach::GraceDenied)),
    ]
}

fn always(name: &'static str, condition: fn(&Setting, &World) -> bool) -> Property<Setting> {
    Property::always(name, condition)
}

/// No token was ever rotated into two, and what would get an answer now leads to the one current token: that token
/// itself, and at most the one before it.
fn one_chain(setting: &Setting, world: &World) -> bool {
    let unforked = |family: &Family| family.parents.iter().collect::<HashSet<_>>().len() == family.parents.len();
    world.history.families.iter().all(unforked)
        && (0_u8..).zip(&world.store.sessions).all(|(sid, row)| leads_to_one(setting, world, sid, row))
}

fn leads_to_one(setting: &Setting, world: &World, sid: u8, row: &Session) -> bool {
    let family = &world.history.families[usize::from(row.family)];
    let token = |serial| Refresh { family: row.family, serial, sid: Some(sid) };
    let judged = |serial| judge(&row.chain, token(serial), world.now, setting);
    (0..=family.newest()).all(|serial| match judged(serial) {
        Verdict::Current => serial == family.newest(),
        Verdict::Repeat => serial + 1 == family.newest() && family.parents.last() == Some(&serial),
        Verdict::Replay | Verdict::Over => true,
    })
}

fn judge(chain: &Chain, token: Refresh, now: u8, setting: &Setting) -> Verdict {
    chain.judge(&token.jti(), moment(now), setting.rule)
}

fn one_adoption(_: &Setting, world: &World) -> bool {
    let origins: Vec<_> = world.store.sessions.iter().filter_map(|row| row.origin.as_ref()).collect();
    origins.iter().collect::<HashSet<_>>().len() == origins.len()
}

/// Whoever was given a token that nobody has spent can spend it, unless its login is over for a reason.
fn nothing_lost(setting: &Setting, world: &World) -> bool {
    let good = |holder: &Holder| holder.held.is_none_or(|held| keeps_its_word(setting, world, held));
    world.history.breach != Some(Breach::FreshDenied) && world.holders.iter().all(good)
}

fn keeps_its_word(setting: &Setting, world: &World, held: Refresh) -> bool {
    let family = world.family(held);
    let excused = family.is_spent(held.serial) || family.is_over(world.now, setting) || !world.store.user.active;
    excused || world.store.refresh_usable(held, world.now, setting)
}

fn has_cause(setting: &Setting, world: &World, row: &Session) -> bool {
    let family = &world.history.families[usize::from(row.family)];
    !row.chain.ended || family.revoked || (family.stolen && setting.rule.detection)
}

fn no_false_alarm(setting: &Setting, world: &World) -> bool {
    let alone = setting.tabs == 1 && !setting.thief;
    let unhurt = world.left.crashes == setting.crashes && world.left.losses == setting.losses;
    !(alone && unhurt && world.history.families.iter().any(|family| family.stolen))
}

/// After the answer to a revocation no refresh token that it covers would get an answer, no access token with the `sid`
/// of its session is good, and, where it covers the user, no access token without one.
fn nothing_outlives(setting: &Setting, world: &World) -> bool {
    let reach = |family: u8| world.history.families[usize::from(family)].acknowledged;
    let dead = |family: u8| reach(family) > Acknowledged::Nothing;
    let mut refresh = world.minted().filter(|token| dead(token.family));
    let mut access = world.store.sessions.iter().filter(|row| dead(row.family));
    let foreign_access = world.history.families[0].foreign && reach(0) == Acknowledged::User;
    let refresh_lives = refresh.any(|token| world.store.refresh_usable(token, world.now, setting));
    let access_lives = access.any(|row| world.store.access_usable(row, world.now));
    !(refresh_lives || access_lives || (foreign_access && world.store.foreign_access_usable()))
}

fn no_old_password(_: &Setting, world: &World) -> bool {
    let opened_with = |row: &Session| world.history.families[usize::from(row.family)].password;
    world.store.sessions.iter().all(|row| row.chain.ended || opened_with(row) >= world.history.password)
}
