use proptest::strategy::Strategy;
use proptest::{collection, prop_assert, prop_assert_eq, proptest, sample};

use super::{Seeded, cases};
use crate::accounts::{
    Algorithm, Algorithms, Argon2Cost, BcryptRounds, Checked, Hashers, PasswordHash, Pbkdf2Iterations, PlainPassword,
    ScryptCost, Unverifiable,
};

/// As cheap as in `judged/judge.py`, and all of them are read.
pub(super) fn hashers(preferred: Algorithm) -> Hashers {
    Hashers {
        preferred,
        readable: Algorithm::ALL.into_iter().collect(),
        argon2: Argon2Cost::new(64, 2, 1).unwrap(),
        pbkdf2_iterations: Pbkdf2Iterations::new(1000).unwrap(),
        bcrypt_rounds: BcryptRounds::new(4).unwrap(),
        scrypt: ScryptCost::new(16, 4, 2).unwrap(),
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
        assert_eq!(case.len(), 2 + Algorithm::ALL.len());
        for (preferred, judged) in Algorithm::ALL.into_iter().zip(&case[2..]) {
            let answer = match check(preferred, password, column) {
                Checked::Right { upgrade: None } => "right",
                Checked::Right { upgrade: Some(_) } => "upgrade",
                Checked::Wrong | Checked::Unverifiable(_) => "wrong",
            };
            match judged.as_str().unwrap() {
                "error" => assert_eq!(answer, "wrong", "{preferred:?} {column}"),
                "stuck" => assert_ne!(answer, "wrong", "{preferred:?} {column}"),
                judged => assert_eq!(answer, judged, "{preferred:?} {column}"),
            }
        }
    }
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
    for case in cases(include_str!("../judged/made.json")) {
        let password = PlainPassword::new(case[0].as_str().unwrap());
        for (preferred, judged) in Algorithm::ALL.into_iter().zip(&case[1..]) {
            let made = hashers(preferred).hash(&password, &Salt);
            match judged.as_str() {
                Some(column) => assert_eq!(made.expose(), column),
                // Django breaks down.
                None => assert_eq!((preferred, made.algorithm()), (Algorithm::Bcrypt, Ok(Algorithm::Pbkdf2Sha256))),
            }
        }
    }
}

#[test]
fn an_upgrade_is_a_hash_of_the_same_password_with_nothing_left_to_upgrade() {
    let secret = PlainPassword::new("pässword ☃");
    for (old, preferred) in Algorithm::ALL.into_iter().flat_map(|old| Algorithm::ALL.map(|new| (old, new))) {
        let stored = hashers(old).hash(&secret, &Seeded::default());
        match check(preferred, "pässword ☃", stored.expose()) {
            Checked::Right { upgrade: None } => assert_eq!(old, preferred),
            Checked::Right { upgrade: Some(new) } => {
                assert_eq!((old == preferred, new.algorithm()), (false, Ok(preferred)));
                assert_eq!(check(preferred, "pässword ☃", new.expose()), Checked::Right { upgrade: None });
                assert_eq!(check(preferred, "passwörd ☃", new.expose()), Checked::Wrong);
            }
            other @ (Checked::Wrong | Checked::Unverifiable(_)) => panic!("{old:?} {preferred:?} {other:?}"),
        }
    }
}

