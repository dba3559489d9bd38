//! What the tutorials that this project started from promise, seen from outside. The number at the head of a name is the row
//! of `docs/ACCEPTANCE.md`; rows that are promised nearer to their code have their tests there.

mod authentication;
mod bookstore;
mod login;
mod refresh;
mod registration;
mod tokens;

use std::process::Command;

use serde_json::Value;

use crate::support::{Deployment, Done};

/// Shared with whoever verifies.
const SECRET: &str = "a secret of thirty-two bytes, yes";

/// Runs a statement, and prints its rows.
const SQL: &str = r#"
import json, sqlite3, sys
database = sqlite3.connect("countersign.db", isolation_level=None)
database.row_factory = sqlite3.Row
print(json.dumps([dict(row) for row in database.execute(sys.argv[1])]))
"#;

/// A server that is as SimpleJWT is without settings, with `alice`.
fn simplejwt() -> Deployment {
    Deployment::new().with("COUNTERSIGN_JWT__PRESET", "simplejwt").with("SECRET_KEY", SECRET).with_users(["alice"])
}

/// The rows of a statement on the database, as somebody reads them who is not Countersign.
fn sql(deployment: &Deployment, statement: &str) -> Value {
    let mut python = Command::new("python3");
    python.args(["-c", SQL, statement]).current_dir(deployment.folder());
    Done::of(python, "").expect_json()
}
