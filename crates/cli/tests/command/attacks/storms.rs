//! R8: more people at once than a database takes side by side.

use std::thread;

use super::attacked;
use crate::support::{Client, PASSWORD};

const CLIENTS: usize = 24;
const TURNS: usize = 12;

#[test]
fn r8_logins_and_refreshes_that_storm_two_servers_on_one_database_are_all_answered() {
    let deployment = attacked();
    let servers = [deployment.serve(), deployment.serve()];
    thread::scope(|scope| {
        for turn in 0..CLIENTS {
            let address = servers[turn % servers.len()].address;
            scope.spawn(move || {
                let mut client = Client::connect(address).unwrap();
                for _ in 0..TURNS {
                    let pair = client.login("alice", PASSWORD).pair();
                    let next = client.refresh(&pair.refresh).pair();
                    client.me(&next.access).expect(200);
                }
            });
        }
    });
    for server in servers {
        let log = server.stop();
        assert!(!log.contains("busy") && !log.contains("locked"), "{log}");
    }
}
