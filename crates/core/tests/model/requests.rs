//! What one step of one request does to the world.

use crate::flight::{Flight, OpenStage, RefreshStage, RevokeStage, Work};
use crate::history::{Breach, Due, Family};
use crate::setting::{ClockRead, Flaw, Origin, Revocation, Setting};
use crate::store::{Lost, Refresh};
use crate::world::World;

impl World {
    /// Whether the request of `actor` can take its next step: it has one, and the lock that it wants is free.
    pub(crate) fn can_step(&self, actor: usize) -> bool {
        let Some(flight) = self.flights[actor].as_ref().filter(|flight| !flight.is_answering()) else { return false };
        let wants_user = match &flight.work {
            Work::Refresh { presented, stage } => {
                *stage == RefreshStage::Arrived && presented.sid.is_none() && self.store.find(*presented).is_none()
            }
            Work::Revoke { .. } => false,
            Work::Open { .. } => true,
        };
        !wants_user || !self.flights.iter().flatten().any(Flight::locks_user)
    }

    /// Takes the next step of `actor`'s request, one transaction or a part of one.
    pub(crate) fn step(&mut self, actor: usize, setting: &Setting) {
        let Some(mut flight) = self.flights[actor].take() else { return };
        let now = if setting.clock == ClockRead::OnArrival { flight.read_at } else { self.now };
        flight.work = match flight.work {
            Work::Refresh { presented, stage: RefreshStage::Lost } => {
                Work::Refresh { presented, stage: self.judge_loser(presented, now, setting) }
            }
            Work::Refresh { presented, .. } => {
                Work::Refresh { presented, stage: self.refresh(presented, now, setting) }
            }
            Work::Revoke { kind, covers, stage } => {
                let stage = self.revoke(kind, &stage, now, setting);
                Work::Revoke { kind, covers, stage }
            }
            Work::Open { checked, .. } => Work::Open { checked, stage: self.open(checked, setting) },
        };
        // A request that is over and read the clock on arrival keeps no trace of when.
        flight.read_at = if flight.is_answering() { 0 } else { flight.read_at };
        self.flights[actor] = Some(flight);
    }

    /// The first transaction of a refresh: adoption where there is no `sid`, then the guarded statement.
    fn refresh(&mut self, presented: Refresh, now: u8, setting: &Setting) -> RefreshStage {
        let due = self.due(presented, now, setting);
        let stage = self.adopt_and_rotate(presented, now, setting);
        let rotated = matches!(stage, RefreshStage::Rotated(_));
        self.accuse(match due {
            Due::Successor => (!rotated).then_some(Breach::FreshDenied),
            Due::Nothing => rotated.then_some(Breach::DeadAnswered),
            Due::Same(_) | Due::Theft => rotated.then_some(Breach::ReplayAnswered),
        });
        stage
    }

    fn adopt_and_rotate(&mut self, presented: Refresh, now: u8, setting: &Setting) -> RefreshStage {
        let sid = presented.sid.or_else(|| self.store.adopt(presented, setting));
        let Some(sid) = sid else { return RefreshStage::Refused };
        let next = Refresh { serial: self.family(presented).newest() + 1, sid: Some(sid), ..presented };
        if self.store.rotate(presented, next, now, setting) {
            self.minted_for(presented, now);
            RefreshStage::Rotated(next)
        } else {
            RefreshStage::Lost
        }
    }

    fn minted_for(&mut self, presented: Refresh, now: u8) {
        let family = self.family_mut(presented);
        family.parents.push(presented.serial);
        family.rotated_at = now;
    }

    /// The second transaction of a refresh that lost.
    fn judge_loser(&mut self, presented: Refresh, now: u8, setting: &Setting) -> RefreshStage {
        let due = self.due(presented, now, setting);
        let lost = self.store.judge_loser(presented, now, setting);
        if due == Due::Theft {
            self.family_mut(presented).stolen = true;
        }
        let breach = self.breach_of(due, lost, presented, setting);
        self.accuse(breach);
        match lost {
            Lost::Repeat(same) if setting.flaw == Flaw::BranchingRepeat => self.branch(presented, same, now, setting),
            Lost::Repeat(same) => RefreshStage::Repeated(same),
            Lost::Replay | Lost::Refused => RefreshStage::Refused,
        }
    }

    /// How the loser was treated, against what it deserved.
    fn breach_of(&self, due: Due, lost: Lost, presented: Refresh, setting: &Setting) -> Option<Breach> {
        let broken = match (due, lost) {
            (Due::Same(serial), Lost::Repeat(same)) => (same.serial != serial, Breach::GraceDenied),
            (Due::Same(_), Lost::Replay | Lost::Refused) => (true, Breach::GraceDenied),
            (Due::Theft, Lost::Repeat(_)) => (true, Breach::ReplayAnswered),
            (Due::Theft, Lost::Replay | Lost::Refused) => {
                let ended = self.store.sessions.iter().all(|row| row.family != presented.family || row.chain.ended);
                (ended != setting.rule.detection, Breach::ReplayWronglyPunished)
            }
            (Due::Successor, Lost::Repeat(_) | Lost::Replay) => (true, Breach::FreshDenied),
            // Django switched the user on again after the statement had found it off: the token stays good.
            (Due::Successor, Lost::Refused) => (false, Breach::FreshDenied),
            (Due::Nothing, lost) => (matches!(lost, Lost::Repeat(_)), Breach::DeadAnswered),
        };
        broken.0.then_some(broken.1)
    }

