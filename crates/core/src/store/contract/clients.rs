//! Programs with credentials of their own.

use super::stage::{Stage, at};
use crate::store::{Ended, NewClient, ServiceClient};
use crate::{ClientId, ClientSecret};

async fn added(stage: &Stage<'_>, id: &str, seconds: u64) -> ClientId {
    let id = ClientId::parse(id).unwrap();
    let (name, secret) = (format!("the shop {id}"), ClientSecret::new(format!("secret of {id}")).hash());
    let client = NewClient { id: id.clone(), name, secret, created_at: at(seconds) };
    stage.store().add_client(&client).await.unwrap();
    id
}

/// On every node, with the secret that it was made with.
pub async fn a_client_is_known_by_its_secret(stage: &Stage<'_>) {
    let (shop, nobody) = (added(stage, "shop", 1).await, ClientId::parse("nobody").unwrap());
    let kept = stage.node(1).client_secret(&shop).await.unwrap().unwrap();
    assert!(kept.is_of(&ClientSecret::new("secret of shop")) && !kept.is_of(&ClientSecret::new("another")));
    assert_eq!(stage.node(1).client_secret(&nobody).await.unwrap(), None);
}

/// From the answer on, on every node; once.
pub async fn a_revoked_client_has_no_secret(stage: &Stage<'_>) {
    let (shop, cafe) = (added(stage, "shop", 1).await, added(stage, "cafe", 2).await);
    assert_eq!(stage.store().revoke_client(&shop, at(3)).await.unwrap(), Ended::Now);
    assert_eq!(stage.node(1).client_secret(&shop).await.unwrap(), None);
    assert!(stage.node(1).client_secret(&cafe).await.unwrap().is_some());
    assert_eq!(stage.node(1).revoke_client(&shop, at(4)).await.unwrap(), Ended::Before);
    assert_eq!(stage.store().revoke_client(&ClientId::parse("x").unwrap(), at(4)).await.unwrap(), Ended::Unknown);
}

/// Oldest first, with those that were revoked.
pub async fn clients_are_listed_in_order(stage: &Stage<'_>) {
    let (shop, cafe) = (added(stage, "shop", 1).await, added(stage, "cafe", 2).await);
    stage.store().revoke_client(&shop, at(3)).await.unwrap();
    let listed = |id: &ClientId, made, revoked_at| ServiceClient {
        id: id.clone(),
        name: format!("the shop {id}"),
        created_at: at(made),
        revoked_at,
    };
    let wanted = [listed(&shop, 1, Some(at(3))), listed(&cafe, 2, None)];
    assert_eq!(stage.node(1).clients().await.unwrap(), wanted);
}
