//! A token for programs.

use countersign_token::Claims;
use serde_json::{Map, Value, json};

use super::segment::Content;
use super::times::{TIMES, date};
use super::token::Inspected;
use crate::output;

pub(super) fn print(token: &Inspected) -> anyhow::Result<()> {
    let claims = token.claims();
    let exp = claims.as_ref().and_then(Claims::exp);
    let times = claims.iter().flat_map(|claims| {
        TIMES.iter().filter_map(|name| Some(((*name).to_owned(), Value::String(date(claims.timestamp(name)?)?))))
    });
    output::json(&json!({
        "verified": false,
        "header": shown(&token.header),
        "claims": shown(&token.payload),
        "times": times.collect::<Map<_, _>>(),
        "expired": exp.map(|exp| exp <= token.now),
        "expires_in": exp.map(|exp| exp.unix().saturating_sub(token.now.unix())),
        "size": token.size,
        "signature_bytes": token.signature,
        "problems": token.problems,
        "remarks": token.remarks,
    }))
}

fn shown(content: &Content) -> Value {
    match content {
        Content::Object(members) => Value::Object(members.clone()),
        Content::Json(value) => value.clone(),
        Content::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes).into_owned()),
        Content::Nothing => Value::Null,
    }
}
