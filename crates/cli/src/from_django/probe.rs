//! Runs the program that asks the project, in the project's folder, with a time limit.

use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};

use super::Project;
use super::interpreter::{Found, Interpreter};
use super::project::Answer;
use crate::output;

/// A project that starts slowly reads large models, not for longer than this.
const PATIENCE: Duration = Duration::from_mins(2);
/// For how long what a project printed is waited for once it has ended; its own children may hold the pipe.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// How much of what a project printed is kept.
const KEPT: usize = 1 << 16;
/// How many of its last lines are shown.
const SHOWN: usize = 12;

/// One program in parts.
const PROGRAM: &str = concat!(
    include_str!("probe/values.py"),
    include_str!("probe/settings.py"),
    include_str!("probe/database.py"),
    include_str!("probe/models.py"),
    include_str!("probe/routes.py"),
);

/// What the project in `folder` says of itself.
///
/// # Errors
/// It cannot be asked: there is no such interpreter, no Django in it, or the project does not start.
pub(crate) fn ask(folder: &Path, interpreter: &Interpreter) -> anyhow::Result<Project> {
    let python = output::plain(&interpreter.path.display().to_string());
    let mut child = start(folder, interpreter, &python)?;
    let (answer, printed) = (read(child.stdout.take()), read_last(child.stderr.take()));
    let received = answer.recv_timeout(PATIENCE);
    if received.is_err() {
        child.kill().context("the interpreter cannot be stopped")?;
    }
    child.wait().context("the interpreter cannot be waited for")?;
    let printed = printed.recv_timeout(AFTERWARDS).unwrap_or_default();
    let shown = last_lines(&printed);
    let Ok(answer) = received else {
        bail!("the Django project did not answer within {} seconds{shown}", PATIENCE.as_secs());
    };
    match serde_json::from_slice(&answer) {
        Ok(Answer { project: Some(project), .. }) => Ok(*project),
        Ok(Answer { unusable_engine: Some(engine), .. }) => {
            bail!("DATABASES has {engine}; Countersign works on PostgreSQL and SQLite alone")
        }
        Ok(Answer { no_django: Some(path), .. }) => bail!("{}", no_django(folder, interpreter, &path)),
        _ => bail!(
            "the Django project does not start with {python}{shown}\n\
             `{python} manage.py check` shows the same; mend it, set the variables that its settings read, or name another \
             interpreter with --python"
        ),
    }
}

fn start(folder: &Path, interpreter: &Interpreter, python: &str) -> anyhow::Result<Child> {
    let mut command = Command::new(&interpreter.path);
    command.args(["-c", PROGRAM]).current_dir(folder);
    // No file of compiled code is left in the project.
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONIOENCODING", "utf-8");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match command.spawn() {
        Err(cause) if cause.kind() == ErrorKind::NotFound && interpreter.found == Found::Path => {
            bail!("there is no python3; name the interpreter that runs the project with --python PATH")
        }
        started => started.with_context(|| {
            format!("{python} cannot be run; name the interpreter that runs the project with --python PATH")
        }),
    }
}

fn no_django(folder: &Path, interpreter: &Interpreter, path: &str) -> String {
    let sought = match interpreter.found {
        Found::Named => String::new(),
        Found::Project => " (the project's virtual environment)".to_owned(),
        Found::Path => format!(" (python3; there is no .venv, venv or env in {})", folder.display()),
    };
    format!("{path}{sought} has no Django; name the interpreter that runs the project with --python PATH")
}

/// All that is written to this pipe, once it is closed.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if pipe.is_some_and(|mut pipe| pipe.read_to_end(&mut bytes).is_ok()) {
            // Nobody waits any more where the time is over.
            drop(sender.send(bytes));
        }
    });
    receiver
}

/// The end of what is written to this pipe.
fn read_last(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let (mut kept, mut chunk) = (Vec::new(), [0_u8; 4096]);
        let Some(mut pipe) = pipe else { return };
        while let Ok(length @ 1..) = pipe.read(&mut chunk) {
            kept.extend_from_slice(chunk.get(..length).unwrap_or_default());
            let surplus = kept.len().saturating_sub(KEPT);
            kept.drain(..surplus);
        }
        drop(sender.send(kept));
    });
    receiver
}

/// The last lines, each on a line of its own under a colon; nothing where there are none.
fn last_lines(printed: &[u8]) -> String {
    let text = String::from_utf8_lossy(printed);
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let shown = lines.get(lines.len().saturating_sub(SHOWN)..).unwrap_or_default();
    if shown.is_empty() {
        return String::new();
    }
    shown.iter().fold(":".to_owned(), |text, line| text + "\n  " + line)
}
