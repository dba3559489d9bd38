//! What decides about a token: keys, and revocations where they are followed.

#[cfg(feature = "remote")]
use countersign_token::DecodeError;
use countersign_token::{Decoded, TokenError};
use http::request::Parts;

use crate::{Authenticator, Caller, Reason};

#[cfg(not(feature = "remote"))]
impl Authenticator {
    pub(crate) fn decode(&self, token: &str) -> Result<Decoded, Reason> {
        Ok(self.verifier.decode(token, self.clock.now()).map_err(TokenError::from)?)
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "without remote revocations there are none")]
    pub(crate) fn check_revocation(&self, _: &Caller) -> Result<(), Reason> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "without remote keys all keys are known")]
    pub(crate) fn may_learn_the_key(&self, _: &Reason) -> bool {
        false
    }

    #[expect(clippy::unused_async, reason = "without remote keys there is nothing to wait for")]
    pub(crate) async fn identify_patiently(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        self.read(request)
    }
}

#[cfg(feature = "remote")]
impl Authenticator {
    /// A key that is not known is asked for, and meanwhile the token is refused.
    pub(crate) fn decode(&self, token: &str) -> Result<Decoded, Reason> {
        let now = self.clock.now();
        let Some(remote) = &self.remote_keys else {
            return Ok(self.verifier.decode(token, now).map_err(TokenError::from)?);
        };
        let keys = remote.known().ok_or(Reason::Unavailable)?;
        let decoded = self.verifier.decode_with(&keys, token, now);
        if decoded.as_ref().is_err_and(|cause| *cause == DecodeError::UnknownKey) {
            remote.want();
        }
        Ok(decoded.map_err(TokenError::from)?)
    }

    pub(crate) fn check_revocation(&self, caller: &Caller) -> Result<(), Reason> {
        let Some(revocations) = &self.revocations else { return Ok(()) };
        revocations.check(caller, self.verifier.policy().jti_claim.as_deref().unwrap_or("jti"))
    }

    /// The token names a key that is not known, and it is time to look for it.
    pub(crate) fn may_learn_the_key(&self, reason: &Reason) -> bool {
        let is_unknown = matches!(reason, Reason::TokenNotValid(TokenError::Decode(DecodeError::UnknownKey)));
        is_unknown && self.remote_keys.as_ref().is_some_and(crate::remote::RemoteKeys::may_look_again)
    }

    /// The caller of a request; a key that is not known is waited for, where it may have been published meanwhile.
    pub(crate) async fn identify_patiently(&self, request: &Parts) -> Result<Option<Caller>, Reason> {
        match (self.read(request), &self.remote_keys) {
            (Err(reason), Some(keys)) if self.may_learn_the_key(&reason) => {
                keys.look_again().await;
                self.read(request)
            }
            (read, _) => read,
        }
    }
}
