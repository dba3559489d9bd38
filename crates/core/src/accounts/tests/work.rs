//! What attempts cost, counted instead of timed.

use std::collections::BTreeMap;

use super::Seeded;
use super::hashes::hashers;
use crate::accounts::password::work;
use crate::accounts::{
    Algorithm, Argon2Cost, BcryptRounds, Checked, Hashers, PasswordHash, Pbkdf2Iterations, PlainPassword, ScryptCost,
};

fn new_hash(hashers: &Hashers) -> BTreeMap<&'static str, u64> {
    work::of(|| hashers.hash(&PlainPassword::new("secret"), &Seeded::default())).1
}

fn refused(hashers: &Hashers, column: &PasswordHash) -> BTreeMap<&'static str, u64> {
    let (checked, work) = work::of(|| hashers.check(&PlainPassword::new("guess"), column, &Seeded::default()));
    assert!(matches!(checked, Checked::Wrong | Checked::Unverifiable(_)), "{}", column.expose());
    work
}

fn sum(one: &BTreeMap<&'static str, u64>, other: &BTreeMap<&'static str, u64>) -> BTreeMap<&'static str, u64> {
    let mut sum = one.clone();
    for (name, units) in other {
        *sum.entry(name).or_default() += units;
    }
    sum
}

#[test]
fn nobody_unusable_malformed_unlisted_too_costly_and_wrong_cost_the_same() {
    for preferred in Algorithm::ALL {
        let hashers = Hashers { readable: [preferred].into_iter().collect(), ..hashers(preferred) };
        let current = hashers.hash(&PlainPassword::new("secret"), &Seeded::default());
        let price = new_hash(&hashers);
        assert_eq!(refused(&hashers, &current), price);
        let names = Algorithm::ALL.map(Algorithm::as_str);
        let malformed = names.iter().map(|name| format!("{name}$x"));
        let odd = ["!", "", "unknown$hash", "pbkdf2_sha256$99999999$s$FT9XbolFAr6uJ4BNSUOdt3DW9qkFDiHK7Nz2PU73mfs="];
        for column in malformed.chain(odd.map(str::to_owned)) {
            let column = PasswordHash::from_column(column);
            assert_eq!(refused(&hashers, &column), price, "{preferred:?} {}", column.expose());
        }
        assert_eq!(work::of(|| hashers.check_nobody(&PlainPassword::new("guess"), None)).1, price);
    }
}

#[test]
fn a_wrong_password_costs_as_much_with_fewer_iterations_or_rounds_as_with_all() {
    for preferred in [Algorithm::Pbkdf2Sha256, Algorithm::Pbkdf2Sha1, Algorithm::BcryptSha256, Algorithm::Bcrypt] {
        let now = Hashers { bcrypt_rounds: BcryptRounds::new(7).unwrap(), ..hashers(preferred) };
        let old = Hashers {
            pbkdf2_iterations: Pbkdf2Iterations::new(7).unwrap(),
            bcrypt_rounds: BcryptRounds::new(4).unwrap(),
            ..now
        };
        let stored = old.hash(&PlainPassword::new("secret"), &Seeded::default());
        assert_eq!(refused(&now, &stored), new_hash(&now), "{preferred:?}");
    }
}

#[test]
fn with_a_hash_of_another_algorithm_a_wrong_password_costs_what_the_right_one_does() {
    for (old, preferred) in Algorithm::ALL.into_iter().flat_map(|old| Algorithm::ALL.map(|new| (old, new))) {
        if old == preferred {
            continue;
        }
        let (secret, hashers) = (PlainPassword::new("secret"), hashers(preferred));
        let stored = Hashers { preferred: old, ..hashers }.hash(&secret, &Seeded::default());
        let (right, work) = work::of(|| hashers.check(&secret, &stored, &Seeded::default()));
        assert!(matches!(right, Checked::Right { upgrade: Some(_) }));
        assert_eq!(refused(&hashers, &stored), work, "{old:?} {preferred:?}");
        assert_eq!(work, sum(&new_hash(&hashers), &new_hash(&Hashers { preferred: old, ..hashers })));
    }
}

#[test]
fn a_name_that_nobody_has_costs_what_the_borrowed_column_does() {
    let costlier = |preferred| Hashers {
        argon2: Argon2Cost::new(128, 3, 2).unwrap(),
        pbkdf2_iterations: Pbkdf2Iterations::new(5000).unwrap(),
        bcrypt_rounds: BcryptRounds::new(6).unwrap(),
        scrypt: ScryptCost::new(32, 8, 2).unwrap(),
        ..hashers(preferred)
    };
    let unusable = PasswordHash::unusable(&Seeded::default());
    for preferred in Algorithm::ALL {
        let hashers = hashers(preferred);
        let made = Algorithm::ALL.map(|old| costlier(old).hash(&PlainPassword::new("secret"), &Seeded::default()));
        for column in made.iter().chain([&unusable]) {
            for password in ["guess", "secret"] {
                let nobody = work::of(|| hashers.check_nobody(&PlainPassword::new(password), Some(column))).1;
                assert_eq!(nobody, refused(&hashers, column), "{preferred:?} {}", column.expose());
            }
        }
    }
}
