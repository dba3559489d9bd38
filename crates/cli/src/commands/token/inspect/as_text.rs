//! A token for people.

use anstyle::Style;
use countersign_token::{Claims, Timestamp};
use serde_json::{Map, Value};

use super::Names;
use super::finding::Finding;
use super::header;
use super::segment::Content;
use super::times::{YEAR_10000, away, date, in_words, remark};
use super::token::Inspected;
use crate::output::style::{self, painted};
use crate::output::{self, Cell};

/// A list or an object that is longer is written over several lines.
const WIDEST_VALUE: usize = 60;
/// Bytes that are no JSON are shown so far.
const MOST_RAW: usize = 300;
/// What the mark before a finding takes.
const MARK: usize = 4;

pub(super) fn print(token: &Inspected) -> anyhow::Result<()> {
    output::line(&painted(style::WARNING, "Decoded, not verified: anybody can write such a token."))?;
    output::line("")?;
    output::table(&summary(token))?;
    title("Header")?;
    content(&token.header, |_| String::new())?;
    title("Claims")?;
    let claims = token.claims().unwrap_or_default();
    content(&token.payload, |name| remark(&claims, name, token.now))?;
    verdict(token)
}

fn title(text: &str) -> anyhow::Result<()> {
    output::line(&format!("\n{}", painted(style::TITLE, text)))
}

fn summary(token: &Inspected) -> Vec<Vec<Cell>> {
    let claims = token.claims();
    let exp = claims.as_ref().and_then(Claims::exp);
    let rows = [
        ("Kind", claims.as_ref().map(|claims| kind(claims, &token.names)), style::NONE),
        ("Algorithm", token.header().map(algorithm), style::NONE),
        ("Lifetime", claims.as_ref().and_then(lifetime), style::NONE),
        ("Expires", exp.map(|exp| expiry(exp, token.now)), expiry_style(exp, token.now)),
        ("Size", Some(size(token)), style::NONE),
    ];
    let rows = rows.into_iter().filter_map(|(name, value, style)| Some((name, value?, style)));
    rows.map(|(name, value, style)| vec![Cell::styled(name, style::TITLE), Cell::styled(&value, style)]).collect()
}

fn kind(claims: &Claims, names: &Names) -> String {
    let kind = claims.str(&names.token_type).map_or("not said".to_owned(), |kind| format!("{kind} token"));
    match claims.get(&names.user_id).or_else(|| claims.get("sub")) {
        Some(user) => format!("{kind}, user {}", unquoted(user)),
        None => kind,
    }
}

fn algorithm(header: &Map<String, Value>) -> String {
    match (header::algorithm(header), header.get("alg")) {
        (Some(algorithm), _) => format!("{algorithm} ({})", header::in_words(algorithm)),
        (None, Some(other)) => unquoted(other),
        (None, None) => "none is named".to_owned(),
    }
}

fn lifetime(claims: &Claims) -> Option<String> {
    let span = claims.exp()?.unix().checked_sub(claims.iat()?.unix())?;
    u64::try_from(span).ok().map(in_words)
}

fn expiry(exp: Timestamp, now: Timestamp) -> String {
    match date(exp) {
        Some(date) => format!("{date}, {}", away("exp", exp, now)),
        None => "beyond the calendar".to_owned(),
    }
}

fn expiry_style(exp: Option<Timestamp>, now: Timestamp) -> Style {
    let is_alive = exp.is_some_and(|exp| exp > now && exp.unix() < YEAR_10000);
    if is_alive { style::GOOD } else { style::ERROR }
}

fn size(token: &Inspected) -> String {
    let names = ["header", "claims", "signature"];
    let parts: Vec<_> = names.iter().zip(&token.sizes).map(|(name, size)| format!("{name} {size}")).collect();
    format!("{} characters ({})", token.size, parts.join(", "))
}

/// Members one below the other, with a remark on each.
fn content(content: &Content, remark: impl Fn(&str) -> String) -> anyhow::Result<()> {
    let said = match content {
        Content::Object(members) => {
            return output::table(
                &members.iter().flat_map(|(name, value)| rows(name, value, &remark(name))).collect::<Vec<_>>(),
            );
        }
        Content::Json(value) => value.to_string(),
        Content::Bytes(bytes) => String::from_utf8_lossy(bytes).chars().take(MOST_RAW).collect(),
        Content::Nothing => "(cannot be read)".to_owned(),
    };
    output::table(&[vec![Cell::from(""), Cell::styled(&said, style::FAINT)]])
}

/// A value on its row; a long list or object goes on below it.
fn rows(name: &str, value: &Value, remark: &str) -> Vec<Vec<Cell>> {
    let style = if value.is_string() { style::STRING } else { style::NUMBER };
    let short = unquoted(value);
    let is_long = (value.is_array() || value.is_object()) && short.len() > WIDEST_VALUE;
    let text = if is_long { serde_json::to_string_pretty(value).unwrap_or(short) } else { short };
    let lines: Vec<_> = if is_long { text.lines().collect() } else { vec![text.as_str()] };
    let names = std::iter::once(format!("  {name}")).chain(std::iter::repeat_with(String::new));
    let remarks = std::iter::once(remark).chain(std::iter::repeat(""));
    let cells = lines.into_iter().zip(names).zip(remarks).map(|((line, name), remark)| {
        vec![Cell::styled(&name, style::NAME), Cell::styled(line, style), Cell::styled(remark, style::FAINT)]
    });
    cells.collect()
}

fn verdict(token: &Inspected) -> anyhow::Result<()> {
    if token.problems.is_empty() {
        output::line("")?;
        output::line(&painted(style::GOOD, "Nothing speaks against it, as far as can be told without a key."))?;
        output::line("Whether it is genuine and not revoked, tells `countersign token verify`.")?;
    } else {
        title("Would be refused, because")?;
        findings(&token.problems, "✗", style::ERROR)?;
    }
    if token.remarks.is_empty() {
        return Ok(());
    }
    title("Remarks")?;
    findings(&token.remarks, "·", style::FAINT)
}

fn findings(findings: &[Finding], mark: &str, style: Style) -> anyhow::Result<()> {
    for finding in findings {
        let source = if finding.source.is_empty() { String::new() } else { format!(" ({})", finding.source) };
        let lines = output::fitted(&format!("{}{source}", finding.message), MARK);
        let marks = std::iter::once(mark).chain(std::iter::repeat(" "));
        for (mark, text) in marks.zip(lines) {
            output::line(&format!("  {} {}", painted(style, mark), output::plain(&text)))?;
        }
    }
    Ok(())
}

/// A value as it is shown: text without its quotes.
fn unquoted(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
