//! What browsers bring beside a request: cookies, and the session that one of them names.

mod cookies;
mod redirect;
mod session;
mod settings;
mod trusted_origin;

pub(crate) use cookies::{SetCookie, append_vary_cookie, cookie, cookie_pairs, has_cookie, set_cookie};
pub(crate) use redirect::safe_path;
pub(crate) use session::{forget_session, presented_session, remember_session};
pub use settings::WebSettings;
pub use trusted_origin::{TrustedOrigin, UntrustedForm};
