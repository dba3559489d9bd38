//! From rows to domain types, column by column.

use countersign_core::accounts::PasswordHash;
use countersign_core::session::{Chain, SessionId};
use countersign_core::store::{Session, StoreError};
use countersign_core::{ExtraField, Moment, User, UserTable};
use countersign_token::Timestamp;
use serde_json::Map;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::error::store_error;
use crate::extra;
use crate::jti;
use crate::key::KeyColumn;

/// Django's `timestamptz` as microseconds; `infinity` is the last day of year 9999 but one, which every zone has a date for,
/// and `-infinity` the first of year 1.
macro_rules! micros_of {
    ($column:literal) => {
        concat!(
            "CASE WHEN isfinite(",
            $column,
            ") THEN (extract(epoch FROM ",
            $column,
            ") * 1000000)::bigint WHEN ",
            $column,
            " > TIMESTAMPTZ 'epoch' THEN 253402128000000000 WHEN ",
            $column,
            " IS NOT NULL THEN -62135596800000000 END"
        )
    };
}
pub(crate) use micros_of;

/// The same, of a column whose name is known when the store opens.
pub(crate) fn micros(column: &str) -> String {
    format!(
        "CASE WHEN isfinite({column}) THEN (extract(epoch FROM {column}) * 1000000)::bigint \
         WHEN {column} > TIMESTAMPTZ 'epoch' THEN 253402128000000000 \
         WHEN {column} IS NOT NULL THEN -62135596800000000 END"
    )
}

/// The microseconds of a parameter as Django's `timestamptz`.
macro_rules! timestamptz {
    ($parameter:literal) => {
        concat!("(TIMESTAMPTZ 'epoch' + ", $parameter, "::bigint * INTERVAL '1 microsecond')")
    };
}
pub(crate) use timestamptz;

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

    pub(crate) fn user(&self, row: &PgRow) -> Result<User, StoreError> {
        let mut extra = Map::new();
        for (alias, field) in &self.extra {
            extra.insert(field.name.clone(), extra::read(row, alias, field)?);
        }
        Ok(User {
            id: get::<KeyColumn>(row, "user_key")?.0,
            username: get(row, "username")?,
            email: get(row, "email")?,
            first_name: get(row, "first_name")?,
            last_name: get(row, "last_name")?,
            password: PasswordHash::from_column(get::<String>(row, "password")?),
            is_active: get(row, "is_active")?,
            is_staff: get(row, "is_staff")?,
            is_superuser: get(row, "is_superuser")?,
            last_login: get::<Option<i64>>(row, "last_login")?.map(Moment::from_micros),
            date_joined: Moment::from_micros(get(row, "date_joined")?),
            extra,
            not_before: get::<Option<i64>>(row, "not_before")?.map(Timestamp::from_unix),
        })
    }

    /// A user that was joined from the left: absent when deleted.
    pub(crate) fn optional_user(&self, row: &PgRow) -> Result<Option<User>, StoreError> {
        match get::<Option<KeyColumn>>(row, "user_key")? {
            Some(_) => self.user(row).map(Some),
            None => Ok(None),
        }
    }
}

/// What statements call a further field of the user.
pub(crate) fn extra_alias(place: usize) -> String {
    format!("extra_{place}")
}

pub(crate) fn session(row: &PgRow) -> Result<Session, StoreError> {
    let id: String = get(row, "id")?;
    let generation: i64 = get(row, "generation")?;
    Ok(Session {
        user: get::<KeyColumn>(row, "user_id")?.0,
        chain: Chain {
            generation: u64::try_from(generation)
                .map_err(|_| StoreError::Corrupt(format!("countersign_session.generation of {id}")))?,
            current: jti::read(get(row, "current_jti")?),
            previous: get::<Option<String>>(row, "previous_jti")?.map(jti::read),
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

pub(crate) fn get<'r, T>(row: &'r PgRow, column: &str) -> Result<T, StoreError>
where
    T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    row.try_get(column).map_err(|cause| store_error(&cause))
}

/// No text in the database holds a NUL, and the server refuses to look for one.
pub(crate) fn can_be_stored(text: &str) -> bool {
    !text.contains('\0')
}
