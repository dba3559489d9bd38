//! `PASSWORD_HASHERS` and `AUTH_PASSWORD_VALIDATORS` → `[password]`

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::project::{Hasher, Project, Validator};
use super::python;
use super::sheet::Sheet;
use crate::config::{HasherName, Setting, ValidatorName, reference};

/// What Django calls the costs of its hashers, and the settings that they are here.
const COSTS: [(&str, &str, &str); 10] = [
    ("pbkdf2_sha256", "iterations", "pbkdf2_iterations"),
    ("pbkdf2_sha1", "iterations", "pbkdf2_iterations"),
    ("argon2", "time_cost", "argon2_time_cost"),
    ("argon2", "memory_cost", "argon2_memory_cost"),
    ("argon2", "parallelism", "argon2_parallelism"),
    ("bcrypt_sha256", "rounds", "bcrypt_rounds"),
    ("bcrypt", "rounds", "bcrypt_rounds"),
    ("scrypt", "work_factor", "scrypt_work_factor"),
    ("scrypt", "block_size", "scrypt_block_size"),
    ("scrypt", "parallelism", "scrypt_parallelism"),
];
const VALIDATION: &str = "django.contrib.auth.password_validation.";
const MINIMUM_LENGTH: &str = "MinimumLengthValidator";

pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) {
    hashers(project, sheet);
    validators(project, sheet);
}

fn hashers(project: &Project, sheet: &mut Sheet) {
    let (mut names, mut taken) = (Vec::<String>::new(), Vec::new());
    for (place, hasher) in project.passwords.hashers.iter().enumerate() {
        let about = format!("PASSWORD_HASHERS: {}", hasher.class.path);
        let name = hasher.algorithm.clone().filter(|name| is_known::<HasherName>(name));
        let Some(name) = name else {
            let first = if place == 0 { "; the next in the list makes new hashes here" } else { "" };
            let is_django = hasher.class.error.is_none() && hasher.class.path.starts_with("django.");
            let why = if is_django { "there is no such format here".to_owned() } else { hasher.class.why_not() };
            let advice = format!("{why}; who has such a hash cannot log in here{first}");
            sheet.not_carried(about, advice);
            continue;
        };
        if !hasher.own_methods.is_empty() {
            let advice = format!(
                "it has its own {}: {name} is taken as Django has it, and hashes that are made otherwise are refused",
                hasher.own_methods.join(", ")
            );
            sheet.not_carried(about, advice);
        }
        if !names.contains(&name) {
            names.push(name);
            taken.push((hasher, place == 0));
        }
    }
    if !names.is_empty() {
        sheet.set("password.hashers", names, "PASSWORD_HASHERS: the first makes new hashes, all of them are read.");
    }
    for (hasher, makes_new) in taken {
        costs(hasher, makes_new, sheet);
    }
}

/// A hash of another cost is made anew at the next login, by Django and here: two minds about it would never rest.
fn costs(hasher: &Hasher, makes_new: bool, sheet: &mut Sheet) {
    let algorithm = hasher.algorithm.as_deref().unwrap_or_default();
    let sections = reference();
    let settings: Vec<&Setting> = sections.iter().flat_map(|section| &section.settings).collect();
    for (_, cost, key) in COSTS.into_iter().filter(|(name, _, _)| *name == algorithm) {
        let Some(value) = hasher.costs.get(cost).and_then(|value| i64::try_from(*value).ok()) else { continue };
        let dotted = format!("password.{key}");
        let Some(setting) = settings.iter().find(|setting| setting.dotted == dotted) else {
            if makes_new {
                let advice = "new hashes have another cost here, and Django makes them anew at its next login, and the other way round";
                sheet.not_carried(format!("{}.{cost} = {value}", hasher.class.path), advice);
            }
            continue;
        };
        if setting.default.as_ref().and_then(Value::as_i64) != Some(value) && !sheet.has(&dotted) {
            sheet.set(&dotted, value, format!("{}.{cost}", hasher.class.path));
        }
    }
}

fn validators(project: &Project, sheet: &mut Sheet) {
    let mut names = Vec::new();
    for validator in &project.passwords.validators {
        let of_django = |path: &String| path.strip_prefix(VALIDATION).map(str::to_owned);
        let found = validator.class.bases.iter().filter_map(of_django).find(|name| is_known::<ValidatorName>(name));
        let own = validator.class.bases.first().and_then(of_django) != found || found.is_none();
        if own {
            let instead = found
                .as_ref()
                .map_or_else(|| "it was left out".to_owned(), |name| format!("{name} was taken in its place"));
            let advice =
                format!("{}; {instead}. Passwords that are set in Django still pass it", validator.class.why_not());
            sheet.not_carried(format!("AUTH_PASSWORD_VALIDATORS: {}", validator.class.path), advice);
        }
        if let Some(name) = found {
            options(&name, validator, sheet);
            names.push(name);
        }
    }
    names.dedup();
    let usual = serde_json::to_value(&crate::config::Config::default().password.validators).unwrap_or_default();
    if python::texts(&usual) != names {
        let comment = match names.as_slice() {
            [] => "AUTH_PASSWORD_VALIDATORS is empty: any new password will do, there and here.",
            _ => "AUTH_PASSWORD_VALIDATORS: what a new password must pass.",
        };
        sheet.set("password.validators", names, comment);
    }
}

fn options(name: &str, validator: &Validator, sheet: &mut Sheet) {
    for (option, value) in &validator.options {
        match (name, option.as_str(), value.as_i64()) {
            (MINIMUM_LENGTH, "min_length", Some(8)) => {}
            (MINIMUM_LENGTH, "min_length", Some(length)) => {
                sheet.set(
                    "password.min_length",
                    length,
                    "AUTH_PASSWORD_VALIDATORS: MinimumLengthValidator's min_length.",
                );
            }
            _ => sheet.not_carried(
                format!("AUTH_PASSWORD_VALIDATORS: {name}'s {option} = {}", python::shown(value)),
                "it is Django's default here; a password may pass the one and not the other",
            ),
        }
    }
}

/// Whether a name is one of the settings file's.
fn is_known<T: DeserializeOwned>(name: &str) -> bool {
    serde_json::from_value::<T>(name.into()).is_ok()
}
