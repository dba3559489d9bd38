//! Tokens to be issued: SimpleJWT's `AccessToken`, `RefreshToken` and `SlidingToken`.

mod access;
mod draft;
mod kind;
mod refresh;
mod sliding;

pub use access::AccessToken;
pub use draft::Draft;
pub use kind::TokenType;
pub use refresh::RefreshToken;
pub use sliding::SlidingToken;
