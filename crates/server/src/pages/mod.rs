//! What people see: the browsable API, the welcome page, and Django's plain pages for what is no API.
//!
//! Every page of ours extends `templates/base.html` and leaves through [`page`], which sets the rules a browser keeps.

mod accounts;
pub(crate) mod assets;
pub(crate) mod browsable;
mod errors;
mod page;
mod welcome;

pub(crate) use accounts::{LOGIN_PATH, LOGOUT_PATH, login, logout};
pub(crate) use errors::{bad_request, not_found};
pub(crate) use page::{empty, is_ours, is_page, page};
pub(crate) use welcome::welcome;
