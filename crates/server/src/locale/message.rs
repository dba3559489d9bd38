//! Every text for people that an answer can have: its English words, and what translations know it by.

use std::fmt;

use countersign_core::accounts::{Complaint, PersonalAttribute};
use countersign_token::{DecodeError, TokenError};
use fluent_bundle::FluentValue;

use super::Catalogue;

/// Declares [`Message`]: of each variant its arguments, its name in `locales/*/messages.ftl`, and its English text.
macro_rules! messages {
    ($($(#[$attribute:meta])* $name:ident $({ $($field:ident: $kind:ty),+ })? = $id:literal, $english:literal $(, $word:ident = $of:expr)?;)+) => {
        /// A text for people. `Display` is English: the words of DRF, Django and SimpleJWT, to the letter.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum Message {
            $($(#[$attribute])* $name $({ $($field: $kind),+ })?,)+
            /// What has no translation is told as it is.
            Plain(String),
        }

        impl fmt::Display for Message {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $({ $($field),+ })? => write!(f, $english $(, $word = $of)?),)+
                    Self::Plain(text) => f.write_str(text),
                }
            }
        }

        impl Message {
            /// Its name in the translations, and its arguments.
            pub(super) fn entry(&self) -> Option<(&'static str, Vec<(&'static str, FluentValue<'_>)>)> {
                match self {
                    $(Self::$name $({ $($field),+ })? => {
                        Some(($id, Vec::from([$($((stringify!($field), $field.value())),+)?])))
                    })+
                    Self::Plain(_) => None,
                }
            }

            /// One of each, with arguments that are easy to find in a text.
            #[cfg(test)]
            pub(super) fn samples() -> Vec<Self> {
                use super::tests::Sample;
                vec![$(Self::$name $({ $($field: <$kind>::sample()),+ })?),+]
            }
        }
    };
}

messages! {
    // Fields.
    Required = "required", "This field is required.";
    NotNull = "not-null", "This field may not be null.";
    NotBlank = "not-blank", "This field may not be blank.";
    NotAString = "not-a-string", "Not a valid string.";
    NotABoolean = "not-a-boolean", "Must be a valid boolean.";
    TooLong { max: usize } = "too-long", "Ensure this field has no more than {max} characters.";
    TooShort { min: usize } = "too-short", "Ensure this field has at least {min} characters.";
    NullCharacters = "null-characters", "Null characters are not allowed.";
    Surrogate { unit: String } = "surrogate", "Surrogate characters are not allowed: U+{unit}.";
    NoData = "no-data", "No data provided";
    NotADictionary { kind: String } = "not-a-dictionary", "Invalid data. Expected a dictionary, but got {kind}.";
    EmailInvalid = "email-invalid", "Enter a valid email address.";
    UsernameInvalid = "username-invalid",
        "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.";
    UsernameTaken = "username-taken", "A user with that username already exists.";
    ValueTaken { model: String, field: String } = "value-taken", "{model} with this {field} already exists.";
    PasswordTooSimilar { attribute: PersonalAttribute } = "password-too-similar",
        "The password is too similar to the {name}.", name = attribute.name();
    PasswordTooShort { min: usize } = "password-too-short",
        "This password is too short. It must contain at least {min} character{s}.", s = if *min == 1 { "" } else { "s" };
    PasswordTooCommon = "password-too-common", "This password is too common.";
    PasswordNumeric = "password-numeric", "This password is entirely numeric.";
    PasswordWrong = "password-wrong", "Invalid password.";
    NoSession = "no-session", "This token belongs to no session. Please log in again.";

    // Credentials.
    NotAuthenticated = "not-authenticated", "Authentication credentials were not provided.";
    BadAuthorizationHeader = "bad-authorization-header",
        "Authorization header must contain two space-delimited values";
    BearerNotValid = "bearer-not-valid", "Given token not valid for any token type";
    TokenInvalid = "token-invalid", "Token is invalid";
    TokenExpired = "token-expired", "Token is expired";
    TokenBlacklisted = "token-blacklisted", "Token is blacklisted";
    TokenWithoutClaim { claim: String } = "token-without-claim", "Token has no '{claim}' claim";
    TokenClaimExpired { claim: String } = "token-claim-expired", "Token '{claim}' claim has expired";
    TokenWithoutId = "token-without-id", "Token has no id";
    TokenWithoutType = "token-without-type", "Token has no type";
    TokenOfWrongType = "token-of-wrong-type", "Token has wrong type";
    TokenWithoutUser = "token-without-user", "Token contained no recognizable user identification";
    UserNotFound = "user-not-found", "User not found";
    UserInactive = "user-inactive", "User is inactive";
    PasswordChanged = "password-changed", "The user's password has been changed.";
    NoActiveAccount = "no-active-account", "No active account found with the given credentials";
    NoActiveAccountForToken = "no-active-account-for-token", "No active account found for the given token.";
    ReauthenticationRequired = "reauthentication-required", "Please confirm who you are first.";
    ClaimsTooLarge = "claims-too-large", "The claims of this account do not fit into a token.";

    PermissionDenied = "permission-denied", "You do not have permission to perform this action.";
    BasicHeaderEmpty = "basic-header-empty", "Invalid basic header. No credentials provided.";
    BasicHeaderSpaces = "basic-header-spaces", "Invalid basic header. Credentials string should not contain spaces.";
    BasicHeaderNotBase64 = "basic-header-not-base64", "Invalid basic header. Credentials not correctly base64 encoded.";
    WrongCredentials = "wrong-credentials", "Invalid username/password.";
    UnableToLogIn = "unable-to-log-in", "Unable to log in with provided credentials.";
    TokenHeaderEmpty = "token-header-empty", "Invalid token header. No credentials provided.";
    TokenHeaderSpaces = "token-header-spaces", "Invalid token header. Token string should not contain spaces.";
    TokenHeaderCharacters = "token-header-characters",
        "Invalid token header. Token string should not contain invalid characters.";
    AuthTokenInvalid = "auth-token-invalid", "Invalid token.";
    UserInactiveOrDeleted = "user-inactive-or-deleted", "User inactive or deleted.";

    // Requests.
    NotFound = "not-found", "Not found.";
    MethodNotAllowed { method: String } = "method-not-allowed", "Method \"{method}\" not allowed.";
    NotAcceptable = "not-acceptable", "Could not satisfy the request Accept header.";
    UnsupportedMediaType { sent: String } = "unsupported-media-type", "Unsupported media type \"{sent}\" in request.";
    RequestTimeout = "request-timeout", "The request took too long to arrive.";
    Throttled = "throttled", "Request was throttled.";
    ThrottledFor { wait: u64 } = "throttled-for",
        "Request was throttled. Expected available in {wait} second{s}.", s = if *wait == 1 { "" } else { "s" };
    PageInvalid = "page-invalid", "Invalid page.";
    NotAList { kind: String } = "not-a-list", "Expected a list of items but got type \"{kind}\".";
    KeyOfWrongType { kind: String } = "key-of-wrong-type", "Incorrect type. Expected pk value, received {kind}.";
    NoSuchKey { key: String } = "no-such-key", "Invalid pk \"{key}\" - object does not exist.";
    ChoiceInvalid = "choice-invalid",
        "Select a valid choice. That choice is not one of the available choices.";
    NoColumn = "no-column", "The user model does not have this field.";
    BeyondRights = "beyond-rights", "You cannot give, take or touch rights that you do not have yourself.";
    OwnAccount = "own-account", "You cannot delete or deactivate the account that you are acting with.";
    LastSuperuser = "last-superuser", "The last active superuser must stay one.";
    ValueRejected = "value-rejected", "A value is beyond what its column takes.";
    StillInUse = "still-in-use", "It is still in use elsewhere.";
    AccountInUse = "account-in-use", "The account is still in use elsewhere.";
    Unavailable = "unavailable", "Service temporarily unavailable, try again later.";

    // What went well.
    LoggedOut = "logged-out", "Successfully logged out.";
    LoggedOutEverywhere = "logged-out-everywhere", "Successfully logged out everywhere.";
    IdentityConfirmed = "identity-confirmed", "Thank you. Your identity is confirmed.";
    Registered = "registered", "User registered successfully.";
}

