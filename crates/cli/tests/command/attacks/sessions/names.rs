//! What a token is called.

use serde_json::{Value, json};

use crate::attacks::{SECRET, attacked, unharmed};
use crate::support::{Server, hs256, payload};

/// Alice's refresh token with another name.
fn renamed(token: &str, name: Option<Value>) -> String {
    let mut claims = payload(token);
    let members = claims.as_object_mut().unwrap();
    members.remove("sid");
    members.remove("jti");
    members.extend(name.map(|name| ("jti".to_owned(), name)));
    hs256(SECRET.as_bytes(), claims.to_string().as_bytes())
}

fn statuses(server: &Server, token: &str) -> [u16; 3] {
    let mut client = server.client();
    [
        client.refresh(token).status,
        client.post("/api/token/verify/", &json!({ "token": token })).status,
        client.post("/api/token/blacklist/", &json!({ "refresh": token })).status,
    ]
}

#[test]
fn c15_a_token_without_a_name_that_is_a_text_is_refused_everywhere() {
    let mut server = attacked().serve();
    let good = server.login("alice").refresh;
    for name in
        [None, Some(json!(null)), Some(json!([])), Some(json!(["a"])), Some(json!({ "$ne": 1 })), Some(json!(7))]
    {
        assert_eq!(statuses(&server, &renamed(&good, name.clone())), [401; 3], "{name:?}");
    }
    let long = renamed(&good, Some(json!("x".repeat(1 << 20))));
    assert!(statuses(&server, &long).iter().all(|status| (400..500).contains(status)));
    server.refresh(&good).pair();
    unharmed(&mut server);
}

/// Two tokens of one name, of two people: what happens to one of them does not happen to the other.
#[test]
fn c15_a_name_that_is_taken_is_nobody_else_s_session() {
    let mut server = attacked().serve();
    let (alice, bob) = (server.login("alice").refresh, server.login("bob").refresh);
    let twin = renamed(&bob, Some(payload(&alice)["jti"].clone()));
    let shown = server.refresh(&twin);
    assert!([200, 401].contains(&shown.status), "{shown:?}");
    if shown.status == 200 {
        assert_eq!(server.me(&shown.text("access")).body["username"], "bob");
    }
    let next = server.refresh(&alice).pair();
    assert_eq!(server.me(&next.access).expect(200).body["username"], "alice");
    unharmed(&mut server);
}
