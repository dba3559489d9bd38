//! The authenticator that knows an issuer over the network.

use countersign_token::KeySet;

use super::{Endpoint, EndpointError, RemoteKeys, Revocations};
use crate::Authenticator;

impl Authenticator {
    /// Trusts tokens signed with any key of the JWK set at this address, such as `/.well-known/jwks.json` of a Countersign
    /// server: [`from_remote_keys`](Self::from_remote_keys) with an [`Endpoint`] that trusts the authorities of this machine.
    ///
    /// # Errors
    /// Those of [`Endpoint::new`].
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    ///
    /// ```no_run
    /// use countersign::Authenticator;
    ///
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let authenticator = Authenticator::from_jwks_url("https://accounts.example/.well-known/jwks.json")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_jwks_url(url: &str) -> Result<Self, EndpointError> {
        Endpoint::new(url).map(RemoteKeys::follow).map(Self::from_remote_keys)
    }

    /// Trusts tokens signed with any of these keys, which change as the issuer's do. Until the issuer has answered for the first
    /// time, a request with a token is a 503.
    ///
    /// A layer waits for a key that is not known, where it may have been published meanwhile.
    /// [`authenticate`](Self::authenticate) does not: it refuses the token, and has the key asked for.
    #[must_use]
    pub fn from_remote_keys(keys: RemoteKeys) -> Self {
        Self { remote_keys: Some(keys), ..Self::from_keys(KeySet::default()) }
    }

    /// Refuses what was revoked, as the issuer does itself: a 401, `Token is blacklisted`.
    ///
    /// ```no_run
    /// use countersign::Authenticator;
    /// use countersign::remote::{ClientCredentials, Endpoint, Revocations};
    ///
    /// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
    /// let feed = Endpoint::new("https://accounts.example/api/revocations/")?;
    /// let revocations = Revocations::follow(feed, ClientCredentials::new("h3Kf0aXb9ZqX1VdR", "its secret"));
    /// let authenticator = Authenticator::from_jwks_url("https://accounts.example/.well-known/jwks.json")?
    ///     .with_revocations(revocations);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_revocations(self, revocations: Revocations) -> Self {
        Self { revocations: Some(revocations), ..self }
    }
}
