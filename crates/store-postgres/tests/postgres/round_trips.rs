//! How often the server is asked.

use countersign_core::store::contract::{Outcome, at};

use crate::support::{cluster, migrated, stage};

/// A refresh that wins is one statement, and one round trip.
#[tokio::test]
async fn a_refresh_that_wins_asks_once() {
    let cluster = cluster(&["log_statement=all"]);
    let store = migrated(&cluster.url("postgres")).await;
    let stage = stage(&store);
    let first = stage.login(stage.user("alice").await).await;
    // The statement is prepared once for each connection.
    let second = first.next(stage.refresh(&first, at(1)).await.rotated());
    let before = statements(&cluster.log());
    let third = second.next(stage.refresh(&second, at(2)).await.rotated());
    let log = cluster.log();
    let asked: Vec<_> = log.lines().filter(|line| is_statement(line)).skip(before).collect();
    assert!(
        matches!(&asked[..], [only] if only.contains("UPDATE countersign_session") || only.ends_with("execute sqlx_s_")
        || only.contains("execute sqlx")),
        "{asked:#?}"
    );
    assert_ne!(second.jti, third.jti);
    store.close().await;
}

fn statements(log: &str) -> usize {
    log.lines().filter(|line| is_statement(line)).count()
}

fn is_statement(line: &str) -> bool {
    line.contains("LOG:  execute ") || line.contains("LOG:  statement: ")
}
