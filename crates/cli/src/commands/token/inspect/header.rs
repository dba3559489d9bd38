//! What a token's header says against it.

use countersign_token::Algorithm;
use serde_json::{Map, Value};

use super::finding::Finding;

/// Ways for a token to bring its own key.
const OWN_KEYS: [&str; 4] = ["jku", "jwk", "x5u", "x5c"];

pub(super) fn problems(header: &Map<String, Value>, signature: Option<usize>) -> Vec<Finding> {
    let mut problems = Vec::new();
    if header.contains_key("crit") {
        let said = "`crit` demands that an extension be understood, and none is";
        problems.push(Finding::new("crit", said, "RFC 7515 §4.1.11"));
    }
    if header.get("b64").is_some_and(|b64| *b64 != Value::Bool(true)) {
        let said = "`b64` says that the payload is signed unencoded, which a JWT may not be";
        problems.push(Finding::new("b64", said, "RFC 7797 §7"));
    }
    if header.get("kid").is_some_and(|kid| !kid.is_string()) {
        problems.push(Finding::new("kid", "`kid` is no text, and so names no key", "RFC 7515 §4.1.4"));
    }
    problems.extend(algorithm_problem(header).or_else(|| signature_problem(algorithm(header)?, signature?)));
    problems
}

/// What the server passes over.
pub(super) fn remarks(header: &Map<String, Value>) -> Vec<Finding> {
    let brought = OWN_KEYS.iter().filter(|name| header.contains_key(**name));
    let remark = |name: &&str| {
        let said = format!("`{name}` is ignored: whoever forges a token would bring the key along");
        Finding::new("own_key", said, "RFC 8725 §3.10")
    };
    brought.map(remark).collect()
}

/// The algorithm that the header names, if it is a supported one.
pub(super) fn algorithm(header: &Map<String, Value>) -> Option<Algorithm> {
    header.get("alg")?.as_str()?.parse().ok()
}

fn algorithm_problem(header: &Map<String, Value>) -> Option<Finding> {
    let Some(alg) = header.get("alg") else {
        return Some(Finding::new("alg_missing", "the header names no algorithm (`alg`)", "RFC 7515 §4.1.1"));
    };
    if algorithm(header).is_some() {
        return None;
    }
    if alg.as_str().is_some_and(|name| name.eq_ignore_ascii_case("none")) {
        let said = "its algorithm is `none`: nobody has signed it";
        return Some(Finding::new("alg_none", said, "RFC 8725 §3.2"));
    }
    let known = Algorithm::ALL.map(Algorithm::as_str).join(", ");
    let said = format!("its algorithm, {alg}, is none of {known}");
    Some(Finding::new("alg_unknown", said, "RFC 8725 §3.1"))
}

fn signature_problem(algorithm: Algorithm, found: usize) -> Option<Finding> {
    let name = algorithm.as_str();
    if found == 0 {
        return Some(Finding::new("unsigned", format!("it has no signature, and {name} wants one"), "RFC 7515 §5.2"));
    }
    let (fits, wanted) = match fixed_length(algorithm) {
        Some(length) => (found == length, format!("of {length}")),
        None => ((256..=1024).contains(&found), "of 256 to 1024".to_owned()),
    };
    let said =
        format!("its signature is {found} bytes long, and {name} signatures are {wanted}: it was cut or changed");
    (!fits).then(|| Finding::new("signature_length", said, "RFC 7518 §3"))
}

/// The length of a signature in bytes; that of RSA is its key's.
fn fixed_length(algorithm: Algorithm) -> Option<usize> {
    match algorithm {
        Algorithm::Hs256 => Some(32),
        Algorithm::Hs384 => Some(48),
        Algorithm::Hs512 | Algorithm::Es256 | Algorithm::EdDsa => Some(64),
        Algorithm::Es384 => Some(96),
        Algorithm::Es512 => Some(132),
        Algorithm::Rs256
        | Algorithm::Rs384
        | Algorithm::Rs512
        | Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512 => None,
    }
}

/// The algorithm in words.
pub(super) fn in_words(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => "a shared secret: who can check it can also make it",
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => "RSA, PKCS #1 v1.5",
        Algorithm::Ps256 | Algorithm::Ps384 | Algorithm::Ps512 => "RSA, PSS",
        Algorithm::Es256 => "ECDSA on P-256",
        Algorithm::Es384 => "ECDSA on P-384",
        Algorithm::Es512 => "ECDSA on P-521",
        Algorithm::EdDsa => "Ed25519",
    }
}
