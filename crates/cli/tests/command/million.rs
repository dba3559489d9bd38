//! What a million revocations cost a server that starts with them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use private_postgres::{Chosen, chosen};

use crate::support::{Deployment, Server};

const ENTRIES: u64 = 1_000_000;
const CALLS: u32 = 20_000;

/// Sessions that were ended lately.
const ON_FILE: &str = "
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
INSERT INTO countersign_feed SELECT i, 'session', printf('%016x%016x', i * 2654435761 % 4294967296, i), 9999999999 FROM n;
UPDATE countersign_feed_counter SET last = 1000000;";

const ON_SERVER: &str = "
INSERT INTO countersign_feed SELECT i, 'session', md5(i::text), 9999999999 FROM generate_series(1, 1000000) i;
UPDATE countersign_feed_counter SET last = 1000000; ANALYZE countersign_feed";

/// Prints figures; `cargo test --release --test command million -- --ignored --nocapture` gives those of a release.
#[test]
#[ignore = "a measurement, which takes a minute"]
fn a_million_live_revocations_are_loaded_before_the_server_is_ready() {
    let deployment = Deployment::new().with_users(["alice"]).with("COUNTERSIGN_METRICS__ENABLED", "true");
    let without = measured(&deployment, 0);
    deployment.sql(match chosen() {
        Chosen::Sqlite => ON_FILE,
        Chosen::Postgres => ON_SERVER,
    });
    let with = measured(&deployment, ENTRIES);
    println!("without: {without:?}\nwith {ENTRIES}: {with:?}");
}

#[derive(Debug)]
#[expect(dead_code, reason = "it is printed")]
struct Figures {
    ready_after: Duration,
    resident_kib: Option<u64>,
    peak_kib: Option<u64>,
    one_call: Duration,
}

fn measured(deployment: &Deployment, entries: u64) -> Figures {
    let started = Instant::now();
    let server = deployment.serve();
    let mut client = server.client();
    client.get("/readyz").expect(200);
    let ready_after = started.elapsed();
    assert_eq!(entries_of(&server), entries);
    let alice = server.login("alice");
    client.me(&alice.access).expect(200);
    let called = Instant::now();
    for _ in 0..CALLS {
        client.me(&alice.access).expect(200);
    }
    let one_call = called.elapsed() / CALLS;
    Figures { ready_after, resident_kib: server.resident(), peak_kib: server.peak(), one_call }
}

fn entries_of(server: &Server) -> u64 {
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    let line = page.lines().find_map(|line| line.strip_prefix("countersign_revocation_entries ")).unwrap();
    line.parse().unwrap()
}
