//! What came back.

use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    head: Parts,
    text: String,
}

/// An access token and a refresh token.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Answer {
    pub(crate) fn new(head: Parts, body: &[u8]) -> Self {
        Self { head, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub(crate) fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// The body as it is.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The header of that name; `""`: there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.head.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Every cookie that is set.
    pub(crate) fn set_cookies(&self) -> Vec<String> {
        self.headers("set-cookie")
    }

    /// Every header of that name.
    pub(crate) fn headers(&self, name: &str) -> Vec<String> {
        self.head.headers.get_all(name).iter().map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status(), status, "{self:?}");
        self
    }

    /// Status and JSON body, whatever the order of its members.
    #[track_caller]
    pub(crate) fn expect_json(self, status: u16, body: &Value) -> Self {
        let answer = self.expect(status);
        assert_eq!(&answer.json(), body);
        answer
    }

    /// A refusal with a code; a 401 says how to do better.
    #[track_caller]
    pub(crate) fn expect_error(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.json()["code"], code, "{answer:?}");
        answer.challenged()
    }

    /// A refusal with this `detail`, whatever else it says.
    #[track_caller]
    pub(crate) fn expect_detail(self, status: u16, detail: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.json()["detail"], detail, "{answer:?}");
        answer.challenged()
    }

    /// A Bearer token that is refused with this message.
    #[track_caller]
    pub(crate) fn expect_bearer_refused(self, message: &str) -> Self {
        let told = json!([{ "token_class": "AccessToken", "token_type": "access", "message": message }]);
        let answer = self.expect_error(401, "token_not_valid");
        assert_eq!(answer.json()["messages"], told, "{answer:?}");
        answer
    }

    #[track_caller]
    pub(crate) fn expect_pair(self) -> Pair {
        let pair = self.expect(200).json();
        Pair {
            access: pair["access"].as_str().unwrap().to_owned(),
            refresh: pair["refresh"].as_str().unwrap().to_owned(),
        }
    }

    #[track_caller]
    fn challenged(self) -> Self {
        let unauthorized = self.head.status == StatusCode::UNAUTHORIZED;
        assert_eq!(!self.header("www-authenticate").is_empty(), unauthorized, "{self:?}");
        self
    }
}