#[test]
fn new_hashes_have_the_default_costs_and_fit_djangos_column() {
    for (preferred, start, length) in [
        (Algorithm::Argon2, "argon2$argon2id$v=19$m=19456,t=2,p=1$", 111),
        (Algorithm::Pbkdf2Sha256, "pbkdf2_sha256$1000000$", 89),
        (Algorithm::Pbkdf2Sha1, "pbkdf2_sha1$1000000$", 71),
        (Algorithm::BcryptSha256, "bcrypt_sha256$$2b$12$", 74),
        (Algorithm::Scrypt, "scrypt$16384$", 128),
    ] {
        let hashers = Hashers { preferred, ..Hashers::default() };
        let made = hashers.hash(&PlainPassword::new("secret"), &Seeded::default());
        assert!(made.expose().starts_with(start) && made.expose().len() == length, "{}", made.expose());
    }
    assert_eq!(Hashers::default().preferred, Algorithm::Argon2);
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
fn a_hash_of_an_algorithm_that_is_not_listed_is_unknown() {
    let (secret, unknown) = (PlainPassword::new("secret"), Checked::Unverifiable(Unverifiable::UnknownAlgorithm));
    for algorithm in Algorithm::ALL {
        let stored = hashers(algorithm).hash(&secret, &Seeded::default());
        let check = |hashers: Hashers| hashers.check(&secret, &stored, &Seeded::default());
        let is_djangos_default = !matches!(algorithm, Algorithm::Bcrypt | Algorithm::Md5);
        assert_eq!(
            check(Hashers { readable: Algorithms::default(), ..hashers(Algorithm::Argon2) }) != unknown,
            is_djangos_default
        );
        let alone = |preferred| Hashers { readable: [preferred].into_iter().collect(), ..hashers(preferred) };
        assert_eq!(check(alone(algorithm)), Checked::Right { upgrade: None });
        assert_eq!(check(alone(Algorithm::Md5)) == unknown, algorithm != Algorithm::Md5);
    }
}

#[test]
fn a_column_that_cannot_be_checked_says_why() {
    let argon2 = |cost: &str| format!("argon2$argon2id$v=19${cost}$c2FsdHNhbHQ$Sg1OLXIziIEqQl");
    let scrypt = |cost: &str| format!("scrypt${cost}${}==", "A".repeat(86));
    let bcrypt = |rounds: &str| format!("bcrypt$$2b${rounds}${}", ".".repeat(53));
    let pbkdf2 =
        |iterations: &str| format!("pbkdf2_sha256${iterations}$salt$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs=");
    for (column, reason) in [
        ("!".to_owned(), Unverifiable::Unusable),
        (String::new(), Unverifiable::Unusable),
        ("md6$salt$hash".to_owned(), Unverifiable::UnknownAlgorithm),
        ("0123456789abcdef0123456789abcdef".to_owned(), Unverifiable::UnknownAlgorithm),
        ("pbkdf2_sha256$1000$salt$hash".to_owned(), Unverifiable::Malformed),
        (pbkdf2("0"), Unverifiable::Malformed),
        (pbkdf2("+1"), Unverifiable::Malformed),
        (pbkdf2("10000001"), Unverifiable::TooCostly),
        (pbkdf2("4294967297"), Unverifiable::TooCostly),
        (argon2("m=4294967296,t=2,p=1"), Unverifiable::TooCostly),
        (argon2("m=262145,t=2,p=1"), Unverifiable::TooCostly),
        (argon2("m=64,t=1000000,p=1"), Unverifiable::TooCostly),
        (argon2("m=1024,t=2,p=17"), Unverifiable::TooCostly),
        (argon2("m=64,t=2,p=9"), Unverifiable::Malformed),
        (argon2("m=64,t=0,p=1"), Unverifiable::Malformed),
        (bcrypt("03"), Unverifiable::Malformed),
        (bcrypt("17"), Unverifiable::TooCostly),
        (bcrypt("31"), Unverifiable::TooCostly),
        (bcrypt("32"), Unverifiable::Malformed),
        (scrypt("3$salt$8$1"), Unverifiable::Malformed),
        (scrypt("2097152$salt$1$1"), Unverifiable::Malformed),
        (scrypt("2097152$salt$8$1"), Unverifiable::TooCostly),
        (scrypt("2$salt$1048576$1"), Unverifiable::TooCostly),
        (scrypt("2$salt$1$4294967295"), Unverifiable::TooCostly),
        (scrypt("4294967296$salt$1$1"), Unverifiable::TooCostly),
        (scrypt("2147483648$salt$4294967295$4294967295"), Unverifiable::TooCostly),
        (scrypt("16384$salt$8$129"), Unverifiable::TooCostly),
        (format!("md5${}${}", "s".repeat(1000), "0".repeat(32)), Unverifiable::TooCostly),
        (format!("md5$salt${}", "F".repeat(32)), Unverifiable::Malformed),
    ] {
        assert_eq!(check(Algorithm::Md5, "secret", &column), Checked::Unverifiable(reason), "{column}");
        assert_eq!(PasswordHash::from_column(&*column).algorithm(), Err(reason), "{column}");
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
    assert!(BcryptRounds::new(4).is_ok() && BcryptRounds::new(16).is_ok());
    assert!(BcryptRounds::new(3).is_err() && BcryptRounds::new(17).is_err());
    assert!(ScryptCost::new(1 << 17, 8, 1).is_ok() && ScryptCost::new(2, 1, 1).is_ok());
    for (n, r, p) in
        [(1, 8, 1), (24, 8, 1), (1 << 18, 8, 1), (1 << 14, 8, 129), (16, 0, 1), (16, 1, 0), (1 << 16, 1, 1)]
    {
        assert!(ScryptCost::new(n, r, p).is_err(), "{n} {r} {p}");
    }
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
fn what_plain_bcrypt_does_not_take_no_hash_of_it_fits() {
    let [fits, one_more] = [72, 73].map(|bytes| PlainPassword::new("x".repeat(bytes)));
    let preferred = hashers(Algorithm::Bcrypt);
    let stored = preferred.hash(&fits, &Seeded::default());
    assert_eq!(preferred.check(&fits, &stored, &Seeded::default()), Checked::Right { upgrade: None });
    let too_long = Checked::Unverifiable(Unverifiable::PasswordTooLong);
    assert_eq!(preferred.check(&one_more, &stored, &Seeded::default()), too_long);
    let without = |listed: &[Algorithm]| Hashers { readable: listed.iter().copied().collect(), ..preferred };
    for (hashers, stand_in) in [
        (without(&[Algorithm::Bcrypt]), Algorithm::Pbkdf2Sha256),
        (without(&[Algorithm::Bcrypt, Algorithm::BcryptSha256]), Algorithm::BcryptSha256),
    ] {
        let made = hashers.hash(&one_more, &Seeded::default());
        assert_eq!(made.algorithm(), Ok(stand_in));
        assert_eq!(hashers.check(&one_more, &made, &Seeded::default()), Checked::Right { upgrade: None });
    }
}

#[test]
fn without_memory_a_new_hash_is_one_that_needs_none_and_is_replaced_later() {
    let secret = PlainPassword::new("secret");
    for preferred in [Algorithm::Argon2, Algorithm::Scrypt] {
        let readable = [preferred].into_iter().collect();
        let able = Hashers { readable, ..hashers(preferred) };
        let starved = Hashers { argon2: Argon2Cost::UNPAYABLE, scrypt: ScryptCost::UNPAYABLE, ..able };
        let made = starved.hash(&secret, &Seeded::default());
        assert!(made.expose().starts_with("pbkdf2_sha256$1000$"), "{}", made.expose());
        assert_eq!(starved.check(&secret, &made, &Seeded::default()), Checked::Right { upgrade: None });
        assert!(matches!(able.check(&secret, &made, &Seeded::default()), Checked::Right { upgrade: Some(_) }));
    }
}

/// A field of a hash, or nearly one.
const FIELD: &str = "argon2(id|i|d)|v=(16|19|18)|m=[0-9]{1,11},t=[0-9]{1,3},p=[0-9]{1,3}|2[abxy]|[0-9]{1,11}|[./A-Za-z0-9+/=]{0,90}|\
                     [./A-Za-z0-9]{53}|[0-9a-f]{32}|\\PC{0,20}";
const NAME: &str = "argon2|pbkdf2_sha(256|1)|bcrypt(|_sha256)|scrypt|md5|\\PC{0,12}";

fn any_algorithm() -> impl Strategy<Value = Algorithm> {
    sample::select(&Algorithm::ALL[..])
}

proptest! {
    #[test]
    fn no_column_breaks_the_reader(name in NAME, fields in collection::vec(FIELD, 0..7)) {
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
        let wrong_or_too_long = |checked| {
            let is_too_long = checked == Checked::Unverifiable(Unverifiable::PasswordTooLong);
            if is_too_long && preferred == Algorithm::Bcrypt { Checked::Wrong } else { checked }
        };
        let expected = if one == other { Checked::Right { upgrade: None } } else { Checked::Wrong };
        prop_assert_eq!(check(preferred, &one, stored.expose()), Checked::Right { upgrade: None });
        prop_assert_eq!(wrong_or_too_long(check(preferred, &other, stored.expose())), expected);
    }
}
