//! Refreshes against what revokes them: nothing that can be used outlives a revocation that was answered.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use private_postgres::shared;
use serde_json::{Value, json};

use crate::postgres::on;
use crate::support::{Client, Deployment, PASSWORD, Pair, Server};

/// Rounds of each race, dealt to the people.
const ROUNDS: usize = 10_000;
/// Each in a thread of their own.
const PEOPLE: usize = 8;
/// The promised bound on another server.
const WITHIN: Duration = Duration::from_secs(1);

/// What is said to a server.
struct Call {
    method: &'static str,
    path: String,
    body: Value,
}

/// Revokes with the person's own access token, or with that of staff.
#[derive(Clone, Copy)]
enum By {
    Themselves,
    Staff,
}

/// How a person's sessions end.
struct Revocation {
    by: By,
    call: fn(user: &str) -> Call,
    /// What lets them in again.
    undo: Option<fn(user: &str) -> Call>,
}

#[test]
fn c08_r4_nothing_usable_outlives_a_logout() {
    let logout = |_: &str| Call { method: "POST", path: "/api/logout/".into(), body: json!({}) };
    race("logout", &Revocation { by: By::Themselves, call: logout, undo: None });
}

#[test]
fn c08_r4_nothing_usable_outlives_a_deactivation_and_an_activation_revives_nothing() {
    let deactivate = |user: &str| change(user, json!({ "is_active": false }));
    let activate = |user: &str| change(user, json!({ "is_active": true }));
    race("deactivation", &Revocation { by: By::Staff, call: deactivate, undo: Some(activate) });
}

#[test]
fn c08_r4_nothing_usable_outlives_a_change_of_the_password() {
    let new_password = |user: &str| change(user, json!({ "password": PASSWORD }));
    race("password change", &Revocation { by: By::Staff, call: new_password, undo: None });
}

fn change(user: &str, body: Value) -> Call {
    Call { method: "PATCH", path: format!("/api/users/{user}/"), body }
}

/// Races refreshes on two servers against the revocation, and prints how long the other server let a token live.
fn race(name: &str, revocation: &Revocation) {
    let database = shared().database();
    let deployment = on(&database.url());
    deployment
        .run_with(
            &["createsuperuser", "--noinput", "--username", "root", "--email", "root@example.com"],
            &[("COUNTERSIGN_SUPERUSER_PASSWORD", PASSWORD)],
            "",
        )
        .expect_success();
    let servers = [deployment.serve(), deployment.serve()];
    let mut delays: Vec<_> = thread::scope(|scope| {
        let people = (0..PEOPLE).map(|person| person_of(&deployment, person));
        let people = people.map(|person| Person::new(&servers, person, revocation)).collect::<Vec<_>>();
        let running = people.into_iter().map(|mut person| scope.spawn(move || person.race(ROUNDS / PEOPLE)));
        running.collect::<Vec<_>>().into_iter().flat_map(|person| person.join().unwrap()).collect()
    });
    delays.sort_unstable();
    let [p50, p99] = [50, 99].map(|percent| delays[(delays.len() - 1) * percent / 100]);
    let slowest = delays[delays.len() - 1];
    println!(
        "{} rounds of refresh and {name}; refused elsewhere after {p50:?} (p50), {p99:?} (p99), {slowest:?}",
        delays.len()
    );
    assert!(p99 < WITHIN, "{p99:?}");
}

fn person_of(deployment: &Deployment, person: usize) -> String {
    let name = format!("person{person}");
    deployment.create_user(&name).expect_success();
    name
}

/// Somebody with two connections to each server.
struct Person<'a> {
    name: String,
    id: String,
    staff: String,
    revoking: [Client; 2],
    refreshing: [Client; 2],
    revocation: &'a Revocation,
}

impl<'a> Person<'a> {
    fn new(servers: &[Server; 2], name: String, revocation: &'a Revocation) -> Self {
        let access = servers[0].login(&name).access;
        Self {
            id: servers[0].me(&access).body["id"].to_string(),
            staff: servers[0].login("root").access,
            name,
            revoking: servers.each_ref().map(Server::client),
            refreshing: servers.each_ref().map(Server::client),
            revocation,
        }
    }

    /// How long the other server took the newest access token in each round.
    fn race(&mut self, rounds: usize) -> Vec<Duration> {
        (0..rounds).map(|round| self.round(round)).collect()
    }

    fn round(&mut self, round: usize) -> Duration {
        let held = self.refreshing[round % 2].login(&self.name, PASSWORD).pair();
        let (here, there) = (round / 2 % 2, round / 4 % 2);
        let newest = self.both_at_once(&held, here, there, round).unwrap_or_else(|| held.clone());
        let answered = Instant::now();
        for pair in [&held, &newest] {
            self.revoking[here].me(&pair.access).expect(401);
            self.revoking[1 - here].refresh(&pair.refresh).expect(401);
        }
        while self.refreshing[1 - here].me(&newest.access).status != 401 {
            assert!(answered.elapsed() < 10 * WITHIN, "round {round}: the other server goes on");
        }
        let refused = answered.elapsed();
        self.refreshing[1 - here].me(&held.access).expect(401);
        if let Some(undo) = self.revocation.undo {
            tell(&mut self.revoking[here], &undo(&self.id), &self.staff).unwrap();
            self.revoking[here].answer().unwrap().expect(200);
            self.revoking[here].me(&newest.access).expect(401);
        }
        refused
    }

    /// The successor, where the refresh won.
    fn both_at_once(&mut self, held: &Pair, here: usize, there: usize, round: usize) -> Option<Pair> {
        let by = match self.revocation.by {
            By::Themselves => &held.access,
            By::Staff => &self.staff,
        };
        let refresh =
            Call { method: "POST", path: "/api/token/refresh/".into(), body: json!({ "refresh": held.refresh }) };
        let revoke = (self.revocation.call)(&self.id);
        // Neither shall be always the first by the same time.
        let apart = Duration::from_micros(round as u64 * 37 % 500);
        if round % 16 < 8 {
            tell(&mut self.refreshing[there], &refresh, "").unwrap();
            thread::sleep(apart);
            tell(&mut self.revoking[here], &revoke, by).unwrap();
        } else {
            tell(&mut self.revoking[here], &revoke, by).unwrap();
            thread::sleep(apart);
            tell(&mut self.refreshing[there], &refresh, "").unwrap();
        }
        let revoked = self.revoking[here].answer().unwrap();
        assert!(revoked.status < 300, "{revoked:?}");
        let refreshed = self.refreshing[there].answer().unwrap();
        assert!([200, 401].contains(&refreshed.status), "{refreshed:?}");
        (refreshed.status == 200).then(|| refreshed.pair())
    }
}

fn tell(client: &mut Client, Call { method, path, body }: &Call, access: &str) -> io::Result<()> {
    let access = Some(access).filter(|access| !access.is_empty());
    client.ask(method, path, access, ("application/json", &body.to_string()))
}
