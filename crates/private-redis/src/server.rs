//! A server that a test starts, and may kill, freeze and ask.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::reply::ask;

/// Ends the server when whoever wanted it is gone, which closes the shell's input.
const SUPERVISOR: &str = r#"
exec 3<&0
program=$(command -v valkey-server || command -v redis-server) || exit 127
"$program" "$@" </dev/null >/dev/null 2>&1 3<&- &
echo $!
cat <&3 >/dev/null
kill -9 $!
"#;
/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server. It ends when this is dropped, or this process is gone.
#[derive(Debug)]
pub struct Server {
    port: u16,
    options: Vec<String>,
    folder: TempDir,
    process: Mutex<Option<Process>>,
}

#[derive(Debug)]
struct Process {
    shell: Child,
    /// It ends when this closes.
    input: Option<ChildStdin>,
    id: String,
}

impl Server {
    /// A new, empty server with these further options, such as `--requirepass`.
    #[must_use]
    pub fn start(options: &[&str]) -> Self {
        // Somebody else may take the port before the server does.
        for _ in 0..5 {
            let free = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = free.local_addr().unwrap().port();
            drop(free);
            let options = options.iter().map(|option| (*option).to_owned()).collect();
            let server = Self { port, options, folder: TempDir::new().unwrap(), process: Mutex::new(None) };
            if server.begin() {
                return server;
            }
        }
        panic!("these tests need Valkey or Redis: apt-get install redis-server");
    }

    /// Where it is, as `cache.url` names it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends it at once; what it had is lost.
    pub fn kill(&self) {
        *self.process.lock().unwrap() = None;
    }

    /// Starts it again on its port, empty.
    pub fn start_again(&self) {
        assert!(self.begin(), "it does not start again");
    }

    /// Stops it where it is: it takes connections and answers nothing.
    pub fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.signal("-CONT");
    }

    /// Sends a command; the reply, a line for each element.
    #[must_use]
    pub fn run(&self, command: &[&str]) -> String {
        let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", self.port)).unwrap());
        ask(&mut stream, command)
    }

    fn signal(&self, signal: &str) {
        let process = self.process.lock().unwrap();
        let id = &process.as_ref().unwrap().id;
        assert!(Command::new("/bin/kill").args([signal, id]).status().unwrap().success());
    }

    /// Whether it answers.
    fn begin(&self) -> bool {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SUPERVISOR, "private-redis", "--port", &self.port.to_string(), "--bind", "127.0.0.1"]);
        command.args(["--save", "", "--appendonly", "no", "--dir"]).arg(self.folder.path()).args(&self.options);
        let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, mut said) = (shell.stdin.take(), String::new());
        BufReader::new(shell.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let process = Process { shell, input, id: said.trim().to_owned() };
        let is_there = !process.id.is_empty() && self.answers();
        *self.process.lock().unwrap() = is_there.then_some(process);
        is_there
    }

    fn answers(&self) -> bool {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        // Whatever it says: it is over.
        let _ = self.shell.wait();
    }
}
