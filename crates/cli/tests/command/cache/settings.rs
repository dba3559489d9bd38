//! `[cache]`

use private_redis::Server as Redis;

use crate::support::Deployment;

#[test]
fn an_address_that_is_none_is_refused_and_not_repeated() {
    for (url, mend) in [
        ("cache.example.com:6379", "it must begin with redis://"),
        ("redis-cluster://geheim@a:1", "it must begin with redis://"),
        ("redis://geheim@cache", "as in redis://:PASSWORD@HOST"),
        ("redis://:ge/heim@cache", "% and two digits"),
        ("redis://cache:6379/geheim", "redis://HOST:PORT/NUMBER"),
    ] {
        let said = Deployment::new().with("COUNTERSIGN_CACHE__URL", url).run(["serve"]).expect_refusal();
        assert!(
            said.contains("cache.url = redis://**** (COUNTERSIGN_CACHE__URL)") && said.contains(mend),
            "{url}: {said}"
        );
        assert!(!said.contains("heim"), "{said}");
    }
}

#[test]
fn the_address_may_stand_in_a_file_of_secrets_and_is_shown_without_its_password() {
    let deployment = Deployment::new();
    deployment.write("cache-url", "redis://alice:geheim@cache.example.com/3\n");
    let deployment = deployment.with("COUNTERSIGN_CACHE__URL_FILE", "cache-url");
    let said = deployment.run(["config"]).expect_success();
    assert!(said.contains("redis://alice:****@cache.example.com:6379/3") && !said.contains("geheim"), "{said}");
}

#[test]
fn check_says_whether_the_cache_can_be_used() {
    let redis = Redis::start(&[]);
    let deployment = Deployment::new().on_sqlite().with("COUNTERSIGN_CACHE__URL", &redis.url());
    let said = deployment.run(["check"]).expect_success();
    assert!(said.contains("answers, and takes what is written"), "{said}");
    redis.kill();
    let said = deployment.run(["check"]).expect_success();
    assert!(said.contains("cannot be used") && said.contains("a server starts without it"), "{said}");
}
