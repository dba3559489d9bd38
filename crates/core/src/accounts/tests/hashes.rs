use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::{collection, prop_assert, prop_assert_eq, proptest, sample};

use super::{Seeded, cases};
use crate::accounts::{
    Algorithm, Argon2Cost, Checked, Hashers, PasswordHash, Pbkdf2Iterations, PlainPassword, Unverifiable,
};

/// As cheap as in `judged/judge.py`.
fn hashers(preferred: Algorithm) -> Hashers {
    Hashers {
        preferred,
        argon2: Argon2Cost::new(64, 2, 1).unwrap(),
        pbkdf2_iterations: Pbkdf2Iterations::new(1000).unwrap(),
    }
}

fn check(preferred: Algorithm, password: &str, column: &str) -> Checked {
    let stored = PasswordHash::from_column(column);
    hashers(preferred).check(&PlainPassword::new(password), &stored, &Seeded::default())
}

#[test]
fn columns_are_checked_as_by_django_whichever_algorithm_is_preferred() {
    for case in cases(include_str!("../judged/hashes.json")) {
        let (password, column) = (case[0].as_str().unwrap(), case[1].as_str().unwrap());
        for (preferred, judged) in [(Algorithm::Argon2, &case[2]), (Algorithm::Pbkdf2Sha256, &case[3])] {
            let answer = match check(preferred, password, column) {
                Checked::Right { upgrade: None } => "right",
                Checked::Right { upgrade: Some(_) } => "upgrade",
                Checked::Wrong | Checked::Unverifiable(_) => "wrong",
            };
            assert_eq!(answer, judged.as_str().unwrap().replace("error", "wrong"), "{preferred:?} {column}");
        }
    }
}

#[test]
fn an_upgrade_is_a_hash_of_the_same_password_with_nothing_left_to_upgrade() {
    let old = "pbkdf2_sha256$1000$saltsaltsaltsaltsaltsa$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=";
    let Checked::Right { upgrade: Some(new) } = check(Algorithm::Argon2, "pässword ☃", old) else {
        panic!("no upgrade")
    };
    assert!(new.expose().starts_with("argon2$argon2id$v=19$m=64,t=2,p=1$"), "{}", new.expose());
    assert_eq!(check(Algorithm::Argon2, "pässword ☃", new.expose()), Checked::Right { upgrade: None });
    assert_eq!(check(Algorithm::Argon2, "passwörd ☃", new.expose()), Checked::Wrong);
}

#[test]
fn new_hashes_have_the_default_costs_and_fit_djangos_column() {
    let made = |preferred| {
        let hashers = Hashers { preferred, ..Hashers::default() };
        hashers.hash(&PlainPassword::new("secret"), &Seeded::default()).expose().to_owned()
    };
    let (argon2, pbkdf2) = (made(Hashers::default().preferred), made(Algorithm::Pbkdf2Sha256));
    assert!(argon2.starts_with("argon2$argon2id$v=19$m=19456,t=2,p=1$") && argon2.len() == 111, "{argon2}");
    assert!(pbkdf2.starts_with("pbkdf2_sha256$1000000$") && pbkdf2.len() == 89, "{pbkdf2}");
}

/// Gives the bytes that make the salt `saltsaltsaltsaltsaltsa`.
#[derive(Debug)]
struct Salt;

impl crate::Randomness for Salt {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.iter_mut().zip([18, 0, 11, 19].into_iter().cycle()).for_each(|(byte, letter)| *byte = letter);
    }
}

#[test]
fn new_hashes_are_djangos_to_the_byte() {
    for (preferred, expected) in [
        (
            Algorithm::Argon2,
            "argon2$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdHNhbHRzYQ\
             $3qqrwcB1RFxPErxzHkfFFuoktqSCgfIT3P0hVkCBnRA",
        ),
        (
            Algorithm::Pbkdf2Sha256,
            "pbkdf2_sha256$1000$saltsaltsaltsaltsaltsa$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=",
        ),
    ] {
        assert_eq!(hashers(preferred).hash(&PlainPassword::new("pässword ☃"), &Salt).expose(), expected);
    }
}

