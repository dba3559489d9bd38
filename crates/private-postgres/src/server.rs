//! A server, and the databases that tests make in it.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::PORT_VARIABLE;
use crate::cluster::{Cluster, Settings};
use crate::programs::FOLDER;

/// A server on this machine, where the role `postgres` may do everything and needs no password.
#[derive(Debug)]
pub struct Server {
    pub(crate) port: u16,
}

/// The one server of this process; or of the whole run, where one was started for it.
pub fn shared() -> &'static Server {
    static OUTER: OnceLock<Option<Server>> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "the test run says where its server is")]
    let outer = OUTER.get_or_init(|| {
        let port = std::env::var(PORT_VARIABLE).ok()?.parse().ok()?;
        Some(Server { port })
    });
    outer.as_ref().unwrap_or_else(|| own())
}

/// A static is never dropped; the supervisor sees that the process is gone.
fn own() -> &'static Server {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    OWN.get_or_init(|| Cluster::start(&Settings::default()))
}

impl Server {
    /// Where it listens, on 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements as another program would, and gives what they print: one line for each row, `|` between columns.
    ///
    /// # Panics
    /// If the server refuses one.
    #[expect(clippy::must_use_candidate, reason = "most statements are run for what they do")]
    pub fn run(&self, database: &str, sql: &str) -> String {
        let done = Command::new("psql")
            .args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", &self.url(database), "-c", sql])
            .output()
            .unwrap();
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim_end().to_owned()
    }

    /// A new and empty database.
    #[must_use]
    pub fn database(&self) -> Database<'_> {
        self.database_like("template0")
    }

    /// A new database with everything that `template` has, to which nobody may be connected.
    #[must_use]
    pub fn database_like(&self, template: &str) -> Database<'_> {
        let name = new_name();
        self.run("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}"));
        Database { server: self, name }
    }

    /// The name of a database that is made with `fill` once for this process, to make others like it.
    ///
    /// # Panics
    /// If `fill` does, for it and for whoever asks next.
    pub fn template(&self, purpose: &'static str, fill: impl FnOnce(&str)) -> String {
        static MADE: Mutex<Vec<(u16, &str, String)>> = Mutex::new(Vec::new());
        let mut made = MADE.lock().unwrap();
        if let Some((.., name)) = made.iter().find(|(port, known, _)| (*port, *known) == (self.port, purpose)) {
            return name.clone();
        }
        let name = new_name();
        self.run("postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
        fill(&self.url(&name));
        made.push((self.port, purpose, name.clone()));
        name
    }
}

/// Several processes may have databases on one server.
fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A database that is gone with this.
#[derive(Debug)]
pub struct Database<'s> {
    server: &'s Server,
    name: String,
}

impl Database<'_> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// Runs statements there as another program would.
    #[expect(clippy::must_use_candidate, reason = "most statements are run for what they do")]
    pub fn run(&self, sql: &str) -> String {
        self.server.run(&self.name, sql)
    }

    /// Everything that is in it, as `pg_dump` writes it.
    ///
    /// # Panics
    /// If it cannot.
    #[must_use]
    pub fn dump(&self) -> String {
        let done = Command::new(FOLDER.join("pg_dump")).args(["-d", &self.url()]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // A server that is stopped takes its databases with it.
        let _ = Command::new("psql").args(["-XAtq", "-d", &self.server.url("postgres"), "-c", &drop]).output();
    }
}
