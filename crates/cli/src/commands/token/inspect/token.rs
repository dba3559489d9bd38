//! A token taken apart.

use countersign_token::{Claims, Timestamp};
use serde_json::{Map, Value};

use super::finding::Finding;
use super::segment::{Content, content, decoded};
use super::{Names, claims, header};
use crate::commands::token::pasted;

/// More characters are refused unread (`TokenPolicy::max_len`).
const MAX_LEN: usize = 8192;

/// Everything that a token says without a key.
pub(super) struct Inspected {
    pub(super) header: Content,
    pub(super) payload: Content,
    /// Its length in bytes, if it could be decoded.
    pub(super) signature: Option<usize>,
    /// The lengths of the texts between the dots.
    pub(super) sizes: Vec<usize>,
    /// Its length in characters.
    pub(super) size: usize,
    pub(super) now: Timestamp,
    /// What its claims are called.
    pub(super) names: Names,
    /// Why it would be refused.
    pub(super) problems: Vec<Finding>,
    /// What else is worth knowing.
    pub(super) remarks: Vec<Finding>,
}

impl Inspected {
    /// Reads what can be read.
    pub(super) fn read(text: &str, names: Names, now: Timestamp) -> Self {
        let (token, remarks) = pasted::cleaned(text);
        let segments: Vec<_> = token.split('.').collect();
        let mut problems = form(&token, &segments);
        let segment = |at: usize| segments.get(at).copied().unwrap_or_default();
        let header = content(segment(0), "header", &mut problems);
        let is_jws = segments.len() <= 3;
        let payload = if is_jws { content(segment(1), "payload", &mut problems) } else { Content::Nothing };
        let signature = segments.get(2).filter(|_| is_jws);
        let signature = signature.and_then(|text| decoded(text, "signature", &mut problems)).map(|bytes| bytes.len());
        let sizes = segments.iter().map(|text| text.len()).collect();
        let mut read = Self { header, payload, signature, sizes, size: token.len(), now, names, problems, remarks };
        read.judge();
        read
    }

    fn judge(&mut self) {
        if let Content::Object(members) = &self.header {
            self.problems.extend(header::problems(members, self.signature));
            self.remarks.extend(header::remarks(members));
        }
        if let Some(said) = self.claims() {
            self.problems.extend(claims::problems(&said, &self.names, self.now));
        }
    }

    /// Something of it is a token's.
    pub(super) fn is_readable(&self) -> bool {
        [&self.header, &self.payload].iter().any(|content| matches!(content, Content::Object(_)))
    }

    pub(super) fn claims(&self) -> Option<Claims> {
        match &self.payload {
            Content::Object(members) => Some(Claims::from(members.clone())),
            Content::Json(_) | Content::Bytes(_) | Content::Nothing => None,
        }
    }

    pub(super) fn header(&self) -> Option<&Map<String, Value>> {
        match &self.header {
            Content::Object(members) => Some(members),
            Content::Json(_) | Content::Bytes(_) | Content::Nothing => None,
        }
    }
}

fn form(token: &str, segments: &[&str]) -> Vec<Finding> {
    let mut problems = Vec::new();
    if token.len() > MAX_LEN {
        let said = format!("it is {} characters long, and {MAX_LEN} is the most", token.len());
        problems.push(Finding::new("too_long", said, "Countersign's bound"));
    }
    match segments.len() {
        3 => {}
        5 => {
            let said = "it is encrypted (a JWE, in five parts): what it says cannot be seen without its key";
            problems.push(Finding::new("encrypted", said, "RFC 7516 §3"));
        }
        count => {
            let said = format!("it has {count} part{}, and a token has three", if count == 1 { "" } else { "s" });
            problems.push(Finding::new("segments", said, "RFC 7515 §3.1"));
        }
    }
    problems
}
