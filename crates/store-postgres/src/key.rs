//! A user's key, as parameters and columns hold it.

use countersign_core::{UserId, UserKeyKind};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueFormat, PgValueRef, Postgres};
use sqlx::{Decode, Encode, Type, ValueRef};
use uuid::Uuid;

const BIGINT: Oid = Oid(20);
const UUID: Oid = Oid(2950);

/// A parameter that stands for a user's key, of the type that the keys of the database have. A key of the other kind is nobody's
/// there, and NULL.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    Integer(Option<i64>),
    Uuid(Option<Uuid>),
}

impl Key {
    pub(crate) fn of(id: Option<UserId>, kind: UserKeyKind) -> Self {
        match (kind, id) {
            (UserKeyKind::Integer, Some(UserId::Integer(key))) => Self::Integer(Some(key)),
            (UserKeyKind::Integer, _) => Self::Integer(None),
            (UserKeyKind::Uuid, Some(UserId::Uuid(key))) => Self::Uuid(Some(key)),
            (UserKeyKind::Uuid, _) => Self::Uuid(None),
        }
    }
}

impl Type<Postgres> for Key {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(BIGINT)
    }
}

impl Encode<'_, Postgres> for Key {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        match self {
            Self::Integer(Some(key)) => buffer.extend_from_slice(&key.to_be_bytes()),
            Self::Uuid(Some(key)) => buffer.extend_from_slice(key.as_bytes()),
            Self::Integer(None) | Self::Uuid(None) => return Ok(IsNull::Yes),
        }
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(match self {
            Self::Integer(_) => BIGINT,
            Self::Uuid(_) => UUID,
        }))
    }
}

/// A key that a column holds: an integer of any width, or a UUID.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyColumn(pub(crate) UserId);

impl Type<Postgres> for KeyColumn {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(BIGINT)
    }

    /// The length tells what it is.
    fn compatible(_: &PgTypeInfo) -> bool {
        true
    }
}

impl<'r> Decode<'r, Postgres> for KeyColumn {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        if value.format() != PgValueFormat::Binary {
            return Err(format!("a user's key of type {} came as text", value.type_info()).into());
        }
        let bytes = value.as_bytes()?;
        let integer = match *bytes {
            [a, b] => i64::from(i16::from_be_bytes([a, b])),
            [a, b, c, d] => i64::from(i32::from_be_bytes([a, b, c, d])),
            _ => match <[u8; 8]>::try_from(bytes) {
                Ok(bytes) => i64::from_be_bytes(bytes),
                Err(_) => return Ok(Self(UserId::Uuid(Uuid::from_slice(bytes)?))),
            },
        };
        Ok(Self(UserId::Integer(integer)))
    }
}
