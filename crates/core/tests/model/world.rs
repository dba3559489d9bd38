//! Everything at one moment: the clock, the database, the requests in progress, who holds which token.

use crate::flight::Flight;
use crate::history::{Breach, Due, Family, History};
use crate::setting::{Origin, Setting};
use crate::store::{Refresh, Store, User};

/// A tab of the client, or the thief.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Holder {
    /// The newest token that it was given; a thief has none at first.
    pub(crate) held: Option<Refresh>,
    pub(crate) sends_left: u8,
    /// Its last refresh got no answer.
    pub(crate) missed: bool,
}

/// What may still happen besides refreshes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Left {
    pub(crate) crashes: u8,
    pub(crate) losses: u8,
    pub(crate) revocations: u8,
    pub(crate) openings: u8,
    /// Django's switches: off, then on.
    pub(crate) switches: u8,
    pub(crate) steps_back: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) now: u8,
    pub(crate) store: Store,
    pub(crate) holders: Vec<Holder>,
    /// One place for each holder, then one for the revocation, then one for the login.
    pub(crate) flights: Vec<Option<Flight>>,
    pub(crate) left: Left,
    pub(crate) history: History,
}

impl World {
    /// The client is logged in, or has logged in at SimpleJWT.
    pub(crate) fn new(setting: &Setting) -> Self {
        let mut store =
            Store { user: User { active: true, mark: None, password: 0 }, sessions: Vec::new(), denied: false };
        let mut first = Refresh { family: 0, serial: 0, sid: None };
        if setting.origin == Origin::Ours {
            first.sid = Some(store.insert(first, None, setting));
        }
        let holder = |held| Holder { held, sends_left: setting.sends, missed: false };
        let mut holders = vec![holder(Some(first)); setting.tabs];
        holders.extend(setting.thief.then(|| holder(None)));
        let left = Left {
            crashes: setting.crashes,
            losses: setting.losses,
            revocations: setting.revocations_left,
            openings: u8::from(setting.opening),
            switches: if setting.django { 2 } else { 0 },
            steps_back: setting.steps_back,
        };
        let families = vec![Family::new(setting.origin == Origin::Foreign, 0)];
        let history = History { families, breach: None, deactivated: false, password: 0 };
        Self { now: 1, store, flights: vec![None; holders.len() + 2], holders, left, history }
    }

    /// The place of the revocation in `flights`.
    pub(crate) fn admin(&self) -> usize {
        self.holders.len()
    }

    /// The place of the login in `flights`.
    pub(crate) fn login(&self) -> usize {
        self.holders.len() + 1
    }

    pub(crate) fn family(&self, token: Refresh) -> &Family {
        &self.history.families[usize::from(token.family)]
    }

    pub(crate) fn family_mut(&mut self, token: Refresh) -> &mut Family {
        &mut self.history.families[usize::from(token.family)]
    }

    /// What `token` deserves at `now`.
    pub(crate) fn due(&self, token: Refresh, now: u8, setting: &Setting) -> Due {
        if self.store.user.active { self.family(token).due(token.serial, now, setting) } else { Due::Nothing }
    }

    pub(crate) fn accuse(&mut self, breach: Option<Breach>) {
        self.history.accuse(breach);
    }

    /// Every refresh token that was ever minted, with each `sid` that it was or could have been signed with.
    pub(crate) fn minted(&self) -> impl Iterator<Item = Refresh> + '_ {
        (0_u8..).zip(&self.history.families).flat_map(move |(family, known)| {
            (0..=known.newest()).flat_map(move |serial| self.as_signed(family, serial))
        })
    }

    fn as_signed(&self, family: u8, serial: u8) -> impl Iterator<Item = Refresh> + '_ {
        let foreign = self.history.families[usize::from(family)].foreign && serial == 0;
        let rows = (0_u8..).zip(&self.store.sessions).filter(move |(_, row)| row.family == family && !foreign);
        let sids = rows.map(|(sid, _)| Some(sid)).chain(foreign.then_some(None));
        sids.map(move |sid| Refresh { family, serial, sid })
    }
}
