//! PostgreSQL's settings in `DATABASES` → an address, and the password apart from it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::bail;
use serde_json::{Map, Value};

use super::project::Database;
use super::python;
use super::sheet::Sheet;

/// What libpq calls the parts of an address, in `pg_service.conf`.
const PARTS: [&str; 5] = ["host", "port", "dbname", "user", "password"];
/// `OPTIONS` that an address can have, too.
const IN_ADDRESS: [&str; 6] = ["sslmode", "sslrootcert", "sslcert", "sslkey", "application_name", "options"];
/// `OPTIONS` that say how Python speaks to the database, or that are looked at elsewhere here.
const OF_PYTHON: [&str; 9] = [
    "pool",
    "service",
    "server_side_binding",
    "cursor_factory",
    "row_factory",
    "client_encoding",
    "prepare_threshold",
    "context",
    "options",
];

/// # Errors
/// It is not said where the database is.
pub(super) fn carry_over(database: &Database, from: &str, sheet: &mut Sheet) -> anyhow::Result<()> {
    let found = Parts::of(database, from)?;
    let url = found.url(&parameters(&database.options));
    sheet.set("database.url", url, format!("{from}; the password is among the secrets."));
    if let Some(password) = &found.password {
        sheet.keep("database.password", password.as_str(), format!("{from}[\"PASSWORD\"]"));
    }
    for (name, value) in &database.options {
        if !IN_ADDRESS.contains(&name.as_str()) && !OF_PYTHON.contains(&name.as_str()) {
            unsupported(from, name, value, sheet);
        }
    }
    if database.engine.contains("tenants") {
        let advice =
            "accounts of one schema alone can be served: name it in database.url (?options=-c%20search_path%3Dname)";
        sheet.not_carried(format!("{from}[\"ENGINE\"] = {:?}", database.engine), advice);
    }
    Ok(())
}

fn unsupported(from: &str, name: &str, value: &Value, sheet: &mut Sheet) {
    let about = format!("{from}[\"OPTIONS\"][{name:?}] = {}", python::shown(value));
    let advice = match name {
        "assume_role" => "log in as that role, or give it to the user of database.url (ALTER USER … SET role = …)",
        "passfile" => "put the password into the secrets: [database] password",
        "isolation_level" => "Countersign chooses the isolation of each of its transactions itself",
        _ => "nothing here stands for it; see [database] for time limits and the number of connections",
    };
    let is_secret = name.contains("pass") && name != "passfile";
    sheet.not_carried(if is_secret { format!("{from}[\"OPTIONS\"][{name:?}]") } else { about }, advice);
}

struct Parts {
    host: String,
    port: Option<String>,
    name: String,
    user: Option<String>,
    password: Option<String>,
}

impl Parts {
    /// As Django says, else the service of `pg_service.conf`, else libpq's variables.
    fn of(database: &Database, from: &str) -> anyhow::Result<Self> {
        let service = database.service.clone().unwrap_or_default();
        if database.service.is_some() && service.is_empty() {
            let name = database.options.get("service").and_then(Value::as_str).unwrap_or_default();
            bail!("{from} names the service {name:?}, which no pg_service.conf has; set PGSERVICEFILE");
        }
        let port = database.port.as_ref().map(|port| port.as_str().map_or_else(|| python::shown(port), str::to_owned));
        let written = [&database.host, &port, &database.name, &database.user, &database.password];
        let variables = ["PGHOST", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD"];
        let found = |part: usize| {
            let of = |index: &[&Option<String>; 5]| index.get(part).and_then(|value| (*value).clone());
            let of_service = PARTS.get(part).and_then(|name| service.get(*name)).cloned();
            let of_variable = variables.get(part).and_then(|name| database.variables.get(*name)).cloned().flatten();
            let is_given = |value: &String| !value.is_empty() && value != "None";
            let all = [of(&written).filter(is_given), of_service.filter(is_given), of_variable.filter(is_given)];
            all.into_iter().flatten().next()
        };
        let name = found(2).or_else(|| found(3));
        let Some(name) = name else { bail!("{from} names no database; set its NAME") };
        let host = found(0).unwrap_or_else(socket_folder);
        if host.contains(',') {
            bail!("{from} names several hosts ({host}); name one, or an address that is always the primary's");
        }
        Ok(Self { host, port: found(1), name, user: found(3), password: found(4) })
    }

    fn url(&self, parameters: &str) -> String {
        let user = self.user.as_deref().map(|user| format!("{}@", encoded(user))).unwrap_or_default();
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { encoded(&self.host) };
        let port = self.port.as_deref().map(|port| format!(":{port}")).unwrap_or_default();
        format!("postgres://{user}{host}{port}/{}{parameters}", encoded(&self.name))
    }
}

/// Where PostgreSQL has its socket unless it is told otherwise: Debian's place, else its own.
fn socket_folder() -> String {
    let debian = "/var/run/postgresql";
    if Path::new(debian).is_dir() { debian } else { "/tmp" }.to_owned()
}

fn parameters(options: &Map<String, Value>) -> String {
    let mut text = String::new();
    for name in IN_ADDRESS {
        let value = options.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
        let Some(value) = value else { continue };
        // Writing into a text does not fail.
        let _infallible = write!(text, "{}{name}={}", if text.is_empty() { '?' } else { '&' }, encoded(value));
    }
    text
}

/// Percent-encoded but for what may stand anywhere in an address (RFC 3986 §2.3).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _infallible = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
