//! Conditions that are put together for one query, each text bound and none written out.

use countersign_core::store::StoreError;
use sqlx::Arguments;
use sqlx::postgres::PgArguments;

use crate::row::can_be_stored;

/// A `WHERE` clause in the making, and what its placeholders stand for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    all: Vec<String>,
    bound: Vec<Bound>,
}

/// What a placeholder stands for.
#[derive(Debug, Clone)]
pub(crate) enum Bound {
    Text(String),
    Flag(bool),
    Number(i64),
    Numbers(Vec<i64>),
}

impl Conditions {
    /// `column` is `value`.
    pub(crate) fn equal(&mut self, column: &str, value: Bound) {
        let place = self.bind(value);
        self.all.push(format!("{column} = {place}"));
    }

    /// `column` is `text`, as texts of that type are compared.
    pub(crate) fn equal_text(&mut self, column: &str, of_type: &str, text: &str) {
        if !can_be_stored(text) {
            return self.all.push("FALSE".to_owned());
        }
        let place = self.bind(Bound::Text(text.to_owned()));
        self.all.push(format!("{column} = {place}::{of_type}"));
    }

    /// Any of `columns` has `term` in it, the case of letters aside (Django's `icontains`).
    pub(crate) fn contain(&mut self, columns: &[String], term: &str) {
        if !can_be_stored(term) {
            return self.all.push("FALSE".to_owned());
        }
        let place = self.bind(Bound::Text(format!("%{}%", escaped(term))));
        let any: Vec<_> = columns.iter().map(|column| format!("{column} ILIKE {place} ESCAPE '!'")).collect();
        self.all.push(if any.is_empty() { "FALSE".to_owned() } else { format!("({})", any.join(" OR ")) });
    }

    /// `column` begins with `prefix`: a range of bytes, which Django's `…_like` index finds whatever the language of the database.
    pub(crate) fn begin(&mut self, column: &str, prefix: &str) {
        if !can_be_stored(prefix) {
            return self.all.push("FALSE".to_owned());
        }
        let from = self.bind(Bound::Text(prefix.to_owned()));
        let to = self.bind(Bound::Text(format!("{prefix}{}", char::MAX)));
        self.all.push(format!("{column} ~>=~ {from} AND {column} ~<~ {to}"));
    }

    /// What the condition says, of a value in place of `$`.
    pub(crate) fn hold(&mut self, condition: &str, value: Bound) {
        let place = self.bind(value);
        self.all.push(condition.replace('$', &place));
    }

    /// The placeholder of a further value.
    pub(crate) fn bind(&mut self, value: Bound) -> String {
        self.bound.push(value);
        format!("${}", self.bound.len())
    }

    /// The clause, with the word.
    pub(crate) fn clause(&self) -> String {
        if self.all.is_empty() { String::new() } else { format!(" WHERE {}", self.all.join(" AND ")) }
    }

    /// What the placeholders stand for.
    pub(crate) fn arguments(&self) -> Result<PgArguments, StoreError> {
        let mut arguments = PgArguments::default();
        for value in &self.bound {
            let added = match value {
                Bound::Text(text) => arguments.add(text),
                Bound::Flag(flag) => arguments.add(*flag),
                Bound::Number(number) => arguments.add(*number),
                Bound::Numbers(numbers) => arguments.add(numbers),
            };
            added.map_err(|cause| StoreError::Unavailable(cause.to_string()))?;
        }
        Ok(arguments)
    }
}

/// What `LIKE` takes letter by letter. (A backslash means something else where `standard_conforming_strings` is off.)
fn escaped(term: &str) -> String {
    term.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// How many rows, as columns count them.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
