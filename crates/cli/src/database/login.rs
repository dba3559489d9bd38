//! Who asks the server, and with which password.

use countersign_store_postgres::Server;

use super::explained_of_server;
use crate::config::{Config, Secret};

/// The server at `url`, asked with the password of the settings.
pub(super) fn server(url: &str, config: &Config) -> anyhow::Result<Server> {
    let password = config.database.password.as_ref().map(Secret::expose);
    let server = Server::parse(url, password).map_err(|cause| explained_of_server(&cause))?;
    Ok(server.with_password_source(&password_source(config)))
}

/// Where the password is from, for whom the server refuses.
fn password_source(config: &Config) -> String {
    let of_url = config.origins.of("database.url");
    if config.database.password.is_some() {
        return format!("the password is that of {}", config.origins.of("database.password"));
    }
    let own = if config.database.url.has_password() {
        format!("the password is the one in database.url ({of_url})")
    } else {
        "no password is set; PGPASSWORD and ~/.pgpass were asked".to_owned()
    };
    match &config.unused_password {
        Some(unused) => format!("{own}; that of {unused} goes with the address there, and not with that of {of_url}"),
        None => own,
    }
}
