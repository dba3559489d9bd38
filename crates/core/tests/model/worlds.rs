//! The worlds that are walked: small enough to be walked to the end in seconds, each about one group of rules.

use countersign_core::session::ReuseRule;
use countersign_token::Seconds;

use crate::milestones as seen;
use crate::setting::{ClockRead, Origin, Revocation, Setting};

const NO_DETECTION: ReuseRule = ReuseRule { interval: Seconds::new(2), detection: false };
const NO_INTERVAL: ReuseRule = ReuseRule { interval: Seconds::new(0), detection: true };
/// As `jwt.preset = "simplejwt"` sets it.
const SIMPLE_JWT: ReuseRule = ReuseRule { interval: Seconds::new(0), detection: false };

const ALL_KINDS: &[Revocation] = &[
    Revocation::LogOut,
    Revocation::LogOutAll,
    Revocation::ChangePassword,
    Revocation::Deactivate,
    Revocation::Reactivate,
];

/// One client whose node crashes, whose answers are lost and who asks again, until the session's absolute end.
pub(crate) const LONE_CLIENT: Setting = Setting {
    name: "one client, lost answers, an absolute end",
    horizon: 6,
    end: Some(6),
    sends: 6,
    crashes: 2,
    losses: 3,
    reaches: &[seen::REPEATED, seen::ANSWER_RETRIED, seen::RETRIED_TOO_LATE, seen::THEFT, seen::OUTLIVED],
    ..Setting::QUIET
};

/// Two tabs with one token, each with its own memory, while one of them logs out.
pub(crate) const TWO_TABS: Setting = Setting {
    name: "two tabs, crash, lost answer, logout",
    horizon: 3,
    tabs: 2,
    sends: 2,
    crashes: 1,
    losses: 1,
    revocations: &[Revocation::LogOut],
    revocations_left: 1,
    reaches: &[seen::REPEATED, seen::ANSWER_RETRIED, seen::THEFT, seen::LATE_ANSWER],
    ..Setting::QUIET
};

/// A client, and a thief who copies its token at some moment.
pub(crate) const THIEF: Setting = Setting {
    name: "one client and a thief",
    thief: true,
    sends: 4,
    losses: 2,
    reaches: &[seen::THEFT, seen::SHARED_CHAIN],
    ..Setting::QUIET
};

pub(crate) const UNDETECTED_THIEF: Setting = Setting {
    name: "one client and a thief, no detection, logout of all",
    rule: NO_DETECTION,
    sends: 2,
    losses: 1,
    revocations: &[Revocation::LogOutAll],
    revocations_left: 1,
    reaches: &[seen::REPLAY_ENDURED, seen::SHARED_CHAIN],
    ..THIEF
};

pub(crate) const TABS_AND_THIEF: Setting = Setting {
    name: "two tabs and a thief",
    tabs: 2,
    thief: true,
    sends: 2,
    reaches: &[seen::REPEATED, seen::THEFT, seen::SHARED_CHAIN],
    ..Setting::QUIET
};

pub(crate) const ZERO_INTERVAL: Setting =
    Setting { name: "two tabs and a thief, interval 0", rule: NO_INTERVAL, reaches: &[seen::THEFT], ..TABS_AND_THIEF };

pub(crate) const PRESET: Setting = Setting {
    name: "two tabs and a thief, the preset simplejwt",
    rule: SIMPLE_JWT,
    reaches: &[seen::REPLAY_ENDURED],
    ..TABS_AND_THIEF
};

/// Two tabs with a token that SimpleJWT made, and everything that ends sessions.
pub(crate) const ADOPTION: Setting = Setting {
    name: "adoption by two tabs, lost answer, revocations",
    origin: Origin::Foreign,
    tabs: 2,
    horizon: 3,
    sends: 2,
    losses: 1,
    revocations: ALL_KINDS,
    revocations_left: 1,
    reaches: &[seen::ADOPTION_RACE, seen::ADOPTION_REFUSED, seen::ADOPTION_REVOKED],
    ..Setting::QUIET
};

