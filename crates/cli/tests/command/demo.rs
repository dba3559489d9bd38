//! `countersign demo`.

use std::io::{PipeReader, Read, Write, pipe};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use private_postgres::{Server, shared};

use crate::support::Deployment;

#[test]
fn the_demo_prints_the_whole_flow_and_leaves_nothing_behind() {
    let deployment = Deployment::with_default_settings();
    let mut command = deployment.command();
    let done = command.arg("demo").output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(0), ""), "{printed}");
    let steps = ["/api/register/", "/api/token/", "/api/users/me/", "/api/token/refresh/", "Token is blacklisted"];
    let ends = ["/api/logout/", "Successfully logged out.", "Every answer was right."];
    let mut rest = printed.as_str();
    for step in steps.iter().chain(&ends) {
        rest = rest.split_once(step).unwrap_or_else(|| panic!("no {step} in its place: {printed}")).1;
    }
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn the_demo_shows_no_whole_token() {
    let done = Deployment::with_default_settings().command().arg("demo").output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    let longest = printed.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != '-');
    assert!(printed.contains("eyJ"));
    assert!(longest.filter(|word| word.starts_with("eyJ")).all(|word| word.len() <= 24), "{printed}");
}

/// A role of the shared server for one test, which may make databases or not; it goes with what it has.
struct Role {
    name: String,
    server: &'static Server,
}

impl Role {
    fn new(name: &str, right: &str) -> Self {
        let (name, server) = (format!("{name}_{}", std::process::id()), shared());
        server.run("postgres", &format!("CREATE ROLE {name} LOGIN {right}"));
        Self { name, server }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{}@127.0.0.1:{}/{database}", self.name, self.server.port())
    }

    /// The databases that it has made.
    fn databases(&self) -> String {
        let owned = "SELECT datname FROM pg_database d JOIN pg_roles r ON r.oid = datdba WHERE rolname = ";
        self.server.run("postgres", &format!("{owned}'{}'", self.name))
    }

    /// The one that a demo is about to use.
    fn awaited_database(&self) -> String {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let name = self.databases();
            if !name.is_empty() {
                return name;
            }
            assert!(Instant::now() < deadline, "no database is made");
        }
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        self.server.run("postgres", &format!("DROP ROLE {}", self.name));
    }
}

/// A demo that cannot print until it is let: its output is a pipe that is full already.
struct Held {
    process: Child,
    printed: PipeReader,
}

impl Held {
    fn start(mut command: Command) -> Self {
        let (printed, mut pipe) = pipe().unwrap();
        pipe.write_all(&vec![b'.'; 65_536]).unwrap();
        let process = command.stdout(pipe).stderr(Stdio::piped()).spawn().unwrap();
        // The other end of the pipe is the demo's alone, so that it ends with it.
        drop(command);
        Self { process, printed }
    }

    fn interrupt(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Lets it print, and returns its exit code and what it said on standard error.
    fn let_go(mut self) -> (Option<i32>, String) {
        self.printed.read_to_end(&mut Vec::new()).unwrap();
        let done = self.process.wait_with_output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    }
}

fn demo_at(url: &str) -> Command {
    let mut command = Deployment::with_default_settings().command();
    command.current_dir("/").args(["demo", "--database-url", url]);
    command
}

#[test]
fn the_demo_walks_on_a_postgres_in_a_database_of_its_own_that_it_drops() {
    let (role, named) = (Role::new("demo_walker", "CREATEDB"), shared().database());
    let done = demo_at(&role.url(named.name())).output().unwrap();
    let (printed, said) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap());
    assert_eq!((done.status.code(), said.as_str()), (Some(0), ""), "{printed}");
    assert!(printed.starts_with("A throw-away database: postgres://demo_walker"), "{printed}");
    assert!(printed.contains("/countersign_demo_") && printed.ends_with("Every answer was right.\n"), "{printed}");
    assert_eq!(role.databases(), "");
    assert_eq!(named.run("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0");
}

#[test]
fn the_demo_says_which_right_it_lacks_on_a_postgres() {
    let role = Role::new("demo_without", "NOCREATEDB");
    let done = demo_at(&role.url("postgres")).output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(1), b"".as_slice()), "{said}");
    assert!(said.contains(&format!("`ALTER ROLE {} CREATEDB`", role.name)), "{said}");
}

#[test]
fn a_demo_that_fails_on_a_postgres_leaves_no_database() {
    let role = Role::new("demo_failing", "CREATEDB");
    let held = Held::start(demo_at(&role.url("postgres")));
    let name = role.awaited_database();
    role.server.run("postgres", &format!("ALTER DATABASE {name} CONNECTION LIMIT 0"));
    let (code, said) = held.let_go();
    assert!(code == Some(1) && said.contains(&name), "{said}");
    assert_eq!(role.databases(), "");
}

#[test]
fn a_demo_that_is_interrupted_leaves_no_database() {
    let role = Role::new("demo_interrupted", "CREATEDB");
    let held = Held::start(demo_at(&role.url("postgres")));
    role.awaited_database();
    held.interrupt();
    assert_eq!(held.let_go(), (Some(1), "countersign: stopped before the end\n".to_owned()));
    assert_eq!(role.databases(), "");
}

#[test]
fn a_demo_that_is_interrupted_leaves_no_file() {
    let deployment = Deployment::with_default_settings().with("TMPDIR", ".");
    let mut command = deployment.command();
    command.arg("demo");
    let held = Held::start(command);
    let deadline = Instant::now() + Duration::from_secs(30);
    while deployment.folder().read_dir().unwrap().next().is_none() {
        assert!(Instant::now() < deadline, "no folder is made");
    }
    held.interrupt();
    assert_eq!(held.let_go(), (Some(1), "countersign: stopped before the end\n".to_owned()));
    assert_eq!(deployment.folder().read_dir().unwrap().count(), 0);
}

#[test]
fn the_demo_takes_no_file_of_somebody_s_and_no_server_that_only_a_variable_names() {
    let deployment = Deployment::with_default_settings().with("DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let said = deployment.run(["demo", "--database-url", "sqlite://mine.db"]).expect_refusal();
    assert!(said.contains("makes a database of its own") && !deployment.has("mine.db"), "{said}");
    let done = deployment.command().arg("demo").output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
