//! Where a login page may send people.

use countersign::{AllowedSchemes, url_has_allowed_host_and_scheme};

/// `[url, https is required, allowed]`, as a real Django answered; see `record.py` beside it.
const RECORDED: &str = include_str!("../data/redirect_targets.jsonl");
const HOSTS: [&str; 5] = ["good.example", "good.example:8443", "user@good.example", "[::1]", "[v1.a]"];

fn is_allowed(url: &str, https: bool, hosts: &[&str]) -> bool {
    let schemes = if https { AllowedSchemes::Https } else { AllowedSchemes::HttpAndHttps };
    url_has_allowed_host_and_scheme(url, hosts, schemes)
}

#[test]
fn every_answer_is_django_s_but_that_control_characters_are_refused() {
    for line in RECORDED.lines() {
        let (url, https, allowed): (String, bool, bool) = serde_json::from_str(line).unwrap();
        let allowed = allowed && !url.contains(char::is_control);
        assert_eq!(is_allowed(&url, https, &HOSTS), allowed, "{line}");
    }
}

#[test]
fn without_allowed_hosts_only_paths_are_safe() {
    for url in ["/", "/books/?next=//evil.example", "books", "?page=2"] {
        assert!(is_allowed(url, true, &[]), "{url}");
    }
    for url in ["", "https://good.example/", "//good.example/", "https:///", "javascript:alert(1)"] {
        assert!(!is_allowed(url, false, &[]), "{url}");
    }
}

#[test]
fn what_only_django_allows_is_refused() {
    for (url, hosts) in [
        ("https://gööd.example/", &["gööd.example"][..]),
        ("http://[fe80::1%25a]/", &["[fe80::1%25a]"]),
        ("→/", &[]),
        ("//\t/evil.example", &[]),
    ] {
        assert!(!is_allowed(url, false, hosts), "{url}");
    }
}