impl Message {
    /// In the words of `catalogue`; in English without one.
    pub(crate) fn said(&self, catalogue: Option<&Catalogue>) -> String {
        catalogue.and_then(|catalogue| catalogue.tell(self)).unwrap_or_else(|| self.to_string())
    }
}

/// What a text is given to fill in.
trait Argument {
    fn value(&self) -> FluentValue<'_>;
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for usize {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for u64 {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Argument for PersonalAttribute {
    /// Translations have words of their own for each.
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.column())
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Self::Plain(text.to_owned())
    }
}

impl From<Complaint> for Message {
    fn from(complaint: Complaint) -> Self {
        match complaint {
            Complaint::TooLong { max } => Self::TooLong { max },
            Complaint::NullCharacters => Self::NullCharacters,
            Complaint::EmailInvalid => Self::EmailInvalid,
            Complaint::UsernameInvalid => Self::UsernameInvalid,
            Complaint::UsernameTaken => Self::UsernameTaken,
            Complaint::ValueTaken { model, field } => Self::ValueTaken { model, field },
            Complaint::NoSuchKey { key } => Self::NoSuchKey { key },
            Complaint::NoColumn => Self::NoColumn,
            Complaint::PasswordTooSimilar(attribute) => Self::PasswordTooSimilar { attribute },
            Complaint::PasswordTooShort { min } => Self::PasswordTooShort { min },
            Complaint::PasswordTooCommon => Self::PasswordTooCommon,
            Complaint::PasswordNumeric => Self::PasswordNumeric,
        }
    }
}

impl From<&TokenError> for Message {
    /// As [`TokenError::detail`]: the same for every forgery.
    fn from(refused: &TokenError) -> Self {
        match refused {
            TokenError::Decode(DecodeError::Expired) => Self::TokenExpired,
            TokenError::Decode(_) => Self::TokenInvalid,
            TokenError::MissingExp(claim) => Self::TokenWithoutClaim { claim: claim.clone() },
            TokenError::ClaimExpired(claim) => Self::TokenClaimExpired { claim: claim.clone() },
            TokenError::MissingId => Self::TokenWithoutId,
            TokenError::MissingType => Self::TokenWithoutType,
            TokenError::WrongType => Self::TokenOfWrongType,
        }
    }
}
