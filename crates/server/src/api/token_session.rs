//! `POST /api/token/session/`.

use axum::extract::State;
use axum::response::Response;
use countersign_core::flows::{self, Login, Pair, TokenSessionError};
use http::StatusCode;

use super::Detail;
use super::response_fields::token_answer;
use super::token_obtain::TokenPair;
use crate::app::App;
use crate::input::{Authenticated, Device};
use crate::reply::{self, ApiError, Refusal};

/// Trade the session of a browser for a pair of tokens. The cookie says who it is; the CSRF token is asked for.
#[utoipa::path(post, path = "/api/token/session/", tag = "token", operation_id = "token_session", security(("session" = [])),
    responses((status = 200, body = TokenPair), (status = 403, body = Detail), (status = 429, body = Detail), (status = 503, body = Detail)))]
pub(crate) async fn token_session(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    Device(client): Device,
) -> Result<Response, ApiError> {
    let Login { pair, user } = flows::token_session(app.ctx(), &caller, client).await?;
    let Pair { refresh, access, lifetimes } = pair;
    let tokens = [("refresh", Some(refresh)), ("access", Some(access))];
    let answer = token_answer(tokens, app.settings(), &lifetimes, Some((&user, &app.ctx().user_table)));
    Ok(reply::json(StatusCode::OK, &answer))
}

impl From<TokenSessionError> for ApiError {
    fn from(cause: TokenSessionError) -> Self {
        match cause {
            TokenSessionError::NoSession => Self::new(Refusal::NotAuthenticated, cause),
            TokenSessionError::ClaimsTooLarge(cause) => Self::new(Refusal::ClaimsTooLarge, cause),
            TokenSessionError::Store(cause) => cause.into(),
            TokenSessionError::Sign(cause) => cause.into(),
        }
    }
}