#[test]
fn two_hashes_of_one_password_differ() {
    let (randomness, password) = (Seeded::default(), PlainPassword::new("secret"));
    for preferred in Algorithm::ALL {
        let make = || hashers(preferred).hash(&password, &randomness);
        assert_ne!(make(), make());
    }
}

#[test]
fn a_column_that_cannot_be_checked_says_why() {
    let salt_and_hash = "c2FsdHNhbHQ$Sg1OLXIziIEqQl";
    let costly = |cost: &str| format!("argon2$argon2id$v=19${cost}${salt_and_hash}");
    for (column, reason) in [
        ("!", Unverifiable::Unusable),
        ("", Unverifiable::Unusable),
        ("md6$salt$hash", Unverifiable::UnknownAlgorithm),
        ("0123456789abcdef0123456789abcdef", Unverifiable::UnknownAlgorithm),
        ("pbkdf2_sha256$1000$salt$hash", Unverifiable::Malformed),
        ("pbkdf2_sha256$0$salt$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=", Unverifiable::Malformed),
        ("pbkdf2_sha256$+1$salt$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=", Unverifiable::Malformed),
        ("pbkdf2_sha256$10000001$salt$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=", Unverifiable::TooCostly),
        ("pbkdf2_sha256$4294967297$salt$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=", Unverifiable::TooCostly),
        (&costly("m=4294967296,t=2,p=1"), Unverifiable::TooCostly),
        (&costly("m=262145,t=2,p=1"), Unverifiable::TooCostly),
        (&costly("m=64,t=1000000,p=1"), Unverifiable::TooCostly),
        (&costly("m=1024,t=2,p=17"), Unverifiable::TooCostly),
        (&costly("m=64,t=2,p=9"), Unverifiable::Malformed),
        (&costly("m=64,t=0,p=1"), Unverifiable::Malformed),
    ] {
        assert_eq!(check(Algorithm::Argon2, "secret", column), Checked::Unverifiable(reason), "{column}");
        assert_eq!(PasswordHash::from_column(column).algorithm(), Err(reason), "{column}");
    }
}

#[test]
fn costs_beyond_the_caps_cannot_be_configured() {
    assert!(Argon2Cost::new(256 * 1024, 16, 16).is_ok() && Argon2Cost::new(8, 1, 1).is_ok());
    for (memory, passes, lanes) in
        [(256 * 1024 + 1, 1, 1), (64, 17, 1), (1024, 1, 17), (7, 1, 1), (64, 0, 1), (64, 1, 0)]
    {
        assert!(Argon2Cost::new(memory, passes, lanes).is_err(), "{memory} {passes} {lanes}");
    }
    assert!(Pbkdf2Iterations::new(10_000_000).is_ok() && Pbkdf2Iterations::new(1).is_ok());
    assert!(Pbkdf2Iterations::new(10_000_001).is_err() && Pbkdf2Iterations::new(0).is_err());
}

#[test]
fn long_passwords_count_to_their_last_byte() {
    let long = "x".repeat(1_000_000);
    for preferred in Algorithm::ALL {
        let stored = hashers(preferred).hash(&PlainPassword::new(format!("{long}a\0b")), &Seeded::default());
        assert_eq!(check(preferred, &format!("{long}a\0b"), stored.expose()), Checked::Right { upgrade: None });
        assert_eq!(check(preferred, &format!("{long}a\0c"), stored.expose()), Checked::Wrong);
    }
}

