//! F24: one parameter several times, or in several places.

use serde_json::json;

use super::wire::{post, request};
use super::{FORM, JSON, attacked, unharmed};
use crate::support::{PASSWORD, payload};

#[test]
fn f24_what_a_query_says_never_stands_in_for_the_body() {
    let mut server = attacked().serve();
    let pair = server.login("alice");
    for (path, field, token) in [
        ("/api/token/refresh/", "refresh", &pair.refresh),
        ("/api/token/verify/", "token", &pair.access),
        ("/api/token/blacklist/", "refresh", &pair.refresh),
    ] {
        let target = format!("{path}?{field}={token}&{field}={token}");
        let required = json!({ field: ["This field is required."] });
        for (kind, body) in [(JSON, "{}"), (FORM, ""), (FORM, "other=x")] {
            assert_eq!(post(&server, &target, Some(kind), body).expect(400).json(), required, "{target}");
        }
        let refused = json!({ field: "nonsense" }).to_string();
        post(&server, &target, Some(JSON), refused).expect(401);
    }
    let credentials = format!("/api/token/?username=alice&password={}", PASSWORD.replace(' ', "+"));
    post(&server, &credentials, Some(JSON), "{}").expect(400);
    let good = json!({ "token": pair.access }).to_string();
    post(&server, "/api/token/verify/?token=nonsense", Some(JSON), good).expect(200);
    unharmed(&mut server);
}

#[test]
fn f24_a_token_counts_in_the_authorization_header_and_nowhere_else() {
    let mut server = attacked().serve();
    let access = server.login("alice").access;
    for name in ["access", "token", "access_token", "jwt", "Authorization", "authorization", "bearer"] {
        let target = format!("/api/users/me/?{name}={access}");
        request(&server, "GET", &target, "", "").expect(401);
        request(&server, "GET", "/api/users/me/", &format!("Cookie: {name}={access}\r\n"), "").expect(401);
        let form = format!("Content-Type: {FORM}\r\n");
        request(&server, "PATCH", "/api/users/me/", &form, format!("{name}={access}&first_name=x")).expect(401);
    }
    for header in ["X-Authorization", "X-Access-Token", "X-Auth-Token", "Proxy-Authorization", "Authorization_"] {
        request(&server, "GET", "/api/users/me/", &format!("{header}: Bearer {access}\r\n"), "").expect(401);
    }
    unharmed(&mut server);
}

#[test]
fn f24_two_authorization_headers_are_none() {
    let mut server = attacked().serve();
    let [alice, bob] = ["alice", "bob"].map(|name| server.login(name).access);
    for (first, second) in [(&alice, &bob), (&alice, &alice), (&alice, &"nonsense".to_owned())] {
        for (one, other) in [(first, second), (second, first)] {
            let both = format!("Authorization: Bearer {one}\r\nAuthorization: Bearer {other}\r\n");
            request(&server, "GET", "/api/users/me/", &both, "").expect(401);
        }
        let joined = format!("Authorization: Bearer {first}, Bearer {second}\r\n");
        request(&server, "GET", "/api/users/me/", &joined, "").expect(401);
    }
    unharmed(&mut server);
}

#[test]
fn f24_of_a_parameter_that_comes_twice_the_last_is_checked_and_used() {
    let mut server = attacked().serve();
    let password = PASSWORD.replace(' ', "+");
    let form = format!("username=alice&username=bob&password=wrong&password={password}");
    let json = format!(r#"{{"username":"alice","username":"bob","password":"wrong","password":"{PASSWORD}"}}"#);
    let part = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts = [("username", "alice"), ("username", "bob"), ("password", "wrong"), ("password", PASSWORD)];
    let multipart = parts.map(|(name, value)| part(name, value)).concat() + "--edge--\r\n";
    for (kind, body) in [(FORM, &form), (JSON, &json), ("multipart/form-data; boundary=edge", &multipart)] {
        let access = post(&server, "/api/token/", Some(kind), body).expect(200).json()["access"].clone();
        let access = access.as_str().unwrap().to_owned();
        assert_eq!(server.me(&access).expect(200).body["username"], "bob", "{kind}");
        assert_eq!(payload(&access)["user_id"], "2", "{kind}");
    }
    let [good, bad] = [server.login("alice").access, "nonsense".to_owned()];
    for (first, last, status) in [(&good, &bad, 401), (&bad, &good, 200)] {
        post(&server, "/api/token/verify/", Some(FORM), format!("token={first}&token={last}")).expect(status);
        let json = format!(r#"{{"token":"{first}","token":"{last}"}}"#);
        post(&server, "/api/token/verify/", Some(JSON), json).expect(status);
    }
    unharmed(&mut server);
}

#[test]
fn f24_names_that_look_like_a_field_are_other_names() {
    let mut server = attacked().serve();
    let password = PASSWORD.replace(' ', "+");
    let required = json!({ "username": ["This field is required."] });
    for name in ["username[]", "username[0]", "username[$gt]", "Username", "username.", "username%00", "%20username+"] {
        let form = format!("{name}=alice&password={password}");
        assert_eq!(post(&server, "/api/token/", Some(FORM), form).expect(400).json(), required, "{name}");
    }
    unharmed(&mut server);
}

#[test]
fn f24_fields_that_nobody_asked_for_change_nothing() {
    let deployment = attacked();
    let mut server = deployment.serve();
    let extras = json!({
        "username": "mallory", "password": "marble staircase 9", "id": 1, "pk": 1, "is_staff": true, "is_superuser": true,
        "is_active": false, "groups": [1], "date_joined": "2000-01-01", "last_login": "2000-01-01",
    });
    post(&server, "/api/register/", Some(JSON), extras.to_string()).expect(201);
    let made = deployment.run(["users", "show", "mallory", "--json"]).expect_json();
    let flags = ["is_active", "is_staff", "is_superuser"].map(|flag| made[flag].as_bool().unwrap());
    assert_eq!((flags, &made["id"]), ([true, false, false], &json!(3)));
    let bearer = format!("Authorization: Bearer {}\r\nContent-Type: {JSON}\r\n", server.login("alice").access);
    let body = json!({ "first_name": "x", "id": 2, "is_staff": true, "is_superuser": true, "password": "x" });
    request(&server, "PATCH", "/api/users/me/", &bearer, body.to_string()).expect(200);
    let kept = deployment.run(["users", "show", "alice", "--json"]).expect_json();
    assert_eq!([&kept["id"], &kept["is_staff"], &kept["is_superuser"]], [&json!(1), &json!(false), &json!(false)]);
    unharmed(&mut server);
}
