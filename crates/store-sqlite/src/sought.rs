//! Conditions that are put together for one query, each text bound and none written out.

use countersign_core::store::StoreError;
use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;

/// A `WHERE` clause in the making, and what its placeholders stand for.
#[derive(Debug, Default)]
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
}

impl Conditions {
    /// `column` is `value`.
    pub(crate) fn equal(&mut self, column: &str, value: Bound) {
        let place = self.bind(value);
        self.all.push(format!("{column} = {place}"));
    }

    /// Any of `columns` has `term` in it, the case of ASCII letters aside (Django's `icontains`).
    pub(crate) fn contain(&mut self, columns: &[String], term: &str) {
        let place = self.bind(Bound::Text(format!("%{}%", escaped(term))));
        let any: Vec<_> = columns.iter().map(|column| format!("{column} LIKE {place} ESCAPE '\\'")).collect();
        self.all.push(if any.is_empty() { "FALSE".to_owned() } else { format!("({})", any.join(" OR ")) });
    }

    /// `column` begins with `prefix`: a range, which an index finds.
    pub(crate) fn begin(&mut self, column: &str, prefix: &str) {
        let from = self.bind(Bound::Text(prefix.to_owned()));
        let to = self.bind(Bound::Text(format!("{prefix}{}", char::MAX)));
        self.all.push(format!("{column} >= {from} AND {column} < {to}"));
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
    pub(crate) fn arguments(self) -> Result<SqliteArguments, StoreError> {
        let mut arguments = SqliteArguments::default();
        for value in self.bound {
            let added = match value {
                Bound::Text(text) => arguments.add(text),
                Bound::Flag(flag) => arguments.add(flag),
                Bound::Number(number) => arguments.add(number),
            };
            added.map_err(|cause| StoreError::Unavailable(cause.to_string()))?;
        }
        Ok(arguments)
    }
}

/// `1, 2, 3`: keys are numbers, which need no quotes.
pub(crate) fn list(keys: impl Iterator<Item = i64>) -> String {
    keys.map(|key| key.to_string()).collect::<Vec<_>>().join(", ")
}

/// What `LIKE` takes letter by letter.
fn escaped(term: &str) -> String {
    term.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// How many rows, as columns count them.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
