//! Who is calling.

use std::fmt;
use std::sync::Arc;

use countersign_token::{Claims, Timestamp, Verified};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::Value;

use crate::Reason;

/// The claims in which issuers put scopes; the first that is there counts.
const SCOPES: [&str; 3] = ["scope", "scopes", "scp"];

/// An authenticated caller, known from the claims of the token alone: SimpleJWT's `TokenUser`. Cheap to clone.
///
/// The layers put it into the request's extensions; handlers of axum take it as an argument. No database was asked: what it
/// says was true when the token was issued. `Debug` shows which claims there are and no values.
///
/// ```
/// use countersign::testing::Issuer;
///
/// let issuer = Issuer::new();
/// let caller = issuer.user("7").claim("username", "alice").claim("scope", "books:read books:write").caller();
/// assert_eq!((caller.user_id(), caller.username()), ("7", Some("alice")));
/// assert!(caller.has_scope("books:write") && !caller.is_staff() && !caller.is_superuser());
/// assert_eq!(caller.expires_at().map(|at| at.unix()), Some(1_750_000_900));
/// ```
#[derive(Clone)]
pub struct Caller(Arc<Known>);

#[derive(Clone)]
struct Known {
    user_id: Box<str>,
    claims: Claims,
    expires_at: Option<Timestamp>,
}

impl Caller {
    /// A caller that an [authentication class](crate::Authenticate) of your own has recognized, without claims.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let robot = Caller::new("robot-3").with_claim("scope", "books:read");
    /// assert!(robot.has_scope("books:read"));
    /// ```
    #[must_use]
    pub fn new(user_id: impl Into<Box<str>>) -> Self {
        Self(Arc::new(Known { user_id: user_id.into(), claims: Claims::default(), expires_at: None }))
    }

    /// Say something about the caller, as a claim of a token would.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let robot = Caller::new("robot-3").with_claim("is_staff", true).with_claim("groups", vec!["editors"]);
    /// assert!(robot.is_staff() && robot.in_group("editors"));
    /// ```
    #[must_use]
    pub fn with_claim(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        Arc::make_mut(&mut self.0).claims.insert(name, value);
        self
    }

    /// # Errors
    /// [`Reason::NoUserInToken`] unless the user's id is a string with something in it, or a whole number.
    pub(crate) fn from_verified(token: Verified) -> Result<Self, Reason> {
        let user_id = match token.user_id() {
            Some(Value::String(id)) if !id.is_empty() => id.as_str().into(),
            Some(Value::Number(id)) if !id.is_f64() => id.to_string().into(),
            Some(_) | None => return Err(Reason::NoUserInToken),
        };
        let expires_at = Some(token.exp());
        Ok(Self(Arc::new(Known { user_id, claims: token.into_claims(), expires_at })))
    }

    /// The user's id as text, whether the token has it as a string or, as those of SimpleJWT before 5.5.1, as a number.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.0.user_id
    }

    /// The claim `username`, if it is a string.
    #[must_use]
    pub fn username(&self) -> Option<&str> {
        self.0.claims.str("username")
    }

    /// The claim `is_staff` is `true`.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.claim("is_staff") == Some(&Value::Bool(true))
    }

    /// The claim `is_superuser` is `true`.
    #[must_use]
    pub fn is_superuser(&self) -> bool {
        self.claim("is_superuser") == Some(&Value::Bool(true))
    }

    /// The names in the claim `groups`, a list of strings.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let caller = Caller::new("7").with_claim("groups", vec!["editors", "readers"]);
    /// assert_eq!(caller.groups().collect::<Vec<_>>(), ["editors", "readers"]);
    /// assert_eq!(Caller::new("8").groups().count(), 0);
    /// ```
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        texts(self.claim("groups"))
    }

    /// The caller is in this group.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// assert!(Caller::new("7").with_claim("groups", vec!["editors"]).in_group("editors"));
    /// ```
    #[must_use]
    pub fn in_group(&self, name: &str) -> bool {
        self.groups().any(|group| group == name)
    }

    /// What the token was issued for: `scope`, words with a space between them (RFC 8693 §4.2), or else `scopes` or `scp`,
    /// as other issuers call it. Each may be a list of strings too.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let words = Caller::new("7").with_claim("scope", "books:read books:write");
    /// let list = Caller::new("7").with_claim("scopes", vec!["books:read", "books:write"]);
    /// assert!(words.scopes().eq(list.scopes()));
    /// ```
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        let claim = SCOPES.iter().find_map(|name| self.claim(name));
        let words = claim.and_then(Value::as_str).unwrap_or_default();
        words.split(' ').filter(|word| !word.is_empty()).chain(texts(claim))
    }

    /// The token was issued for this scope, among others.
    #[must_use]
    pub fn has_scope(&self, name: &str) -> bool {
        self.scopes().any(|scope| scope == name)
    }

    /// The session that the token belongs to: `sid`. Countersign's tokens have it, SimpleJWT's have not.
    ///
    /// ```
    /// use countersign::testing::Issuer;
    ///
    /// let issuer = Issuer::new();
    /// assert_eq!(issuer.user("7").claim("sid", "a1").caller().session(), Some("a1"));
    /// assert_eq!(issuer.user("7").caller().session(), None);
    /// ```
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.0.claims.str("sid")
    }

    /// When the token expires; `None` for a caller of an authentication class of your own.
    #[must_use]
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.expires_at
    }

    /// The claim of this name.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let caller = Caller::new("7").with_claim("level", 3);
    /// assert_eq!(caller.claim("level"), Some(&3.into()));
    /// assert_eq!(caller.claim("tenant"), None);
    /// ```
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.0.claims.get(name)
    }

    /// Every claim.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// let caller = Caller::new("7").with_claim("tenant", "acme");
    /// assert_eq!(caller.claims().str("tenant"), Some("acme"));
    /// ```
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.0.claims
    }

    /// The claims as a type of yours; it may borrow from them.
    ///
    /// # Errors
    /// What `serde_json` says when they are not of that shape. Its text may quote claims: log it with care.
    ///
    /// ```
    /// use countersign::Caller;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Tenant<'c> {
    ///     tenant: &'c str,
    ///     seats: u32,
    /// }
    ///
    /// let caller = Caller::new("7").with_claim("tenant", "acme").with_claim("seats", 12);
    /// let tenant: Tenant = caller.deserialize()?;
    /// assert_eq!((tenant.tenant, tenant.seats), ("acme", 12));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn deserialize<'c, T: Deserialize<'c>>(&'c self) -> Result<T, serde_json::Error> {
        T::deserialize(MapDeserializer::new(self.0.claims.iter()))
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("claims", &self.0.claims).finish_non_exhaustive()
    }
}

/// The strings of a list.
fn texts(claim: Option<&Value>) -> impl Iterator<Item = &str> {
    claim.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
