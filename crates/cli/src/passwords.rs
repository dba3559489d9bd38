//! How passwords are judged and hashed, as the settings and the database ask for.

use std::num::NonZeroUsize;
use std::sync::Arc;

use anyhow::Context;
use countersign_core::Passwords;
use countersign_core::accounts::{
    Algorithm, Algorithms, Argon2Cost, BcryptRounds, Hashers, HashingPool, MaxSimilarity, PasswordValidators,
    Pbkdf2Iterations, PoolLimits, Rule, ScryptCost,
};

use crate::config::{Config, ValidatorName};

/// Who made the database, and so who has to read what is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatabaseMaker {
    Countersign,
    /// It may not read Argon2, and where it does it has costs of its own.
    Django,
}

/// Everything about passwords.
pub(crate) fn passwords(config: &Config, maker: DatabaseMaker) -> anyhow::Result<Passwords> {
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Ok(Passwords {
        hashers: Arc::new(hashers(config, maker)?),
        pool: HashingPool::new(PoolLimits::for_cores(cores)),
        validators: validators(config),
    })
}

/// What makes and reads hashes.
pub(crate) fn hashers(config: &Config, maker: DatabaseMaker) -> anyhow::Result<Hashers> {
    let listed = config.password.hashers.as_ref().map(|names| names.iter().copied().map(Algorithm::from));
    let preferred = listed.clone().and_then(|mut listed| listed.next()).unwrap_or(match maker {
        DatabaseMaker::Countersign => Algorithm::default(),
        DatabaseMaker::Django => Algorithm::Pbkdf2Sha256,
    });
    Ok(Hashers {
        preferred,
        readable: listed.map(Algorithms::from_iter).unwrap_or_default(),
        argon2: argon2(config, maker)?,
        pbkdf2_iterations: pbkdf2_iterations(config)?,
        bcrypt_rounds: bcrypt_rounds(config)?,
        scrypt: scrypt(config)?,
    })
}

fn validators(config: &Config) -> PasswordValidators {
    let settings = &config.password;
    let rules = settings.validators.iter().map(|name| match name {
        ValidatorName::UserAttributeSimilarity => Rule::NotPersonal { max_similarity: MaxSimilarity::default() },
        ValidatorName::MinimumLength => Rule::MinLength { min_length: settings.min_length },
        ValidatorName::Common => Rule::NotCommon,
        ValidatorName::Numeric => Rule::NotNumeric,
    });
    PasswordValidators::new(rules.collect())
}

fn argon2(config: &Config, maker: DatabaseMaker) -> anyhow::Result<Argon2Cost> {
    let settings = &config.password;
    let (memory, lanes) = match maker {
        DatabaseMaker::Countersign => (19_456, 1),
        DatabaseMaker::Django => (102_400, 8),
    };
    let (memory, lanes) = (settings.argon2_memory_cost.unwrap_or(memory), settings.argon2_parallelism.unwrap_or(lanes));
    let passes = settings.argon2_time_cost;
    Argon2Cost::new(memory, passes, lanes).with_context(|| {
        let (most, most_passes, most_lanes) = (Argon2Cost::MAX_MEMORY_KIB, Argon2Cost::MAX_PASSES, Argon2Cost::MAX_LANES);
        format!(
            "password.argon2_memory_cost = {memory}, argon2_time_cost = {passes}, argon2_parallelism = {lanes}: give 1 to \
             {most_passes} passes, 1 to {most_lanes} lanes, and memory to {most} KiB, at least 8 for each lane"
        )
    })
}

fn pbkdf2_iterations(config: &Config) -> anyhow::Result<Pbkdf2Iterations> {
    let iterations = config.password.pbkdf2_iterations;
    Pbkdf2Iterations::new(iterations).with_context(|| {
        let most = Pbkdf2Iterations::MAX;
        format!("password.pbkdf2_iterations = {iterations}: give 1 to {most}")
    })
}

fn bcrypt_rounds(config: &Config) -> anyhow::Result<BcryptRounds> {
    let rounds = config.password.bcrypt_rounds;
    BcryptRounds::new(rounds).with_context(|| {
        let (least, most) = (BcryptRounds::MIN, BcryptRounds::MAX);
        format!("password.bcrypt_rounds = {rounds}: give {least} to {most}")
    })
}

fn scrypt(config: &Config) -> anyhow::Result<ScryptCost> {
    let settings = &config.password;
    let (n, r, p) = (settings.scrypt_work_factor, settings.scrypt_block_size, settings.scrypt_parallelism);
    ScryptCost::new(n, r, p).with_context(|| {
        let (most, memory) = (ScryptCost::MAX_WORK, ScryptCost::MAX_MEMORY);
        format!(
            "password.scrypt_work_factor = {n}, scrypt_block_size = {r}, scrypt_parallelism = {p}: give a power of two as \
             work factor, a product of the three to {most}, and at most {memory} bytes as 128 r (n + p + 2)"
        )
    })
}
