//! Limits, and that no input makes a parser panic or show what it read.

use bytes::Bytes;
use http::HeaderValue;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{collection, proptest, sample};

use crate::rest::body::{Data, ParseError, parse};
use crate::rest::fields::boolean::BooleanField;
use crate::rest::fields::{CharField, Fields, Presence};
use crate::rest::json::{self, MAX_DEPTH, Value};
use crate::rest::negotiation::{Renderer, negotiate};
use crate::rest::render::json_body;

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=XX";
const FIELD: &str = "--XX\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
const FILE: &str = "--XX\r\nContent-Disposition: form-data; name=a; filename=f\r\n\r\n1\r\n";

#[test]
fn deep_nesting_is_refused_wherever_it_stands() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json::parse(&nested(MAX_DEPTH)).is_ok());
    let error = json::parse(&nested(MAX_DEPTH + 1)).unwrap_err().to_string();
    assert_eq!(error, "Nested too deeply (at most 512 levels): line 1 column 513 (char 512)");
    assert!(json::parse(&"[".repeat(1_000_000)).is_err());
    assert!(json::parse(&r#"{"a":"#.repeat(400_000)).is_err());
    // Depth is what is open at once, not what has been opened.
    assert!(json::parse(&format!("[{}[]]", "[[]],".repeat(100_000))).is_ok());
}

#[test]
fn a_body_of_any_size_is_read_in_one_go() {
    let members: Vec<_> = (0..200_000).map(|index| format!(r#""{index}":0"#)).collect();
    assert!(json::parse(&format!("{{{}}}", members.join(","))).is_ok());
    assert!(json::parse(&"9".repeat(1_000_000)).is_err());
    assert!(read(PARTS, &"-".repeat(1_000_000)).is_err());
    assert!(read(PARTS, &"--XX".repeat(250_000)).is_err());
    assert!(read(FORM, &"&".repeat(1_000_000)).is_err());
}

#[test]
fn a_thousand_fields_and_a_hundred_files_are_enough() {
    let refused = Err(ParseError::TooManyFields(crate::rest::form::TooManyFields));
    assert!(read(FORM, &vec!["a=1"; 1000].join("&")).is_ok());
    assert_eq!(read(FORM, &vec!["a=1"; 1001].join("&")), refused);
    assert!(read(PARTS, &(FIELD.repeat(1000) + "--XX--")).is_ok());
    assert_eq!(read(PARTS, &(FIELD.repeat(1001) + "--XX--")), refused);
    assert!(read(PARTS, &(FILE.repeat(100) + "--XX--")).is_ok());
    assert_eq!(read(PARTS, &(FILE.repeat(101) + "--XX--")), refused);
}

#[test]
fn debug_output_shows_nothing_that_was_sent() {
    let bodies = [
        ("application/json", r#"{"secret":"secret","a":["secret"]}"#),
        (FORM, "secret=secret"),
        (PARTS, &FIELD.replace('1', "secret")),
    ];
    for (content_type, body) in bodies {
        let data = read(content_type, body).unwrap();
        assert!(!format!("{data:?}").contains("secret"), "{content_type}");
        assert!(!format!("{:?}", Fields::new(data).unwrap()).contains("secret"), "{content_type}");
    }
}

#[test]
fn errors_come_in_the_order_in_which_the_fields_were_read() {
    let mut fields = Fields::new(Data::Empty).unwrap();
    assert_eq!((fields.char("b", &CharField::OPTIONAL), fields.has_errors()), (None, false));
    fields.error("a", "second");
    fields.error("b", "first");
    fields.error("b", "third");
    let errors = json_body(&fields.finish().unwrap_err().said(None), None).unwrap();
    assert_eq!(String::from_utf8(errors).unwrap(), r#"{"b":["first","third"],"a":["second"]}"#);
}

#[test]
fn a_flow_judges_all_but_surrogates() {
    let mut fields = Fields::new(read("application/json", r#"{"a":" toolong\u0000 ","b":"\ud800"}"#).unwrap()).unwrap();
    let judged = CharField { judged_by_flow: true, max_length: Some(3), ..CharField::REQUIRED };
    assert_eq!(fields.char("a", &judged).as_deref(), Some("toolong\0"));
    assert_eq!(fields.char("b", &judged), None);
    let errors = fields.into_errors().said(None).to_string();
    assert_eq!(errors, r#"{"b":["Surrogate characters are not allowed: U+D800."]}"#);
}

proptest! {
    #[test]
    fn any_body_has_an_answer(content_type in content_type(), body in body()) {
        let Ok(content_type) = HeaderValue::from_bytes(&content_type) else { return Ok(()) };
        if let Ok(Ok(mut fields)) = parse(Some(&content_type), &Bytes::from(body)).map(Fields::new) {
            let text = fields.char("a", &CharField { max_length: Some(3), ..CharField::REQUIRED });
            fields.boolean("b", BooleanField { presence: Presence::Required });
            assert!(text.is_none_or(|text| text.chars().count() <= 3 && !text.contains('\0')));
        }
    }

    #[test]
    fn any_accept_header_has_an_answer(accept in collection::vec(any::<u8>(), 0..60), query in any::<String>()) {
        let accept = HeaderValue::from_bytes(&accept).map(|accept| (http::header::ACCEPT, accept));
        let negotiated = negotiate(&accept.into_iter().collect(), &query, &Renderer::ALL);
        assert!(negotiated.is_err() || negotiated.is_ok_and(|chosen| matches!(chosen.indent, None | Some(1..=8))));
    }

    #[test]
    fn any_text_survives_rendering_and_parsing(text in any::<String>(), indent in sample::select(vec![None, Some(1), Some(8)])) {
        let body = String::from_utf8(json_body(&[&text], indent).unwrap()).unwrap();
        let Ok(Value::List(items)) = json::parse(&body) else { panic!("{body}") };
        assert!(matches!(items.as_slice(), [Value::String(read)] if read.text == text && read.lone_surrogate.is_none()));
    }
}

fn read(content_type: &'static str, body: &str) -> Result<Data, ParseError> {
    parse(Some(&HeaderValue::from_static(content_type)), &Bytes::from(body.to_owned()))
}

fn content_type() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "application/json",
        FORM,
        PARTS,
        "*/*",
        "; charset=",
        "utf-16",
        "utf-32",
        "latin-1",
        "\"",
        "'",
        "*",
        "*0*=",
        ";",
        "=",
    ];
    pieces_of(&pieces)
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "{\"a\":",
        "\"b\":",
        "[",
        "]",
        "}",
        ",",
        "\"",
        "\\u",
        "\\ud800",
        "1e9",
        "-",
        "null",
        "a=",
        "&",
        "%c3",
        "+",
        "--XX",
        "\r\n",
        "\r\n\r\n",
        "Content-Disposition: form-data; name=a",
        "; filename=f",
        "Content-Transfer-Encoding: base64\r\n",
        "aGk=",
        "é",
        "\0",
    ];
    pieces_of(&pieces)
}

/// Some of `pieces` in any order, with any bytes between them.
fn pieces_of(pieces: &[&'static str]) -> impl Strategy<Value = Vec<u8>> + use<> {
    let known = sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec());
    let noise = collection::vec(any::<u8>(), 0..4);
    collection::vec(prop_oneof![4 => known, 1 => noise], 0..12).prop_map(|pieces| pieces.concat())
}
