//! A folder and a database, its settings, and the commands that run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use countersign_core::Clock;
use countersign_core::store::Store;

use super::database::Place;
use super::{Done, Server};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A deployment: processes start in its folder, and see its settings and nothing else of the environment.
#[derive(Clone)]
pub(crate) struct Deployment {
    place: Arc<Place>,
    settings: Vec<(String, String)>,
}

impl Deployment {
    /// An empty folder; passwords are hashed quickly, and nothing is counted, so that tests may log in often.
    pub(crate) fn new() -> Self {
        Self::with_default_settings()
            .with("COUNTERSIGN_PASSWORD__HASHERS", r#"["pbkdf2_sha256"]"#)
            .with("COUNTERSIGN_PASSWORD__PBKDF2_ITERATIONS", "1000")
            .with("COUNTERSIGN_REST_FRAMEWORK__DEFAULT_THROTTLE_CLASSES", "[]")
            .with("COUNTERSIGN_LOCKOUT__FAILURES", "0")
    }

    /// An empty folder, and no setting but where a database is that is no file.
    pub(crate) fn with_default_settings() -> Self {
        Self { place: Arc::new(Place::new()), settings: Vec::new() }
    }

    /// The same on a SQLite file in a new folder, whatever the other tests run on: for a promise that is about files.
    pub(crate) fn on_sqlite(self) -> Self {
        Self { place: Arc::new(Place::on_sqlite()), ..self }
    }

    /// Sets a variable for all processes from now on.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same folder, with one more variable.
    pub(crate) fn also(&self, name: &str, value: &str) -> Self {
        self.clone().with(name, value)
    }

    /// With users of these names, whose password is [`PASSWORD`].
    pub(crate) fn with_users<const N: usize>(self, names: [&str; N]) -> Self {
        for name in names {
            self.create_user(name).expect_success();
        }
        self
    }

    pub(crate) fn create_user(&self, name: &str) -> Done {
        let arguments = ["createuser", "--noinput", "--username", name, "--email", "someone@example.com"];
        self.run_with(&arguments, &[("COUNTERSIGN_USER_PASSWORD", PASSWORD)], "")
    }

    /// A server on a port that the system chooses.
    pub(crate) fn serve(&self) -> Server {
        Server::start(self.command()).in_place(&self.place)
    }

    /// The same, with further options.
    #[track_caller]
    pub(crate) fn serve_with(&self, options: &[&str]) -> Server {
        let started = Server::try_start_with(self.command(), options);
        started.unwrap_or_else(|said| panic!("no start: {said}")).in_place(&self.place)
    }

    /// Runs a command to its end.
    pub(crate) fn run<const N: usize>(&self, arguments: [&str; N]) -> Done {
        self.run_with(&arguments, &[], "")
    }

    /// Runs a command with further variables and something on its standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Done {
        let mut command = self.command();
        command.args(arguments).envs(variables.iter().copied());
        Done::of(command, input)
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.current_dir(self.folder()).env_clear().stdin(Stdio::null());
        if !self.settings.iter().any(|(name, _)| name == "DATABASE_URL") {
            command.envs(self.place.settings());
        }
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder().join(file)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.place.folder.path()
    }

    /// What another program does in the database; the rows of a single statement, a line each, with `|` between the columns.
    pub(crate) fn sql(&self, statements: &str) -> String {
        self.place.sql(statements)
    }

    /// Every byte that is in the database.
    pub(crate) fn contents(&self) -> Vec<u8> {
        self.place.contents()
    }

    /// The key that seals what is kept there.
    pub(crate) fn sealing_key(&self) -> String {
        self.place.sealing_key()
    }

    /// Makes the tables of SimpleJWT's `token_blacklist`, as a Django beside us would.
    pub(crate) fn make_blacklist_tables(&self) {
        self.sql(self.place.blacklist_tables());
    }

    /// The database, opened beside the servers by somebody with a clock of their own.
    pub(crate) async fn store(&self, clock: Arc<dyn Clock>) -> Arc<dyn Store> {
        self.place.store(clock).await
    }

    pub(crate) fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(file), text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.path(file).exists()
    }
}
