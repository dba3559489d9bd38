//! A user's key, as columns hold it.

use countersign_core::UserId;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{Sqlite, SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Type, TypeInfo, ValueRef};
use uuid::Uuid;

/// An integer, or a UUID as Django's `UUIDField` has it on SQLite: 32 hexadecimal digits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key(pub(crate) UserId);

impl Type<Sqlite> for Key {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(_: &SqliteTypeInfo) -> bool {
        true
    }
}

impl Encode<'_, Sqlite> for Key {
    fn encode_by_ref(&self, arguments: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        match self.0 {
            UserId::Integer(key) => Encode::<Sqlite>::encode(key, arguments),
            UserId::Uuid(key) => Encode::<Sqlite>::encode(hex(key), arguments),
        }
    }
}

impl<'r> Decode<'r, Sqlite> for Key {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let is_text = value.type_info().name() == "TEXT";
        if !is_text {
            return Ok(Self(UserId::Integer(Decode::<Sqlite>::decode(value)?)));
        }
        let text: &str = Decode::<Sqlite>::decode(value)?;
        Uuid::try_parse(text).map(|key| Self(UserId::Uuid(key))).map_err(Into::into)
    }
}

pub(crate) fn hex(key: Uuid) -> String {
    key.simple().to_string()
}
