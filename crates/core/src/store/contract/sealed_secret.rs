//! The secret key that is made where none is configured.

use super::outcome::all_at_once;
use super::stage::{Stage, at};

/// There is none at first; of many that are made at once one stands, and everybody is told that one.
pub async fn of_many_first_secrets_one_stands(stage: &Stage<'_>) {
    assert_eq!(stage.store().sealed_secret().await.unwrap(), None);
    let made: Vec<_> = (0..20_u8).map(|number| vec![number, 0, 159, 255]).collect();
    let told =
        all_at_once((0..).zip(&made).map(|(turn, key)| stage.node(turn).add_first_sealed_secret(key, at(1)))).await;
    let stands = stage.node(1).sealed_secret().await.unwrap().unwrap();
    assert!(made.contains(&stands));
    assert!(told.into_iter().all(|told| told.unwrap() == stands));
}
