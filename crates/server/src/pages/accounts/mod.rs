//! `/accounts/`: the pages on which people log in and out.

mod form;
mod login;
mod logout;
mod page;

pub(crate) use login::{LOGIN_PATH, login};
pub(crate) use logout::{LOGOUT_PATH, logout};
