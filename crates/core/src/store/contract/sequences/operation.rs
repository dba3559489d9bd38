//! What happens in a sequence, as it is made up: by places, so that a sequence is shortened and still means something.

use std::ops::RangeInclusive;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;

/// Users that a sequence is about.
pub(super) const USERS: usize = 2;
/// Refresh tokens of another program that a sequence is about.
pub(super) const FOREIGN: usize = 4;

/// What happens to two nodes on one database.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    /// By how many seconds the second node's clock is behind.
    pub(super) behind: u64,
    /// One after the other.
    pub(super) steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// After that many seconds these are asked, all at once.
    Ask { after: u64, at_once: Vec<Asked> },
    /// A node ends without a word, and another one starts in its place.
    Restart { node: usize },
    /// A node reads the feed as far as it goes.
    CatchUp { node: usize },
}

/// An operation, and the node that gets it.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) node: usize,
    pub(super) operation: Operation,
}

/// Numbers of users, sessions and tokens are taken modulo how many there are.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    Open { user: usize, old_password: bool, lives: Option<u64> },
    Refresh { session: usize, token: Token, by_stranger: bool, how: How },
    Adopt { foreign: usize, lives: Option<u64>, how: How },
    UseUnattached { foreign: usize },
    Renew { session: usize, with_token: bool },
    Prove { session: usize },
    End { session: usize, owner: Owner },
    EndAll { user: usize },
    EndOthers { session: usize },
    EndSessions { user: usize },
    ChangePassword { user: usize },
    Deactivate { user: usize },
    Activate { user: usize },
    Delete { user: usize },
    RevokeForeign { foreign: usize },
    RevokeCurrent { session: usize },
    Blacklist { session: usize, token: Token },
    Flush { earlier: u64 },
}

/// Which token of a session is presented.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    Current,
    Previous,
    /// The one before the previous one.
    Older,
    OfAnotherSession,
    OfNobody,
}

/// Under which rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub(super) interval: u64,
    pub(super) detection: bool,
    pub(super) anyone: bool,
}

/// Who is said to own a session.
#[derive(Debug, Clone, Copy)]
pub(super) enum Owner {
    NotAsked,
    Own,
    Stranger,
}

/// Sequences of so many steps, of which each asks at most `at_once` operations.
pub(super) fn sequences(steps: RangeInclusive<usize>, at_once: usize) -> impl Strategy<Value = Sequence> {
    let behind = prop_oneof![3 => Just(0), 1 => Just(2)];
    (behind, vec(step(at_once), steps)).prop_map(|(behind, steps)| Sequence { behind, steps })
}

fn step(at_once: usize) -> impl Strategy<Value = Step> {
    let alone = (passing(), node(), prop_oneof![20 => operation(), 1 => flush()])
        .prop_map(|(after, node, operation)| Step::Ask { after, at_once: vec![Asked { node, operation }] });
    let asked = (node(), operation()).prop_map(|(node, operation)| Asked { node, operation });
    let together = (passing(), vec(asked, at_once.min(2)..=at_once));
    prop_oneof![
        if at_once > 1 { 4 } else { 20 } => alone,
        if at_once > 1 { 16 } else { 0 } => together.prop_map(|(after, at_once)| Step::Ask { after, at_once }),
        1 => node().prop_map(|node| Step::Restart { node }),
        2 => node().prop_map(|node| Step::CatchUp { node }),
    ]
}

/// Around the ends of intervals and lives; a day is the life of a refresh token.
fn passing() -> impl Strategy<Value = u64> {
    prop_oneof![8 => Just(0), 8 => Just(1), 3 => Just(15), 2 => Just(29), 2 => Just(30), 1 => Just(31), 1 => Just(901),
        1 => Just(90_000)]
}

fn node() -> impl Strategy<Value = usize> {
    0..2_usize
}

fn operation() -> impl Strategy<Value = Operation> {
    let (user, session, foreign) = (0..USERS, 0..6_usize, 0..FOREIGN);
    let rare = |chance: f64| proptest::bool::weighted(chance);
    let lives = || option::weighted(0.2, prop_oneof![Just(20_u64), Just(60), Just(7_200)]);
    prop_oneof![
        10 => (user.clone(), rare(0.1), lives())
            .prop_map(|(user, old_password, lives)| Operation::Open { user, old_password, lives }),
        24 => (session.clone(), token(), rare(0.05), how())
            .prop_map(|(session, token, by_stranger, how)| Operation::Refresh { session, token, by_stranger, how }),
        8 => (foreign.clone(), lives(), how()).prop_map(|(foreign, lives, how)| Operation::Adopt { foreign, lives, how }),
        2 => foreign.clone().prop_map(|foreign| Operation::UseUnattached { foreign }),
        3 => (session.clone(), any::<bool>()).prop_map(|(session, with_token)| Operation::Renew { session, with_token }),
        1 => session.clone().prop_map(|session| Operation::Prove { session }),
        4 => (session.clone(), owner()).prop_map(|(session, owner)| Operation::End { session, owner }),
        2 => user.clone().prop_map(|user| Operation::EndAll { user }),
        2 => session.clone().prop_map(|session| Operation::EndOthers { session }),
        1 => user.clone().prop_map(|user| Operation::EndSessions { user }),
        1 => user.clone().prop_map(|user| Operation::ChangePassword { user }),
        2 => user.clone().prop_map(|user| Operation::Deactivate { user }),
        3 => user.clone().prop_map(|user| Operation::Activate { user }),
        1 => user.prop_map(|user| Operation::Delete { user }),
        2 => foreign.prop_map(|foreign| Operation::RevokeForeign { foreign }),
        1 => session.clone().prop_map(|session| Operation::RevokeCurrent { session }),
        2 => (session, token()).prop_map(|(session, token)| Operation::Blacklist { session, token }),
    ]
}

/// Now, and as the server does it, ten minutes behind.
fn flush() -> impl Strategy<Value = Operation> {
    prop_oneof![Just(0_u64), Just(600)].prop_map(|earlier| Operation::Flush { earlier })
}

fn token() -> impl Strategy<Value = Token> {
    prop_oneof![
        8 => Just(Token::Current),
        6 => Just(Token::Previous),
        1 => Just(Token::Older),
        1 => Just(Token::OfAnotherSession),
        1 => Just(Token::OfNobody),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        8 => Just(How { interval: 30, detection: true, anyone: false }),
        1 => Just(How { interval: 0, detection: true, anyone: false }),
        1 => Just(How { interval: 30, detection: false, anyone: false }),
        1 => Just(How { interval: 30, detection: true, anyone: true }),
    ]
}

fn owner() -> impl Strategy<Value = Owner> {
    prop_oneof![2 => Just(Owner::NotAsked), 2 => Just(Owner::Own), 1 => Just(Owner::Stranger)]
}
