//! One connection, from its beginning to its end.

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::{ClientLike, LuaInterface, PubsubInterface};
use fred::types::ConnectHandle;
use tokio::time::timeout;

use crate::address::Address;
use crate::link::{LIMIT, late};

/// Where nodes of all deployments tell each other something.
pub(crate) const CHANNEL: &str = "countersign:feed";
/// What is asked of a server before it is relied on: that it takes a write, and runs a script.
const PROBE: &str = "return redis.call('SET', KEYS[1], '', 'PX', 1000)";
const PROBED: &str = "countersign:probe";

/// A connection that is good, as far as was tried.
pub(crate) struct Session {
    pub(crate) client: Client,
    driver: ConnectHandle,
}

impl Session {
    /// Connects, listens, and tries it out.
    pub(crate) async fn open(address: &Address) -> Result<Self, String> {
        let client = address.client().map_err(|cause| told(&cause))?;
        let driver = client.init().await.map_err(|cause| told(&cause))?;
        let session = Self { client, driver };
        let tried = timeout(LIMIT, async {
            session.client.subscribe(CHANNEL).await?;
            probe(&session.client).await
        });
        tried.await.map_err(|_| late())?.map_err(|cause| told(&cause))?;
        Ok(session)
    }

    /// Completes when the connection has come to its end.
    pub(crate) async fn ended(&mut self) -> String {
        match (&mut self.driver).await {
            Ok(Err(cause)) => told(&cause),
            Ok(Ok(())) | Err(_) => "the connection was closed".to_owned(),
        }
    }
}

/// Nothing of it goes on, whatever it waits for.
impl Drop for Session {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

pub(crate) async fn probe(client: &Client) -> Result<(), Error> {
    client.eval::<String, _, _, _>(PROBE, PROBED, ()).await.map(drop)
}

/// In words; what the system says is wrapped up as programmers see it.
pub(crate) fn told(cause: &Error) -> String {
    let details = cause.details();
    let quoted = |before: &str| Some(details.split_once(before)?.1.split_once('"')?.0);
    quoted("message: \"").or_else(|| quoted("error: \"")).unwrap_or(details).to_owned()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn what_the_system_says_is_told_in_its_words() {
        let refused = io::Error::from_raw_os_error(111);
        assert_eq!(told(&refused.into()), "Connection refused");
        let own = io::Error::other("no such host");
        assert_eq!(told(&own.into()), "no such host");
        let server = Error::new(fred::error::ErrorKind::Auth, "NOAUTH Authentication required.");
        assert_eq!(told(&server), "NOAUTH Authentication required.");
    }
}
