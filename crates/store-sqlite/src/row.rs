//! From rows to domain types, column by column.

use countersign_core::accounts::PasswordHash;
use countersign_core::session::{Chain, SessionId};
use countersign_core::store::{Session, StoreError};
use countersign_core::{ExtraField, Moment, User, UserTable};
use countersign_token::{Jti, Timestamp};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Map;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::error::store_error;
use crate::extra;
use crate::key::Key;

/// The columns that [`session`] reads, of `s`.
macro_rules! session_columns {
    () => {
        "s.id, s.user_id, s.generation, s.current_jti, s.current_iat, s.current_exp, s.previous_jti, s.rotated_at, \
         s.created_at, s.last_used_at, s.earlier_use_at, s.proven_at, s.expires_at, s.ended_at, s.ip, s.user_agent"
    };
}
pub(crate) use session_columns;

/// Reads users from what the name `{user_columns}` selects.
#[derive(Debug, Clone)]
pub(crate) struct UserReader {
    /// The further fields, with what statements call them.
    extra: Vec<(String, ExtraField)>,
}

impl UserReader {
    pub(crate) fn of(table: &UserTable) -> Self {
        let extra = table.extra_fields.iter().cloned().enumerate();
        Self { extra: extra.map(|(place, field)| (extra_alias(place), field)).collect() }
    }

    pub(crate) fn user(&self, row: &SqliteRow) -> Result<User, StoreError> {
        let mut extra = Map::new();
        for (alias, field) in &self.extra {
            extra.insert(field.name.clone(), extra::read(row, alias, field)?);
        }
        Ok(User {
            id: get::<Key>(row, "user_key")?.0,
            username: get(row, "username")?,
            email: get(row, "email")?,
            first_name: get(row, "first_name")?,
            last_name: get(row, "last_name")?,
            password: PasswordHash::from_column(get::<String>(row, "password")?),
            is_active: get(row, "is_active")?,
            is_staff: get(row, "is_staff")?,
            is_superuser: get(row, "is_superuser")?,
            last_login: get::<Option<String>>(row, "last_login")?.map(|text| moment(&text)).transpose()?,
            date_joined: moment(&get::<String>(row, "date_joined")?)?,
            extra,
            not_before: get::<Option<i64>>(row, "not_before")?.map(Timestamp::from_unix),
        })
    }

    /// A user that was joined from the left: absent when deleted.
    pub(crate) fn optional_user(&self, row: &SqliteRow) -> Result<Option<User>, StoreError> {
        match get::<Option<Key>>(row, "user_key")? {
            Some(_) => self.user(row).map(Some),
            None => Ok(None),
        }
    }
}

/// What statements call a further field of the user.
pub(crate) fn extra_alias(place: usize) -> String {
    format!("extra_{place}")
}

pub(crate) fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    let id: String = get(row, "id")?;
    let generation: i64 = get(row, "generation")?;
    Ok(Session {
        user: get::<Key>(row, "user_id")?.0,
        chain: Chain {
            generation: u64::try_from(generation)
                .map_err(|_| StoreError::Corrupt(format!("countersign_session.generation of {id}")))?,
            current: Jti::new(get::<String>(row, "current_jti")?),
            previous: get::<Option<String>>(row, "previous_jti")?.map(Jti::new),
            rotated_at: get::<Option<i64>>(row, "rotated_at")?.map(Moment::from_micros),
            expires_at: get::<Option<i64>>(row, "expires_at")?.map(Timestamp::from_unix),
            ended: get::<Option<i64>>(row, "ended_at")?.is_some(),
        },
        current_iat: Timestamp::from_unix(get(row, "current_iat")?),
        current_exp: Timestamp::from_unix(get(row, "current_exp")?),
        created_at: Moment::from_micros(get(row, "created_at")?),
        last_used_at: Moment::from_micros(get(row, "last_used_at")?),
        earlier_use_at: get::<Option<i64>>(row, "earlier_use_at")?.map(Moment::from_micros),
        proven_at: get::<Option<i64>>(row, "proven_at")?.map(Moment::from_micros),
        ip: get(row, "ip")?,
        user_agent: get(row, "user_agent")?,
        id: session_id(&id)?,
    })
}

pub(crate) fn session_id(text: &str) -> Result<SessionId, StoreError> {
    SessionId::parse(text).ok_or_else(|| StoreError::Corrupt("countersign_session.id".to_owned()))
}

pub(crate) fn get<'r, T>(row: &'r SqliteRow, column: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
{
    row.try_get(column).map_err(store_error)
}

/// Django's text form of an instant on SQLite: UTC without a zone, microseconds only where there are some.
pub(crate) fn django_text(moment: Moment) -> String {
    let text = jiff::Timestamp::from_microsecond(moment.micros())
        .map(|instant| instant.strftime("%Y-%m-%d %H:%M:%S%.6f").to_string())
        .unwrap_or_default();
    text.strip_suffix(".000000").map_or(text.clone(), str::to_owned)
}

/// From that form.
pub(crate) fn moment(text: &str) -> Result<Moment, StoreError> {
    let civil: DateTime =
        text.parse().map_err(|_| StoreError::Corrupt("a date column of a Django's table is no date".to_owned()))?;
    // Django's last instant lies some hours past the last that has a timestamp here.
    let last = if civil.year() > 0 { jiff::Timestamp::MAX } else { jiff::Timestamp::MIN };
    let instant = civil.to_zoned(TimeZone::UTC).map_or(last, |zoned| zoned.timestamp());
    Ok(Moment::from_micros(instant.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_djangos_text_form() {
        for (micros, text) in [(0, "1970-01-01 00:00:00"), (1_750_000_000_000_250, "2025-06-15 15:06:40.000250")] {
            assert_eq!(django_text(Moment::from_micros(micros)), text);
            assert_eq!(moment(text).unwrap(), Moment::from_micros(micros));
        }
        assert!(moment("9999-12-31 23:59:59.999999").unwrap() > moment("9999-12-30 00:00:00").unwrap());
        assert!(moment("yesterday").is_err());
    }
}
