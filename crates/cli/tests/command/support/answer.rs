//! What a server answered.

use serde_json::Value;

/// Status, headers and body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

/// Both tokens.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// The refusal of a token, with SimpleJWT's text.
    #[track_caller]
    pub(crate) fn expect_refused(self, text: &str) {
        assert_eq!(self.status, 401, "{self:?}");
        let texts = [self.body.pointer("/messages/0/message"), self.body.get("detail")];
        assert!(texts.into_iter().flatten().any(|found| found == text), "{self:?}");
    }

    /// The tokens of a login or a refresh that succeeded.
    #[track_caller]
    pub(crate) fn pair(self) -> Pair {
        assert_eq!(self.status, 200, "{self:?}");
        Pair { access: self.text("access"), refresh: self.text("refresh") }
    }

    #[track_caller]
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name}: {self:?}")).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