    /// [`Flaw::BranchingRepeat`]: the repetition mints a token of its own.
    fn branch(&mut self, presented: Refresh, same: Refresh, now: u8, setting: &Setting) -> RefreshStage {
        let next = Refresh { serial: self.family(presented).newest() + 1, ..same };
        self.store.rotate(same, next, now, setting);
        self.minted_for(presented, now);
        RefreshStage::Rotated(next)
    }

    fn revoke(&mut self, kind: Revocation, stage: &RevokeStage, now: u8, setting: &Setting) -> RevokeStage {
        let looks_first = match kind {
            Revocation::LogOut => setting.flaw == Flaw::LogoutLooksFirst,
            Revocation::LogOutAll | Revocation::ChangePassword | Revocation::Deactivate => {
                setting.flaw == Flaw::SweepBeforeUser
            }
            Revocation::Reactivate => false,
        };
        let one_statement = matches!(kind, Revocation::LogOut | Revocation::Reactivate);
        match stage {
            RevokeStage::Arrived if looks_first => RevokeStage::Looked(self.store.sessions.len()),
            RevokeStage::Arrived if one_statement => self.commit_revocation(kind, now, usize::MAX, setting),
            RevokeStage::Arrived => RevokeStage::UserLocked,
            RevokeStage::Looked(rows) => self.commit_revocation(kind, now, *rows, setting),
            RevokeStage::UserLocked | RevokeStage::Committed => self.commit_revocation(kind, now, usize::MAX, setting),
        }
    }

    /// Commits the revocation; of the rows it ends the first `rows`.
    fn commit_revocation(&mut self, kind: Revocation, now: u8, rows: usize, setting: &Setting) -> RevokeStage {
        let of_first: Vec<bool> = self.store.sessions.iter().map(|row| row.family == 0).collect();
        self.store.revoke(kind, now, setting.flaw, |row| match kind {
            Revocation::LogOut => row < rows && of_first[row] && setting.flaw != Flaw::LogoutLeavesRow,
            Revocation::LogOutAll | Revocation::ChangePassword | Revocation::Deactivate => row < rows,
            Revocation::Reactivate => false,
        });
        let by_itself = kind == Revocation::LogOut && setting.origin == Origin::Foreign;
        self.store.denied |= by_itself && setting.flaw != Flaw::LogoutWithoutDenial;
        self.history.revoked(kind);
        RevokeStage::Committed
    }

    /// The transaction of a login: the user row locked, then the session row.
    fn open(&mut self, checked: u8, setting: &Setting) -> OpenStage {
        let user = &self.store.user;
        let stands = user.active && user.password == checked;
        if !stands && setting.flaw != Flaw::OpeningTrustsFirstRead {
            return OpenStage::Refused;
        }
        let family = u8::try_from(self.history.families.len()).unwrap();
        self.store.insert(Refresh { family, serial: 0, sid: None }, None, setting);
        self.history.families.push(Family::new(false, checked));
        OpenStage::Opened
    }

    /// Gives the answer of `actor`'s request.
    pub(crate) fn deliver(&mut self, actor: usize, flaw: Flaw) {
        let Some(flight) = self.flights[actor].take() else { return };
        if let (Some(next), Some(holder)) = (flight.successor(), self.holders.get_mut(actor)) {
            holder.held = if flaw == Flaw::AnswerWithoutSuccessor { holder.held } else { Some(next) };
            holder.missed = false;
        }
        if let Work::Revoke { kind, covers, .. } = flight.work {
            self.history.acknowledged(kind, &covers);
        }
    }

    /// Takes the request of `actor` away without an answer.
    pub(crate) fn lose(&mut self, actor: usize) {
        let flight = self.flights[actor].take();
        if let (Some(_), Some(holder)) = (flight, self.holders.get_mut(actor)) {
            holder.missed = true;
        }
    }

    /// A node dies: every request on it goes unanswered, what was committed stays.
    pub(crate) fn crash(&mut self, node: u8, setting: &Setting) {
        for actor in 0..self.flights.len() {
            if self.flights[actor].as_ref().is_some_and(|flight| flight.node == node) {
                self.lose(actor);
            }
        }
        if setting.flaw == Flaw::LostCommit {
            self.store.lose_newest_commit();
        }
    }

    /// The logins that a revocation asked for now must end: those that stand, the foreign one among them.
    pub(crate) fn covered_by(&self, kind: Revocation) -> Vec<u8> {
        match kind {
            Revocation::LogOut => vec![0],
            Revocation::Reactivate => Vec::new(),
            Revocation::LogOutAll | Revocation::ChangePassword | Revocation::Deactivate => {
                (0_u8..).zip(&self.history.families).map(|(family, _)| family).collect()
            }
        }
    }
}
