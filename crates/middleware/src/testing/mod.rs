//! For the tests of an application: callers and tokens, without a server and without waiting.
//!
//! ```
//! use axum::{Router, body::Body, http::Request, routing::get};
//! use countersign::{Authenticator, Caller, testing::Issuer, token::Seconds};
//! use tower::ServiceExt;
//!
//! // The application takes its authenticator as an argument.
//! fn app(authenticator: &Authenticator) -> Router {
//!     Router::new().route("/", get(async |caller: Caller| caller.user_id().to_owned())).layer(authenticator.required())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let issuer = Issuer::new();
//! let app = app(&issuer.authenticator());
//! let request = || Request::get("/").header("authorization", issuer.user("7").bearer()).body(Body::empty()).unwrap();
//! assert_eq!(app.clone().oneshot(request()).await.unwrap().status(), 200);
//!
//! let old = request();
//! issuer.clock().advance(Seconds::new(3600));
//! assert_eq!(app.oneshot(old).await.unwrap().status(), 401);
//! # }
//! ```

mod clock;
mod issuer;
mod user;

pub use clock::FixedClock;
pub use issuer::Issuer;
pub use user::TestUser;
