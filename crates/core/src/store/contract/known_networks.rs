//! Where users have logged in from.

use std::net::{IpAddr, Ipv4Addr};

use super::stage::{Stage, at, ending};
use crate::store::{KNOWN_NETWORKS, NewSession};
use crate::{Network, UserId};

/// The address of the login number `turn`.
fn address(turn: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(0xc633_6400 + turn))
}

async fn logs_in_from(stage: &Stage<'_>, user: UserId, address: IpAddr, seconds: u64) {
    stage.opened(NewSession { ip: Some(address.to_string()), ..stage.new_session(user, at(seconds)) }).await;
}

async fn is_known(stage: &Stage<'_>, user: UserId, address: IpAddr) -> bool {
    stage.node(1).has_logged_in_from(user, Network::of(address)).await.unwrap()
}

/// There, for them alone, and on every node; after the session has ended, too.
pub async fn where_a_user_has_logged_in_is_known(stage: &Stage<'_>) {
    let [alice, bob] = [stage.user("alice").await, stage.user("bob").await];
    logs_in_from(stage, alice, address(1), 0).await;
    logs_in_from(stage, alice, "2001:db8::1".parse().unwrap(), 0).await;
    stage.store().deactivate_user(alice, &ending(at(1))).await.unwrap();
    assert!(is_known(stage, alice, address(1)).await && is_known(stage, alice, "2001:db8::2".parse().unwrap()).await);
    assert!(!is_known(stage, alice, address(2)).await && !is_known(stage, bob, address(1)).await);
}

/// A login that opens no session counts as one that does.
pub async fn a_noted_login_makes_its_network_known(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    stage.store().note_login(alice, Network::of(address(1)), at(0)).await.unwrap();
    assert!(is_known(stage, alice, address(1)).await && !is_known(stage, alice, address(2)).await);
}

/// Who has shown no password has not logged in.
pub async fn a_session_without_proof_makes_no_network_known(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    let ip = Some(address(1).to_string());
    stage.opened(NewSession { proven_at: None, ip, ..stage.new_session(alice, at(0)) }).await;
    assert!(!is_known(stage, alice, address(1)).await);
}

/// The latest ones are kept.
pub async fn of_many_networks_the_latest_are_known(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    logs_in_from(stage, alice, address(0), 0).await;
    logs_in_from(stage, alice, address(1), 1).await;
    logs_in_from(stage, alice, address(0), 2).await;
    for turn in 2..=u32::try_from(KNOWN_NETWORKS).unwrap() {
        logs_in_from(stage, alice, address(turn), 3).await;
    }
    assert!(!is_known(stage, alice, address(1)).await);
    for turn in (0..=u32::try_from(KNOWN_NETWORKS).unwrap()).filter(|turn| *turn != 1) {
        assert!(is_known(stage, alice, address(turn)).await);
    }
}

/// Nothing is left of a user who was deleted.
pub async fn a_deleted_user_is_known_nowhere(stage: &Stage<'_>) {
    let alice = stage.user("alice").await;
    logs_in_from(stage, alice, address(1), 0).await;
    stage.store().delete_user(alice, &ending(at(1))).await.unwrap();
    assert!(!is_known(stage, alice, address(1)).await);
}
