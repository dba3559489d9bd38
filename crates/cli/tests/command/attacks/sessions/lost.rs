//! Clients that mean well: answers that are lost, tabs and machines that share a token.

use std::thread;

use super::{BLACKLISTED, INTERVAL, outlast_the_interval};
use crate::support::{Client, Deployment, Server, payload};

/// Sends a refresh, and goes away without reading the answer.
fn drop_the_answer(server: &Server, token: &str) {
    let body = format!(r#"{{"refresh":"{token}"}}"#);
    server.client().ask("POST", "/api/token/refresh/", None, ("application/json", &body)).unwrap();
}

#[test]
fn c07_r6_whoever_loses_the_answer_asks_again_and_gets_it() {
    let deployment = Deployment::new().with_users(["alice"]);
    let server = deployment.serve();
    let mut token = server.login("alice").refresh;
    for round in 1..=50 {
        drop_the_answer(&server, &token);
        token = server.refresh(&token).pair().refresh;
        let generation = deployment.sql("SELECT generation FROM countersign_session");
        assert_eq!(generation, round.to_string(), "a lost answer and its repetition are one rotation");
    }
}

/// Within the interval nobody is logged out; past it, with a token that was spent meanwhile, everybody is.
#[test]
fn r5_three_clients_that_share_a_token_go_on_while_they_are_in_time() {
    let server = Deployment::new().with("COUNTERSIGN_JWT__REUSE_INTERVAL", INTERVAL).with_users(["alice"]).serve();
    let mut tabs = [(); 3].map(|()| server.client());
    let mut token = server.login("alice").refresh;
    for _ in 0..3 {
        let told = tabs.each_mut().map(|tab| tab.refresh(&token).pair());
        for pair in &told {
            assert_eq!(payload(&pair.refresh), payload(&told[0].refresh));
            server.me(&pair.access).expect(200);
        }
        outlast_the_interval();
        token.clone_from(&told[0].refresh);
    }
    let [early, late, _] = &mut tabs;
    let next = early.refresh(&token).pair();
    outlast_the_interval();
    late.refresh(&token).expect_refused(BLACKLISTED);
    early.refresh(&next.refresh).expect_refused(BLACKLISTED);
}

/// A failed refresh takes nothing away that a faster one may have given, and no answer after a logout gives anything.
#[test]
fn r11_a_refused_refresh_sets_no_cookie_and_after_a_logout_none_revives() {
    let server = Deployment::new().with_users(["alice"]).serve();
    let pair = server.login("alice");
    let newest = server.refresh(&pair.refresh).pair();
    server.client().post_as(&newest.access, "/api/logout/", &serde_json::json!({})).expect(200);
    for token in [&pair.refresh, &newest.refresh] {
        let refused = server.refresh(token);
        assert_eq!(refused.header("set-cookie"), None);
        refused.expect_refused(BLACKLISTED);
    }
    for access in [&pair.access, &newest.access] {
        server.me(access).expect_refused(BLACKLISTED);
    }
}

/// A page that is made on the server asks with one token many times over: everybody gets what the first one got.
#[test]
fn r7_of_requests_that_fan_out_the_losers_get_the_successor() {
    let server = Deployment::new().with_users(["alice"]).serve();
    let mut token = server.login("alice").refresh;
    for _ in 0..10 {
        let told: Vec<_> = thread::scope(|scope| {
            let calls = [(); 12].map(|()| scope.spawn(|| Client::refresh(&mut server.client(), &token).pair()));
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        for pair in &told {
            assert_eq!(payload(&pair.refresh), payload(&told[0].refresh));
            server.me(&pair.access).expect(200);
        }
        token.clone_from(&told[0].refresh);
    }
}
