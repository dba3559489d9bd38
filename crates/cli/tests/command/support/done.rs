//! A command that ran to its end.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::PASSWORD;

/// A command that takes longer hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a command printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Done {
    /// Runs `command` to its end; whatever it prints, no password is in it.
    pub(crate) fn of(mut command: Command, input: &str) -> Self {
        let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
        let mut child = command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).unwrap();
        }
        let (out, err) = (read(child.stdout.take()), read(child.stderr.take()));
        let code = wait(&mut child);
        let done = Self { code, out: out.join().unwrap(), err: err.join().unwrap() };
        assert!(!format!("{}{}", done.out, done.err).contains(PASSWORD), "a password was printed: {done:?}");
        done
    }

    /// Exit code 0; the standard output.
    #[track_caller]
    pub(crate) fn expect_success(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// Exit code 1, nothing on standard output and one message on standard error; the message.
    #[track_caller]
    pub(crate) fn expect_refusal(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{}", self.err);
        assert!(self.err.starts_with("countersign: "), "{}", self.err);
        assert_eq!(self.err.matches("countersign: ").count(), 1, "{}", self.err);
        self.err
    }

    /// Exit code 2, and how the command is used.
    #[track_caller]
    pub(crate) fn expect_usage(self) {
        assert_eq!((self.code, self.out.as_str()), (Some(2), ""), "{}", self.err);
        assert!(self.err.contains("Usage:") || self.err.contains("--help"), "{}", self.err);
    }

    /// Exit code 0; the JSON on standard output.
    #[track_caller]
    pub(crate) fn expect_json(self) -> Value {
        let out = self.expect_success();
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("no JSON: {out}"))
    }
}

fn read(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.unwrap().read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

fn wait(child: &mut Child) -> Option<i32> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the command did not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
}
