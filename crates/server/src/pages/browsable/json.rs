//! JSON for people: indented, coloured, its links to be followed.

use serde::Serialize;
use serde_json::Value;

use crate::rest::render;

/// `value` as HTML; what is a URL below `origin` becomes a link. No `origin`, no links.
pub(super) fn to_html(value: &Value, origin: &str) -> String {
    let mut page = Page { out: "<span class=\"line\">".to_owned(), origin };
    page.value(value, 0);
    page.push(&["</span>"]);
    page.out
}

/// Deeper lines are set as those of this depth.
const DEEPEST: usize = 6;

struct Page<'a> {
    out: String,
    origin: &'a str,
}

impl Page<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                let count = members.len();
                self.out.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    self.line(depth + 1);
                    self.leaf("key", name);
                    self.out.push_str(": ");
                    self.value(member, depth + 1);
                    self.comma(at, count);
                }
                self.line(depth);
                self.out.push('}');
            }
            Value::Array(items) if !items.is_empty() => {
                self.out.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.line(depth + 1);
                    self.value(item, depth + 1);
                    self.comma(at, items.len());
                }
                self.line(depth);
                self.out.push(']');
            }
            Value::String(text) if self.is_link(text) => self.link(text),
            Value::String(text) => self.leaf("text", text),
            Value::Object(_) => self.out.push_str("{}"),
            Value::Array(_) => self.out.push_str("[]"),
            Value::Null | Value::Bool(_) | Value::Number(_) => self.leaf("literal", value),
        }
    }

    /// Ours, and of nothing but what a plain URL is made of.
    fn is_link(&self, text: &str) -> bool {
        let path = text.strip_prefix(self.origin).filter(|path| path.starts_with('/'));
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%?&=:@!$'()*+,;#".contains(&byte);
        !self.origin.is_empty() && path.is_some_and(|path| path.bytes().all(is_plain))
    }

    fn link(&mut self, url: &str) {
        let url = escaped(url);
        self.push(&["\"<a href=\"", &url, "\">", &url, "</a>\""]);
    }

    fn leaf(&mut self, class: &str, value: &(impl Serialize + ?Sized)) {
        let written = render::json_body(&value, None).unwrap_or_default();
        let text = escaped(&String::from_utf8_lossy(&written));
        self.push(&["<span class=\"", class, "\">", &text, "</span>"]);
    }

    fn line(&mut self, depth: usize) {
        let depth_class = depth.min(DEEPEST).to_string();
        self.push(&["\n</span><span class=\"line in-", &depth_class, "\">"]);
        self.out.extend(std::iter::repeat_n("    ", depth));
    }

    fn comma(&mut self, at: usize, count: usize) {
        if at + 1 < count {
            self.out.push(',');
        }
    }

    fn push(&mut self, pieces: &[&str]) {
        self.out.extend(pieces.iter().copied());
    }
}

/// Harmless between tags and within quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            _ => out.push(c),
        }
    }
    out
}
