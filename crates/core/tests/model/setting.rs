//! The sizes of one world and the rules it lives under.

use countersign_core::session::ReuseRule;
use countersign_token::Seconds;

/// One world: its rules, its people, and how much may happen in it.
///
/// Everything that could go on for ever has a budget, so that the state space is finite without being cut.
#[derive(Debug, Clone)]
pub(crate) struct Setting {
    pub(crate) name: &'static str,
    pub(crate) rule: ReuseRule,
    /// The last tick of the clock; it starts at 1, and a tick is a second.
    pub(crate) horizon: u8,
    /// The absolute end of every session.
    pub(crate) end: Option<u8>,
    pub(crate) origin: Origin,
    /// How many holders the client's token has from the start: browser tabs that do not share what they receive.
    pub(crate) tabs: usize,
    /// One more holder, who copies a tab's token at some moment.
    pub(crate) thief: bool,
    /// Refreshes that each holder may send.
    pub(crate) sends: u8,
    /// Nodes that may crash.
    pub(crate) crashes: u8,
    /// Answers that may be lost on the way.
    pub(crate) losses: u8,
    /// Revocations that may be asked for, and how many of them in all, one after the other.
    pub(crate) revocations: &'static [Revocation],
    pub(crate) revocations_left: u8,
    /// A login with the first password may begin once.
    pub(crate) opening: bool,
    /// A Django beside us switches the user off and on once each, and ends no session.
    pub(crate) django: bool,
    pub(crate) clock: ClockRead,
    /// How often the clock may be set back by one tick.
    pub(crate) steps_back: u8,
    /// The milestones that this world must be seen to reach.
    pub(crate) reaches: &'static [&'static str],
    pub(crate) flaw: Flaw,
}

/// Who made the first refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A login of ours: there is a session row.
    Ours,
    /// SimpleJWT: no `sid`, no row until the first refresh adopts it.
    Foreign,
}

/// When a request reads the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClockRead {
    /// The statement takes the database's clock, as on PostgreSQL.
    InTransaction,
    /// The flow reads it once when the request arrives, and may then wait, as on SQLite.
    OnArrival,
}

/// What ends sessions, and what lets the user in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Revocation {
    /// Ends the first session alone.
    LogOut,
    LogOutAll,
    ChangePassword,
    Deactivate,
    /// Ends nothing, and must bring nothing back.
    Reactivate,
}

/// A rule left out on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    None,
    /// The rotation looks first and writes later, without a guard in the statement.
    UnguardedUpdate,
    /// A second token for a repeat, as a server does that does not know which successor it gave.
    BranchingRepeat,
    /// The row does not remember the token before the current one.
    NoGrace,
    /// The answer to a refresh carries the access token alone.
    AnswerWithoutSuccessor,
    /// A crash takes the newest committed rotation with it.
    LostCommit,
    /// A replay is refused and no more, detection or not.
    ForgivenReplay,
    /// Each first refresh of a foreign token inserts a row.
    AdoptionWithoutConflict,
    /// Adoption does not look at the user's mark.
    AdoptionIgnoresMark,
    /// Logout forgets the client and leaves the row.
    LogoutLeavesRow,
    /// Logout of a foreign token that has no session yet does not revoke the token by itself.
    LogoutWithoutDenial,
    /// Logout of a foreign token looks for its session, and ends that or revokes the token in a second transaction.
    LogoutLooksFirst,
    /// Sessions are swept first and the user row is written after.
    SweepBeforeUser,
    /// Deactivation switches the user off and does not move the mark.
    DeactivationLeavesMark,
    /// The login believes what it read before it hashed.
    OpeningTrustsFirstRead,
    /// The loser of a refresh is judged without a look at the user.
    RepeatIgnoresUser,
}

impl Setting {
    /// A quiet world: one tab, one session of ours, nothing goes wrong, the interval two ticks, detection on.
    pub(crate) const QUIET: Self = Self {
        name: "quiet",
        rule: ReuseRule { interval: Seconds::new(2), detection: true },
        horizon: 4,
        end: None,
        origin: Origin::Ours,
        tabs: 1,
        thief: false,
        sends: 3,
        crashes: 0,
        losses: 0,
        revocations: &[],
        revocations_left: 0,
        opening: false,
        django: false,
        clock: ClockRead::InTransaction,
        steps_back: 0,
        reaches: &[],
        flaw: Flaw::None,
    };

    /// The reuse interval in ticks.
    pub(crate) fn interval(&self) -> u64 {
        self.rule.interval.get()
    }
}
