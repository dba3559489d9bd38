//! The claims of a token.

use serde_json::{Map, Value};

use crate::{DecodeError, Timestamp, json};

/// The claims of a token, in the order in which they stand in it.
///
/// `Debug` shows the names and no values: claims may say something about a person.
///
/// ```
/// use countersign_token::Claims;
///
/// let claims = Claims::parse(br#"{"token_type":"access","exp":1750000900,"iat":1750000000,"jti":"a1","user_id":"7"}"#)?;
/// assert_eq!((claims.token_type(), claims.jti(), claims.str("user_id")), (Some("access"), Some("a1"), Some("7")));
/// assert_eq!(claims.exp().zip(claims.iat()).map(|(exp, iat)| exp.unix() - iat.unix()), Some(900));
/// assert!(Claims::parse(br#"{"user_id":"7","user_id":"1"}"#).is_err());
/// # Ok::<(), countersign_token::DecodeError>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// Read a payload: a JSON object in UTF-8, no member twice at any depth, nested 32 deep at most.
    ///
    /// # Errors
    /// [`DecodeError::Malformed`] for everything else, `NaN` and numbers beyond a 64-bit float included.
    pub fn parse(payload: &[u8]) -> Result<Self, DecodeError> {
        json::parse_object(payload).map(Self).ok_or(DecodeError::Malformed)
    }

    /// The payload as PyJWT writes it: compact, in order, ASCII only.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let mut claims = Claims::default();
    /// claims.insert("name", "Zo\u{eb}");
    /// assert_eq!(claims.to_json_bytes(), br#"{"name":"Zo\u00eb"}"#);
    /// ```
    #[must_use]
    pub fn to_json_bytes(&self) -> Vec<u8> {
        json::to_python_bytes(&self.0)
    }

    /// The claim of this name.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let claims = Claims::parse(br#"{"level":3,"email":null}"#)?;
    /// assert_eq!(claims.get("level").and_then(|level| level.as_u64()), Some(3));
    /// assert!(claims.get("email").is_some_and(|email| email.is_null()));
    /// assert_eq!(claims.get("name"), None);
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The claim of this name, if it is a string.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let claims = Claims::parse(br#"{"username":"alice","level":3}"#)?;
    /// assert_eq!(claims.str("username"), Some("alice"));
    /// assert_eq!(claims.str("level"), None);
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    #[must_use]
    pub fn str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The claim of this name, if it is a `NumericDate` (RFC 7519 §2): a JSON number, whose fraction is dropped.
    ///
    /// ```
    /// use countersign_token::{Claims, Timestamp};
    ///
    /// let claims = Claims::parse(br#"{"auth_time":1750000000.9,"nbf":"1750000000"}"#)?;
    /// assert_eq!(claims.timestamp("auth_time"), Some(Timestamp::from_unix(1_750_000_000)));
    /// assert_eq!(claims.timestamp("nbf"), None); // text is no date
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    #[must_use]
    pub fn timestamp(&self, name: &str) -> Option<Timestamp> {
        numeric_date(self.get(name)?)
    }

    /// Set a claim: in place where it stands, at the end if it is new.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let mut claims = Claims::parse(br#"{"a":1,"b":2}"#)?;
    /// claims.insert("a", true);
    /// claims.insert("c", vec!["x", "y"]);
    /// assert_eq!(claims.to_json_bytes(), br#"{"a":true,"b":2,"c":["x","y"]}"#);
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Take a claim out, the order of the others kept; returns it if it was there.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let mut claims = Claims::parse(br#"{"a":1,"b":2,"c":3}"#)?;
    /// assert_eq!(claims.remove("a").and_then(|a| a.as_u64()), Some(1));
    /// assert_eq!(claims.remove("a"), None);
    /// assert_eq!(claims.to_json_bytes(), br#"{"b":2,"c":3}"#);
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(name)
    }

    /// Every claim, in order.
    ///
    /// ```
    /// use countersign_token::Claims;
    ///
    /// let claims = Claims::parse(br#"{"exp":1750000900,"user_id":"7"}"#)?;
    /// let names: Vec<&str> = claims.iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["exp", "user_id"]);
    /// # Ok::<(), countersign_token::DecodeError>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Expiry: `exp` (RFC 7519 §4.1.4), if it is a number.
    #[must_use]
    pub fn exp(&self) -> Option<Timestamp> {
        self.timestamp("exp")
    }

    /// Time of issue: `iat` (RFC 7519 §4.1.6), if it is a number.
    #[must_use]
    pub fn iat(&self) -> Option<Timestamp> {
        self.timestamp("iat")
    }

    /// Identifier: `jti` (RFC 7519 §4.1.7), if it is a string.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.str("jti")
    }

    /// The kind of token as SimpleJWT writes it by default: `token_type`, if it is a string.
    #[must_use]
    pub fn token_type(&self) -> Option<&str> {
        self.str("token_type")
    }
}

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl From<Map<String, Value>> for Claims {
    fn from(members: Map<String, Value>) -> Self {
        Self(members)
    }
}

impl From<Claims> for Map<String, Value> {
    fn from(claims: Claims) -> Self {
        claims.0
    }
}

fn numeric_date(value: &Value) -> Option<Timestamp> {
    if let Some(seconds) = value.as_i64() {
        return Some(Timestamp::from_unix(seconds));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "drops the fraction and stops at the ends of i64: both are meant"
    )]
    value.as_f64().map(|seconds| Timestamp::from_unix(seconds as i64))
}

#[cfg(test)]
mod tests {
    use super::Claims;

    #[test]
    fn a_date_is_a_number_and_loses_its_fraction() {
        let claims =
            Claims::parse(br#"{"a":1.9,"b":-1.9,"c":18446744073709551615,"d":1e308,"e":"5","f":true,"g":null}"#);
        let claims = claims.unwrap();
        let unix = |name| claims.timestamp(name).map(super::Timestamp::unix);
        assert_eq!((unix("a"), unix("b"), unix("c"), unix("d")), (Some(1), Some(-1), Some(i64::MAX), Some(i64::MAX)));
        assert_eq!((unix("e"), unix("f"), unix("g"), unix("h")), (None, None, None, None));
    }

    #[test]
    fn debug_shows_names_and_no_values() {
        let claims = Claims::parse(br#"{"email":"a@b.example"}"#).unwrap();
        assert_eq!(format!("{claims:?}"), r#"{"email"}"#);
    }
}
