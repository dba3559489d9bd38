//! Two servers on one PostgreSQL, behind an nginx that gives every request to the other one.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use private_postgres::shared;
use serde_json::json;

use crate::postgres::on;
use crate::support::{Client, Deployment, PASSWORD, Server, jti};

const BLACKLISTED: &str = "Token is blacklisted";

/// A running nginx; it is killed when the test forgets it.
struct Balancer {
    process: Child,
    address: SocketAddr,
}

impl Balancer {
    fn before(servers: &[Server], deployment: &Deployment) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        deployment.write("nginx.conf", config(servers, address, deployment.folder()));
        let mut nginx = Command::new("nginx");
        // Debian's is not in everybody's `PATH`.
        nginx.env("PATH", "/usr/sbin:/usr/local/sbin:/usr/bin:/opt/homebrew/bin").stderr(Stdio::inherit());
        nginx.args(["-e", "stderr", "-c"]).arg(deployment.path("nginx.conf")).arg("-p").arg(deployment.folder());
        let balancer = Self { process: nginx.spawn().expect("no nginx; install it (Debian: nginx)"), address };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(start.elapsed() < Duration::from_mins(1), "nginx does not listen");
            thread::sleep(Duration::from_millis(5));
        }
        balancer
    }

    fn client(&self) -> Client {
        Client::connect(self.address).unwrap()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// One process, which takes the servers in turn.
fn config(servers: &[Server], address: SocketAddr, folder: &Path) -> String {
    let nodes: Vec<_> = servers.iter().map(|server| format!("        server {};\n", server.address)).collect();
    let nodes = nodes.concat();
    let paths: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("    {kind}_temp_path {}/{kind};\n", folder.display()))
        .concat();
    format!(
        "daemon off;\nmaster_process off;\npid {}/nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n    access_log off;\n\
         {paths}    upstream nodes {{\n{nodes}    }}\n    server {{\n        listen {address};\n        location / {{\n\
         proxy_pass http://nodes;\n        }}\n    }}\n}}\n",
        folder.display()
    )
}

#[test]
fn s78_behind_a_balancer_servers_agree_on_rotation_and_revocation() {
    let database = shared().database();
    let deployment = on(&database.url());
    let servers = [deployment.serve(), deployment.serve()];
    let balancer = Balancer::before(&servers, &deployment);
    let mut client = balancer.client();
    let first = client.login("alice", PASSWORD).pair();
    let mut pair = first.clone();
    for _ in 0..50 {
        let next = client.refresh(&pair.refresh).pair();
        assert_eq!(jti(&client.refresh(&pair.refresh).pair().refresh), jti(&next.refresh));
        client.me(&next.access).expect(200);
        pair = next;
    }
    client.refresh(&first.refresh).expect_refused(BLACKLISTED);
    client.refresh(&pair.refresh).expect_refused(BLACKLISTED);
    for server in &servers {
        refused_within_a_second(server, &pair.access);
    }
    let again = client.login("alice", PASSWORD).pair();
    client.post_as(&again.access, "/api/logout/", &json!({})).expect(200);
    for server in &servers {
        server.refresh(&again.refresh).expect_refused(BLACKLISTED);
        refused_within_a_second(server, &again.access);
        assert!(server.log().contains("/api/token/refresh/"), "it had none of the requests: {}", server.log());
    }
}

fn refused_within_a_second(server: &Server, access: &str) {
    let answered = Instant::now();
    while server.me(access).status != 401 {
        assert!(answered.elapsed() < Duration::from_secs(1), "still good");
    }
}