pub(crate) const ADOPTION_PRESET: Setting = Setting {
    name: "adoption by two tabs, lost answer, the preset simplejwt",
    rule: SIMPLE_JWT,
    revocations: &[Revocation::LogOut, Revocation::LogOutAll],
    reaches: &[seen::REPLAY_ENDURED, seen::ADOPTION_REFUSED, seen::ADOPTION_REVOKED],
    ..ADOPTION
};

/// A login that hashes while sessions are ended, and a client that refreshes.
pub(crate) const LOGIN: Setting = Setting {
    name: "a login beside revocations",
    horizon: 2,
    sends: 1,
    crashes: 1,
    opening: true,
    revocations: ALL_KINDS,
    revocations_left: 2,
    reaches: &[seen::OPENED, seen::OPENING_REFUSED, seen::REACTIVATED],
    ..Setting::QUIET
};

pub(crate) const LOGIN_AND_ADOPTION: Setting = Setting {
    name: "a login and an adoption beside revocations",
    origin: Origin::Foreign,
    reaches: &[seen::OPENED, seen::OPENING_REFUSED, seen::REACTIVATED, seen::ADOPTION_REVOKED],
    ..LOGIN
};

/// The clock is read when the request arrives, and the request may then wait as long as it likes.
pub(crate) const EARLY_CLOCK: Setting = Setting {
    name: "two tabs, logout, the clock read on arrival",
    tabs: 2,
    sends: 2,
    horizon: 3,
    losses: 1,
    revocations: &[Revocation::LogOut],
    revocations_left: 1,
    clock: ClockRead::OnArrival,
    reaches: &[seen::REPEATED, seen::THEFT, seen::OVERTAKEN],
    ..Setting::QUIET
};

pub(crate) const EARLY_CLOCK_ADOPTION: Setting = Setting {
    name: "adoption, revocations, the clock read on arrival",
    clock: ClockRead::OnArrival,
    revocations: &[Revocation::LogOut, Revocation::LogOutAll, Revocation::Deactivate],
    ..ADOPTION
};

/// The clock goes back, twice by a tick.
pub(crate) const CLOCK_SET_BACK: Setting = Setting {
    name: "one client and a thief, the clock set back",
    thief: true,
    horizon: 3,
    sends: 2,
    end: Some(3),
    steps_back: 2,
    revocations: &[Revocation::LogOut, Revocation::ChangePassword],
    revocations_left: 1,
    reaches: &[seen::REPEATED, seen::WENT_BACK, seen::OUTLIVED],
    ..Setting::QUIET
};

/// Django writes `is_active` and ends no session; what it switches on again lives on.
pub(crate) const DJANGO: Setting = Setting {
    name: "two tabs, a Django that switches the user off and on",
    tabs: 2,
    losses: 1,
    django: true,
    reaches: &[seen::REPEATED, seen::SWITCHED_BACK, seen::JUDGED_CURRENT],
    ..Setting::QUIET
};

/// The same at sizes that take minutes.
pub(crate) const LARGE: &[Setting] = &[
    Setting { name: "large: two tabs", horizon: 4, sends: 3, ..TWO_TABS },
    Setting { name: "large: thief", revocations: &[Revocation::LogOut], revocations_left: 1, ..THIEF },
    Setting { name: "large: two tabs and a thief", crashes: 1, ..TABS_AND_THIEF },
    Setting { name: "large: adoption", revocations_left: 2, ..ADOPTION },
    Setting { name: "large: login", horizon: 3, sends: 2, ..LOGIN },
    Setting { name: "large: login and adoption", horizon: 3, sends: 2, ..LOGIN_AND_ADOPTION },
    Setting { name: "large: the clock set back", losses: 1, sends: 3, ..CLOCK_SET_BACK },
];
