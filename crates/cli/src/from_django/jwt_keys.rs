//! `SECRET_KEY`, `SIGNING_KEY` and `ALGORITHM` → the secrets, and the keys of `[jwt]`.

use anyhow::bail;
use countersign_token::{Algorithm, SigningKey};

use super::project::Project;
use super::python;
use super::sheet::Sheet;
use super::simple_jwt::Origin;
use crate::key_source::DEFAULT_SECRET;

/// # Errors
/// Tokens are signed by an algorithm that there is not here.
pub(super) fn carry_over(project: &Project, sheet: &mut Sheet) -> anyhow::Result<()> {
    let secret_key = project.text("SECRET_KEY").unwrap_or_default();
    if secret_key.is_empty() {
        sheet.not_carried(
            "SECRET_KEY",
            "it is no text in UTF-8, and no settings file holds such bytes; give the project a SECRET_KEY of text (sessions \
             and tokens that the old one signed end with it), and run this again",
        );
    } else {
        let comment = "SECRET_KEY: signs sessions of browsers, and tokens where nothing else does";
        sheet.keep("secret_key", secret_key, comment);
    }
    let fallbacks = project.texts("SECRET_KEY_FALLBACKS");
    if !fallbacks.is_empty() {
        sheet.keep("secret_key_fallbacks", fallbacks, "SECRET_KEY_FALLBACKS: sessions that they signed are still good");
    }
    let algorithm = algorithm(project)?;
    let signing_key = signing_key(project).filter(|(key, _)| *key != secret_key);
    if algorithm.is_hmac() {
        secret(algorithm, signing_key, secret_key, sheet);
    } else {
        key_pair(project, algorithm, signing_key, sheet);
    }
    Ok(())
}

fn algorithm(project: &Project) -> anyhow::Result<Algorithm> {
    let Some((value, _)) = project.simple_jwt("ALGORITHM") else { return Ok(DEFAULT_SECRET) };
    let name = value.as_str().unwrap_or_default();
    let Ok(algorithm) = name.parse() else {
        let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
        bail!(
            "SIMPLE_JWT[\"ALGORITHM\"] = {} cannot be carried over: tokens of the one would be refused by the other; \
             Countersign has {known}",
            python::shown(value)
        );
    };
    Ok(algorithm)
}

/// Where it is set, and not empty.
fn signing_key(project: &Project) -> Option<(&str, Origin)> {
    let (value, origin) = project.simple_jwt("SIGNING_KEY")?;
    value.as_str().filter(|key| !key.is_empty()).map(|key| (key, origin))
}

fn secret(algorithm: Algorithm, own: Option<(&str, Origin)>, secret_key: &str, sheet: &mut Sheet) {
    if algorithm != DEFAULT_SECRET {
        sheet.set("jwt.algorithm", algorithm.as_str(), "SIMPLE_JWT[\"ALGORITHM\"]");
    }
    let (name, secret) = match own {
        Some((key, origin)) => {
            sheet.keep("jwt.signing_key", key, origin.comment("SIGNING_KEY"));
            ("SIGNING_KEY", key)
        }
        None => ("SECRET_KEY", secret_key),
    };
    if SigningKey::from_secret(algorithm, secret.as_bytes()).is_err()
        && SigningKey::from_weak_secret(algorithm, secret.as_bytes()).is_ok()
    {
        let comment = format!("{name} is shorter than {} wants (RFC 7518 §3.2).", algorithm.as_str());
        sheet.set("jwt.allow_weak_key", true, comment);
        sheet.warn(
            format!("{name}: {} bytes", secret.len()),
            format!("{} wants more; it is taken as it is, and should be changed for a longer one", algorithm.as_str()),
        );
    }
}

fn key_pair(project: &Project, algorithm: Algorithm, own: Option<(&str, Origin)>, sheet: &mut Sheet) {
    sheet.set("jwt.algorithm", algorithm.as_str(), "SIMPLE_JWT[\"ALGORITHM\"]");
    let Some((pem, origin)) = own.filter(|(key, _)| key.contains("PRIVATE KEY")) else {
        let what = if own.is_some() { "it is no private key in PEM" } else { "there is none" };
        sheet.not_carried(
            "SIMPLE_JWT[\"SIGNING_KEY\"]",
            format!(
                "{what}, so that this Django can verify tokens and not make them; the first start makes a key of its own for {}, \
                 or put the issuer's into the secrets: [jwt] signing_key",
                algorithm.as_str()
            ),
        );
        return;
    };
    sheet.keep("jwt.signing_key", pem, origin.comment("SIGNING_KEY"));
    let verifying = project.simple_jwt("VERIFYING_KEY");
    let Some((key, origin)) = verifying.filter(|(key, _)| python::is_true(key)) else { return };
    match key.as_str().filter(|pem| pem.contains("PUBLIC KEY")) {
        Some(pem) => sheet.set("jwt.verifying_key", pem, origin.comment("VERIFYING_KEY")),
        None => sheet.not_carried(
            "SIMPLE_JWT[\"VERIFYING_KEY\"]",
            "it is no public key in PEM; it is not needed, the public half of SIGNING_KEY is derived",
        ),
    }
}
