//! F22: methods and paths that a router and a guard may read differently.

use super::wire::{Reply, request};
use super::{JSON, attacked, unharmed};
use crate::support::Server;

/// Ways of writing the path of a protected endpoint, or of something that a careless reader takes for it.
const DISGUISES: [&str; 36] = [
    "//api/users/me/",
    "/api//users/me/",
    "/api/users//me/",
    "/api/users/me//",
    "///api/users/me/",
    "/./api/users/me/",
    "/api/./users/me/",
    "/api/users/me/.",
    "/api/users/me/./",
    "/api/x/../users/me/",
    "/api/token/../users/me/",
    "/healthz/../api/users/me/",
    "/api/schema/../users/me/",
    "/api/token/..;/users/me/",
    "/api/token/%2e%2e/users/me/",
    "/api/token/%252e%252e/users/me/",
    "/api/users/me/..",
    "/api/users/me/%2e",
    "/api%2fusers%2fme%2f",
    "/api/users%2Fme/",
    "/api/users%5cme/",
    "/api\\users\\me\\",
    "/api/users/me/;",
    "/api/users/me;/",
    "/api/users/me/;x=y",
    "/api/users;jsessionid=1/me/",
    "/api/users/me/%00",
    "/api/users/me%00/",
    "/%00/api/users/me/",
    "/api/users/me/%20",
    "/api/users/me%0a/",
    "/api/users/%6de/",
    "/API/users/me/",
    "/api/users/ME/",
    "/api/users/me/%ff",
    "/api/users/me/#/healthz",
];
/// Headers that some servers let decide about method or path.
const OVERRIDES: [&str; 7] = [
    "X-Original-URL: /api/users/me/\r\n",
    "X-Rewrite-URL: /api/users/me/\r\n",
    "X-Forwarded-Prefix: /api/users/me\r\n",
    "X-HTTP-Method-Override: GET\r\n",
    "X-Forwarded-For: 127.0.0.1\r\n",
    "X-Forwarded-User: alice\r\n",
    "Remote-User: alice\r\n",
];
const METHODS: [&str; 12] =
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO", "get", "GET_"];

#[test]
fn f22_no_way_of_writing_a_path_gets_round_the_guard() {
    let mut server = attacked().serve();
    for path in DISGUISES {
        for method in ["GET", "POST", "OPTIONS", "PATCH", "DELETE"] {
            closed(&request(&server, method, path, "", ""));
        }
    }
    for target in ["http://test/api/users/me/", "http://test//api/users/me/", "https://elsewhere.example/api/users/me/"]
    {
        closed(&request(&server, "GET", target, "", ""));
    }
    unharmed(&mut server);
}

#[test]
fn f22_a_path_in_disguise_is_not_another_account_s_door_either() {
    let mut server = attacked().serve();
    let access = server.login("alice").access;
    let bearer = format!("Authorization: Bearer {access}\r\n");
    for path in DISGUISES {
        let reply = request(&server, "GET", path, &bearer, "");
        // Either it is no path of ours, or the one that it looks like, with its guard.
        assert!(reply.status != 200 || reply.json()["username"] == "alice", "{path}: {reply:?}");
    }
    unharmed(&mut server);
}

#[test]
fn f22_an_unknown_method_is_refused_by_the_guard_first_and_then_as_unknown() {
    let mut server = attacked().serve();
    let bearer = format!("Authorization: Bearer {}\r\n", server.login("alice").access);
    for method in METHODS {
        closed(&request(&server, method, "/api/users/me/", "", ""));
        for path in ["/api/token/", "/api/sessions/", "/api/schema/", "/api/logout/all/"] {
            request(&server, method, path, "", "").expect_one_of(&[200, 400, 401, 405]);
        }
    }
    for method in ["TRACE", "PROPFIND", "FOO", "get", "GET_"] {
        let reply = request(&server, method, "/api/users/me/", &bearer, "").expect(405);
        assert_eq!(reply.header("allow"), Some("GET, PUT, PATCH, DELETE, HEAD, OPTIONS"));
        assert!(!reply.text.contains(&bearer[22..60]), "{method} echoes the request's headers");
    }
    request(&server, "CONNECT", "test:443", "", "").expect_one_of(&[400, 404, 405]);
    request(&server, "OPTIONS", "*", "", "").expect_one_of(&[400, 404, 405]);
    unharmed(&mut server);
}

#[test]
fn f22_no_header_changes_which_method_and_path_are_asked() {
    let mut server = attacked().serve();
    for header in OVERRIDES {
        closed(&request(&server, "GET", "/api/users/me/", header, ""));
        for (method, path) in [("GET", "/healthz"), ("GET", "/"), ("POST", "/api/users/me/")] {
            let reply = request(&server, method, path, header, "");
            assert!(!reply.text.contains("\"username\""), "{header}: {reply:?}");
        }
    }
    let deletes = "X-HTTP-Method-Override: DELETE\r\nX-Method-Override: DELETE\r\n";
    let bearer = format!("Authorization: Bearer {}\r\n{deletes}", server.login("alice").access);
    request(&server, "GET", "/api/users/me/", &bearer, "").expect(200);
    let form = format!("{bearer}Content-Type: {}\r\n", super::FORM);
    request(&server, "POST", "/api/users/me/", &form, "_method=DELETE&_METHOD=DELETE").expect(405);
    let json = format!("{bearer}Content-Type: {JSON}\r\n");
    request(&server, "POST", "/api/users/me/?_method=DELETE", &json, "{}").expect(405);
    unharmed(&mut server);
}

#[test]
fn f22_a_missing_slash_is_no_redirect_to_somewhere_else() {
    let mut server = attacked().serve();
    let moved = request(&server, "GET", "/api/users/me?next=//elsewhere.example", "", "").expect(301);
    assert_eq!(moved.header("location"), Some("/api/users/me/?next=//elsewhere.example"));
    for path in ["//elsewhere.example/api/users/me", "//elsewhere.example", "/\\elsewhere.example/api/token"] {
        let location = request(&server, "GET", path, "", "").header("location").map(str::to_owned);
        assert_eq!(location, None, "{path}");
    }
    split_by_line_ends(&server);
    unharmed(&mut server);
}

/// What is percent-encoded in a path stays so in a `Location`.
fn split_by_line_ends(server: &Server) {
    let reply = request(server, "GET", "/api/token?x=%0d%0aSet-Cookie:%20a=b", "", "").expect(301);
    assert_eq!(reply.header("set-cookie"), None, "{reply:?}");
}

/// Refused, unknown or sent to the path with its slash; no word about anybody.
#[track_caller]
fn closed(reply: &Reply) {
    assert!([301, 400, 401, 404, 405].contains(&reply.status), "{reply:?}");
    assert!(!reply.text.contains("\"username\"") && !reply.text.contains("someone@example.com"), "{reply:?}");
    let location = reply.header("location").unwrap_or("/");
    assert!(location.starts_with('/') && !location.starts_with("//"), "{reply:?}");
}