#[test]
fn without_memory_for_argon2_a_new_hash_is_pbkdf2() {
    let starved = Hashers { argon2: Argon2Cost::UNPAYABLE, ..hashers(Algorithm::Argon2) };
    let made = starved.hash(&PlainPassword::new("secret"), &Seeded::default());
    assert!(made.expose().starts_with("pbkdf2_sha256$1000$"), "{}", made.expose());
    assert!(matches!(check(Algorithm::Argon2, "secret", made.expose()), Checked::Right { upgrade: Some(_) }));
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Whether neither takes three times as long as the other. The quickest runs are compared, and on a busy machine more of
/// them are made: work that is not done at all stays a thousand times quicker however often it is tried.
fn take_equally_long(one: impl Fn(), other: impl Fn()) -> bool {
    let (mut quickest_one, mut quickest_other) = (Duration::MAX, Duration::MAX);
    (1..=200).any(|run| {
        quickest_one = quickest_one.min(timed(&one));
        quickest_other = quickest_other.min(timed(&other));
        run >= 5 && quickest_one < quickest_other * 3 && quickest_other < quickest_one * 3
    })
}

#[test]
fn unknown_unusable_malformed_and_wrong_take_the_same_time() {
    let (guess, randomness) = (PlainPassword::new("guess"), Seeded::default());
    for preferred in Algorithm::ALL {
        let argon2 = Argon2Cost::new(4096, 2, 1).unwrap();
        let hashers = Hashers { preferred, argon2, pbkdf2_iterations: Pbkdf2Iterations::new(20_000).unwrap() };
        let current = hashers.hash(&PlainPassword::new("secret"), &randomness);
        let check = |column: &PasswordHash| drop(hashers.check(&guess, column, &randomness));
        for column in ["!", "", "unknown$hash", "argon2$x", "pbkdf2_sha256$x"].map(PasswordHash::from_column) {
            assert!(take_equally_long(|| check(&column), || check(&current)), "{preferred:?} {}", column.expose());
        }
        assert!(take_equally_long(|| hashers.check_nobody(&guess), || check(&current)), "{preferred:?} nobody");
    }
}

#[test]
fn a_wrong_password_takes_as_long_with_fewer_iterations_as_with_all() {
    let with = |iterations| Hashers {
        preferred: Algorithm::Pbkdf2Sha256,
        pbkdf2_iterations: Pbkdf2Iterations::new(iterations).unwrap(),
        ..Hashers::default()
    };
    let (secret, guess, randomness) = (PlainPassword::new("secret"), PlainPassword::new("guess"), Seeded::default());
    let [few, all] = [1, 20_000].map(|iterations| with(iterations).hash(&secret, &randomness));
    let check = |column| assert_eq!(with(20_000).check(&guess, column, &randomness), Checked::Wrong);
    assert!(take_equally_long(|| check(&few), || check(&all)));
}

/// A field of a hash, or nearly one.
const FIELD: &str =
    "argon2(id|i|d)|v=(16|19|18)|m=[0-9]{1,11},t=[0-9]{1,3},p=[0-9]{1,3}|[A-Za-z0-9+/=]{0,44}|\\PC{0,20}";

fn any_algorithm() -> impl Strategy<Value = Algorithm> {
    sample::select(&Algorithm::ALL[..])
}

proptest! {
    #[test]
    fn no_column_breaks_the_reader(
        name in "argon2|pbkdf2_sha256|\\PC{0,12}",
        fields in collection::vec(FIELD, 0..7),
    ) {
        let column = PasswordHash::from_column(format!("{name}${}", fields.join("$")));
        if let Ok(algorithm) = column.algorithm() {
            prop_assert_eq!(algorithm.as_str(), name);
        }
    }

    #[test]
    fn garbage_is_refused(column in "\\PC{0,60}", preferred in any_algorithm()) {
        prop_assert!(matches!(check(preferred, "secret", &column), Checked::Unverifiable(_)));
    }

    #[test]
    fn a_password_fits_its_own_hash_and_no_other(
        one in "\\PC{0,40}",
        other in "\\PC{0,40}",
        preferred in any_algorithm(),
    ) {
        let stored = hashers(preferred).hash(&PlainPassword::new(&*one), &Seeded::default());
        let expected = if one == other { Checked::Right { upgrade: None } } else { Checked::Wrong };
        prop_assert_eq!(check(preferred, &one, stored.expose()), Checked::Right { upgrade: None });
        prop_assert_eq!(check(preferred, &other, stored.expose()), expected);
    }
}
