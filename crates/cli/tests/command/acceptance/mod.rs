//! What the tutorials that this project started from promise, seen from outside. The number at the head of a name is the row
//! of `docs/ACCEPTANCE.md`; rows that are promised nearer to their code have their tests there.

mod authentication;
mod balancer;
mod bookstore;
mod login;
mod pages;
mod refresh;
mod registration;
mod remote_guard;
mod tokens;

use crate::support::Deployment;

/// Shared with whoever verifies.
const SECRET: &str = "a secret of thirty-two bytes, yes";

/// A server that is as SimpleJWT is without settings, with `alice`.
fn simplejwt() -> Deployment {
    Deployment::new().with("COUNTERSIGN_JWT__PRESET", "simplejwt").with("SECRET_KEY", SECRET).with_users(["alice"])
}
