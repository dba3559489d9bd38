//! A `countersign serve` process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;

use super::database::Place;
use super::{Answer, Client, PASSWORD, Pair};

/// A running server; it is killed when the test forgets it.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
    /// Where it runs: the folder and the database stay while it does.
    place: Option<Arc<Place>>,
}

impl Server {
    /// Starts a server on a free port, and waits until it listens.
    pub(crate) fn start(command: Command) -> Self {
        Self::try_start(command).unwrap_or_else(|said| panic!("the server did not start: {said}"))
    }

    /// The same, or what it said before it ended.
    pub(crate) fn try_start(command: Command) -> Result<Self, String> {
        Self::try_start_with(command, &[])
    }

    /// The same, with further options.
    pub(crate) fn try_start_with(mut command: Command, options: &[&str]) -> Result<Self, String> {
        command.arg("serve").args(options).stdout(Stdio::null()).stderr(Stdio::piped());
        if !options.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let mut process = command.spawn().unwrap();
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut said = String::new();
        let Some(address) = listening(&mut stderr, &mut said) else {
            process.wait().unwrap();
            return Err(said);
        };
        let log = Arc::new(Mutex::new(said));
        let reader = Some(keep_reading(stderr, &log));
        Ok(Self { process, address, log, reader, place: None })
    }

    /// Keeps the place for as long as the server runs in it.
    pub(super) fn in_place(mut self, place: &Arc<Place>) -> Self {
        self.place = Some(Arc::clone(place));
        self
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.address).unwrap()
    }

    pub(crate) fn register(&self, name: &str) -> Answer {
        let body = json!({ "username": name, "email": "someone@example.com", "password": PASSWORD });
        self.client().post("/api/register/", &body)
    }

    /// Logs somebody in, who must get in.
    pub(crate) fn login(&self, name: &str) -> Pair {
        self.client().login(name, PASSWORD).pair()
    }

    /// What the caller of the token's own account is told.
    pub(crate) fn me(&self, access: &str) -> Answer {
        self.client().me(access)
    }

    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.client().refresh(token)
    }

    /// Asks again until the answer is the awaited one; within a minute, or never.
    #[track_caller]
    pub(crate) fn until(&self, awaited: impl Fn(&mut Client) -> bool) {
        let (mut client, start) = (self.client(), Instant::now());
        while !awaited(&mut client) {
            assert!(start.elapsed() < Duration::from_mins(1), "the awaited answer did not come");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The public keys.
    pub(crate) fn jwks(&self) -> serde_json::Value {
        self.client().get("/.well-known/jwks.json").body
    }

    /// What it has written to standard error so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Resident memory in KiB, where the system tells it.
    pub(crate) fn resident(&self) -> Option<u64> {
        self.memory("VmRSS:")
    }

    /// The most that this ever was.
    pub(crate) fn peak(&self) -> Option<u64> {
        self.memory("VmHWM:")
    }

    fn memory(&self, which: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(which))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// SIGKILL: nothing is finished.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// SIGTERM; the process goes on until it has finished.
    pub(crate) fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.process.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Waits for the end; the exit code, and everything that was written to standard error.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let status = self.process.wait().unwrap();
        self.reader.take().unwrap().join().unwrap();
        (status.code(), self.log())
    }

    /// SIGTERM, and the end as it should be; the log.
    #[track_caller]
    pub(crate) fn stop(self) -> String {
        self.terminate();
        let (code, log) = self.ended();
        assert_eq!(code, Some(0), "{log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the server's log:\n{}", self.log());
        }
        // Gone already after `kill`, `ended` and `stop`.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads up to the line that names the address.
fn listening(stderr: &mut BufReader<ChildStderr>, said: &mut String) -> Option<SocketAddr> {
    loop {
        let from = said.len();
        if stderr.read_line(said).unwrap() == 0 {
            return None;
        }
        let named = said[from..].split_once("listening on http").and_then(|(_, rest)| rest.split_once("://"));
        if let Some((_, address)) = named {
            return Some(address.trim().trim_end_matches('/').parse().unwrap());
        }
    }
}

fn keep_reading(mut stderr: BufReader<ChildStderr>, log: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let log = Arc::clone(log);
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut bytes) {
            log.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    })
}
