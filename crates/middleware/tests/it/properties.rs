//! What no bytes of a request can do.

use axum::Router;
use axum::body::Body;
use axum::routing::any as on_any;
use countersign::testing::Issuer;
use countersign::{
    AllowedSchemes, IsAuthenticated, LoginRedirect, redirect_target, require, url_has_allowed_host_and_scheme,
};
use http::header::{ACCEPT, AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue, Method, Request};
use proptest::prelude::*;
use url::Url;

use crate::support::{ask, whoami};

fn header_name() -> impl Strategy<Value = HeaderName> {
    prop_oneof![Just(AUTHORIZATION), Just(COOKIE), Just(ACCEPT)]
}

fn header_value() -> impl Strategy<Value = HeaderValue> {
    let words = prop::sample::select(vec![
        "Bearer",
        "bearer",
        " ",
        "\t",
        ",",
        "=",
        ";",
        "access",
        "eyJhbGciOiJFZERTQSJ9",
        ".",
        "e30",
        "text/html",
        "q=0",
        "\u{e4}",
    ]);
    let built = prop::collection::vec(words, 0..8).prop_map(|words| words.concat().into_bytes());
    let any = prop::collection::vec(any::<u8>(), 0..64);
    prop_oneof![built, any].prop_filter_map("no header value", |bytes| HeaderValue::from_bytes(&bytes).ok())
}

fn request() -> impl Strategy<Value = Request<Body>> {
    let method = prop::sample::select(vec![Method::GET, Method::HEAD, Method::POST, Method::OPTIONS]);
    let path = prop_oneof![Just("/".to_owned()), "/[ -~\u{e4}%/]{0,16}"];
    let headers = prop::collection::vec((header_name(), header_value()), 0..4);
    (method, path, headers).prop_filter_map("no URI", |(method, path, headers)| {
        let mut request = Request::builder().method(method).uri(path).body(Body::empty()).ok()?;
        request.headers_mut().extend(headers.into_iter().map(|(name, value)| (Some(name), value)));
        Some(request)
    })
}

proptest! {
    #[test]
    fn no_request_is_answered_with_a_5xx_and_none_comes_in_without_a_token(request in request()) {
        let layer = Issuer::new().authenticator().with_cookie("access").optional();
        let layer = layer.login_redirect(LoginRedirect::to("/login/").only_pages());
        let app = Router::new().fallback(on_any(whoami)).layer(require(IsAuthenticated)).layer(layer);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let status = runtime.block_on(ask(&app, request)).status().as_u16();
        prop_assert!([302, 401].contains(&status), "{status}");
    }

    #[test]
    fn what_a_login_page_learns_is_safe_to_follow(path in "[/\\\\]{1,3}[ -~\u{e4}%/\\\\]{0,24}") {
        if let Ok(uri) = path.parse() {
            let location = LoginRedirect::to("/login/").location(&uri);
            let next = location.strip_prefix("/login/?next=").unwrap();
            let next = percent_encoding::percent_decode_str(next).decode_utf8().unwrap();
            prop_assert!(url_has_allowed_host_and_scheme(&next, &[], AllowedSchemes::Https), "{next}");
            prop_assert!(stays_here(&next), "{next}");
        }
    }

    #[test]
    fn what_may_be_followed_leads_no_browser_to_another_host(
        url in "[\\t\\x00 \u{a0}\u{200b}]{0,2}(https?:|ht\ttp:|[a-z]+:)?[/\\\\\\t]{0,4}[a-z:/\\\\\\[\\]@?#.%\\t\\n \u{e4}\u{2100}\u{3002}]{0,16}",
    ) {
        if url_has_allowed_host_and_scheme(&url, &[], AllowedSchemes::HttpAndHttps) {
            prop_assert!(stays_here(&url), "{url:?}");
            let location = redirect_target(&url, &[], AllowedSchemes::HttpAndHttps).unwrap();
            prop_assert!(stays_here(&location) && HeaderValue::from_str(&location).is_ok(), "{location:?}");
        }
    }
}

/// A browser on our login page stays on our host, or does not understand the URL at all.
fn stays_here(url: &str) -> bool {
    let page = Url::parse("https://good.example/login/").unwrap();
    page.join(url).is_ok_and(|target| target.origin() == page.origin()) || page.join(url).is_err()
}
