//! A server that a test starts, and may stop, freeze and copy.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::ops::Deref;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::Mutex;

use crate::programs::{FOLDER, unprivileged};
use crate::server::Server;

/// How the server is to be.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What is committed outlives the machine (default: no, which is much quicker).
    pub durable: bool,
    /// The server's certificate.
    pub tls: Option<Tls>,
    /// A whole `pg_hba.conf`; empty: everybody on this machine is trusted.
    pub hba: String,
    /// Further parameters, `name=value`.
    pub parameters: Vec<String>,
}

/// A server's certificate, PEM.
#[derive(Debug, Clone)]
pub struct Tls {
    /// The chain.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

/// A running server, with whom to talk as with any [`Server`]. It ends when this is dropped, or this process is gone.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    settings: Settings,
    supervisor: Mutex<Supervisor>,
}

#[derive(Debug)]
struct Supervisor {
    child: Child,
    /// It ends when this closes.
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Cluster {
    /// A new, empty server.
    #[must_use]
    pub fn start(settings: &Settings) -> Self {
        Self::start_with(settings, "")
    }

    /// A standby that follows this server.
    #[must_use]
    pub fn replica(&self) -> Self {
        let settings = Settings { tls: None, hba: String::new(), ..self.settings.clone() };
        Self::start_with(&settings, &self.url("postgres"))
    }

    fn start_with(settings: &Settings, primary: &str) -> Self {
        // Somebody else may take the port before the server does.
        for _ in 0..5 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            if let Some(supervisor) = Supervisor::start(settings, port, primary) {
                return Self {
                    server: Server { port },
                    settings: settings.clone(),
                    supervisor: Mutex::new(supervisor),
                };
            }
        }
        panic!("PostgreSQL does not start");
    }

    /// Starts it again on its port.
    pub fn start_again(&self) {
        self.order("start");
    }

    /// Ends it at once, as a crash would.
    pub fn crash(&self) {
        self.order("stop immediate");
    }

    /// Ends it in order; connections are cut.
    pub fn stop(&self) {
        self.order("stop fast");
    }

    /// Stops all its processes where they are: it takes connections and answers nothing.
    pub fn freeze(&self) {
        self.order("freeze");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.order("thaw");
    }

    /// Makes a standby a primary.
    pub fn promote(&self) {
        self.order("promote");
    }

    /// What the server has written into its log.
    pub fn log(&self) -> String {
        self.order("log")
    }

    fn order(&self, order: &str) -> String {
        self.supervisor.lock().unwrap().order(order)
    }
}

impl Deref for Cluster {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

impl Supervisor {
    /// `None`: the server did not start.
    fn start(settings: &Settings, port: u16, primary: &str) -> Option<Self> {
        let mut command = unprivileged("sh");
        command.args(["-c", include_str!("supervisor.sh"), "private-postgres"]).arg(&*FOLDER);
        command.args([&port.to_string(), &options(settings), primary]).env("HBA", &settings.hba);
        if let Some(tls) = &settings.tls {
            command.env("TLS_CERTIFICATE", &tls.certificate).env("TLS_KEY", &tls.key);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (orders, answers) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut supervisor = Self { child, orders, answers };
        (supervisor.answer()?.1 == "done").then_some(supervisor)
    }

    fn order(&mut self, order: &str) -> String {
        writeln!(self.orders.as_mut().unwrap(), "{order}").unwrap();
        let (text, answer) = self.answer().unwrap();
        assert_eq!(answer, "done");
        text
    }

    /// What comes before the line that says how it went, and that line.
    fn answer(&mut self) -> Option<(String, String)> {
        let (mut text, mut line) = (String::new(), String::new());
        while self.answers.read_line(&mut line).unwrap() > 0 {
            if line == "done\n" || line.starts_with("failed: ") {
                return Some((text, line.trim_end().to_owned()));
            }
            text.push_str(&line);
            line.clear();
        }
        None
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.orders = None;
        // Whatever it says: it is over.
        let _ = self.child.wait();
    }
}

fn options(settings: &Settings) -> String {
    let durable = if settings.durable { "on" } else { "off" };
    let tls = if settings.tls.is_some() { "on" } else { "off" };
    let fixed = format!(
        "-c listen_addresses=127.0.0.1 -c max_connections=400 -c shared_buffers=64MB -c fsync={durable} \
         -c full_page_writes={durable} -c synchronous_commit={durable} -c ssl={tls}"
    );
    let own = settings.parameters.iter().map(|parameter| format!(" -c {parameter}"));
    std::iter::once(fixed).chain(own).collect()
}
