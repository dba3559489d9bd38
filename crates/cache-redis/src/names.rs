//! What keys are called: `countersign:throttle:` and 32 digits.

use std::fmt;

use aws_lc_rs::hmac::{HMAC_SHA256, Key, Tag, sign};
use countersign_core::throttle::{Ident, ThrottleKey};
use countersign_core::web_session::SecretKey;

/// A name of this has been chosen by a client, or says who somebody is: nobody finds it again without the secret.
const DIGITS: usize = 32;

/// Makes the names of a deployment.
pub(crate) struct Names(Key);

impl Names {
    pub(crate) fn of(secret: &SecretKey) -> Self {
        let own = sign(&Key::new(HMAC_SHA256, secret.expose().as_bytes()), b"countersign.cache");
        Self(Key::new(HMAC_SHA256, own.as_ref()))
    }

    pub(crate) fn of_log(&self, key: &ThrottleKey) -> String {
        let who = match key.ident {
            Ident::User(user) => format!("user {user}"),
            Ident::Network(Some(network)) => format!("network {network}"),
            Ident::Network(None) => "network".to_owned(),
        };
        let digits = self.digits("throttle", format!("{who} {}", key.scope).as_bytes());
        format!("countersign:throttle:{digits}")
    }

    pub(crate) fn of_failures(&self, subject: &[u8]) -> String {
        format!("countersign:lockout:{}", self.digits("lockout", subject))
    }

    /// What nodes that follow this feed know it by.
    pub(crate) fn of_feed(&self, epoch: &str) -> String {
        self.digits("feed", epoch.as_bytes())
    }

    fn digits(&self, of_what: &str, name: &[u8]) -> String {
        let mut digits = hex(&sign(&self.0, &[of_what.as_bytes(), &[0], name].concat()));
        digits.truncate(DIGITS);
        digits
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names(…)")
    }
}

fn hex(tag: &Tag) -> String {
    tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
