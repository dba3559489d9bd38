//! The names of claims that settings choose.

use super::Config;
use super::check::refuse;
use super::error::ConfigError;

/// Claims that have one meaning whatever the settings say.
const FIXED: [&str; 7] = ["exp", "iat", "nbf", "sid", "iss", "aud", "sub"];
/// Claims that may be left out with `""`.
const OPTIONAL: [&str; 2] = ["jwt.token_type_claim", "jwt.jti_claim"];

/// Each claim has one meaning.
pub(super) fn one_meaning_each(config: &Config) -> Option<ConfigError> {
    let jwt = &config.jwt;
    let mut unfit = jwt.named_claims().filter(|(key, claim)| !fits(config, key, claim)).collect::<Vec<_>>();
    // Of two that have one name, the one that somebody has set.
    unfit.sort_by_key(|(key, _)| config.origins.of(key) == "default");
    let (key, claim) = unfit.into_iter().next()?;
    let others = jwt.named_claims().filter(|(other, claim)| *other != key && !claim.is_empty()).map(|(_, claim)| claim);
    let taken: Vec<_> = FIXED.into_iter().filter(|fixed| !may_be(key, fixed)).chain(others).collect();
    let mend = format!("give a claim of its own, such as {:?}; taken are {}", example(key), taken.join(", "));
    Some(refuse(config, key, claim.to_owned(), mend))
}

/// Rotation tells a token from its successor by its name, and a refresh token from an access token by its type.
pub(super) fn rotation_wants_names(config: &Config) -> Option<ConfigError> {
    let jwt = &config.jwt;
    let (key, _) = jwt.named_claims().find(|(key, claim)| claim.is_empty() && OPTIONAL.contains(key))?;
    let mend = format!(
        "without it a spent refresh token could not be told from a good one; set jwt.rotate_refresh_tokens = false, or name a \
         claim, such as {:?}",
        example(key)
    );
    jwt.rotate_refresh_tokens.then(|| refuse(config, key, "\"\"".to_owned(), mend))
}

fn fits(config: &Config, key: &str, claim: &str) -> bool {
    if claim.is_empty() {
        return OPTIONAL.contains(&key);
    }
    let same = config.jwt.named_claims().filter(|(_, other)| *other == claim).count();
    let for_another = |name: &str| claim == name && key != format!("jwt.{name}_claim");
    let is_fixed = FIXED.contains(&claim) && !may_be(key, claim);
    same == 1 && !is_fixed && !for_another("token_type") && !for_another("jti")
}

/// RFC 7519's own claim for whose a token is.
fn may_be(key: &str, claim: &str) -> bool {
    key == "jwt.user_id_claim" && claim == "sub"
}

fn example(key: &str) -> &'static str {
    match key {
        "jwt.token_type_claim" => "token_type",
        "jwt.jti_claim" => "jti",
        "jwt.user_id_claim" => "user_id",
        "jwt.revoke_token_claim" => "hash_password",
        _ => "refresh_exp",
    }
}
