//! Each case was put to Django 5.2.19 with Django REST framework 3.18.3 on CPython 3.11; ours must say the same.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::{Value as Answer, json};

use crate::locale::Message;
use crate::rest::body::{Data, ParseError, parse};
use crate::rest::fields::boolean::BooleanField;
use crate::rest::fields::char::Validator;
use crate::rest::fields::{CharField, FieldErrors, Fields, Presence};
use crate::rest::json::Value;
use crate::rest::negotiation::{Renderer, negotiate};
use crate::rest::python::float_repr;
use crate::rest::render::json_body;

#[test]
fn bodies_are_read_as_the_framework_reads_them() {
    for [content_type, body, answer] in cases(include_str!("parse.jsonl")) {
        let ours = parse(header(&content_type).as_ref(), &bytes(&body));
        assert_eq!(shown_outcome(&ours), answer, "{content_type} {body}");
    }
}

#[test]
fn fields_are_validated_as_the_framework_validates_them() {
    for [content_type, body, partial, answer] in cases(include_str!("fields.jsonl")) {
        let data = parse(header(&content_type).as_ref(), &bytes(&body)).unwrap();
        assert_eq!(validated(data, partial == json!(true)), answer, "{content_type} {body} {partial}");
    }
}

#[test]
fn renderers_are_negotiated_as_the_framework_does() {
    for [accept, query, answer] in cases(include_str!("negotiation.jsonl")) {
        let headers = header(&accept).map(|accept| (http::header::ACCEPT, accept)).into_iter().collect::<HeaderMap>();
        let ours = match negotiate(&headers, query.as_str().unwrap(), &Renderer::ALL) {
            Ok(negotiated) => {
                let format = if negotiated.renderer == Renderer::Json { "json" } else { "api" };
                json!([format, negotiated.indent])
            }
            Err(error) => json!(format!("{error:?}")),
        };
        assert_eq!(ours, answer, "{accept} {query}");
    }
}

#[test]
fn answers_are_written_as_the_framework_writes_them() {
    for [value, indent, answer] in cases(include_str!("render.jsonl")) {
        let indent = indent.as_u64().and_then(|indent| u8::try_from(indent).ok());
        assert_eq!(json!(String::from_utf8(json_body(&value, indent).unwrap()).unwrap()), answer);
    }
}

fn cases<const N: usize>(lines: &str) -> impl Iterator<Item = [Answer; N]> {
    lines.lines().map(|line| {
        let case: Vec<Answer> = serde_json::from_str(line).unwrap();
        case.try_into().unwrap()
    })
}

/// Each character is one byte.
fn bytes(text: &Answer) -> Bytes {
    text.as_str().unwrap().chars().map(|c| u8::try_from(c).unwrap()).collect()
}

fn header(text: &Answer) -> Option<HeaderValue> {
    (!text.is_null()).then(|| HeaderValue::from_bytes(&bytes(text)).unwrap())
}

fn shown_outcome(outcome: &Result<Data, ParseError>) -> Answer {
    match outcome {
        Ok(Data::Json(value)) => json!({ "data": shown(value) }),
        Ok(Data::Form(form)) => json!({ "form": form.shown() }),
        Ok(Data::Empty) => json!({ "data": ["dict", {}] }),
        Err(ParseError::UnsupportedMediaType(sent)) => {
            json!({ "status": 415, "detail": format!("Unsupported media type \"{sent}\" in request.") })
        }
        Err(ParseError::Malformed(detail)) => json!({ "status": 400, "detail": detail }),
        Err(ParseError::TooManyFields(_)) => json!({ "status": 400, "detail": null }),
    }
}

fn shown(value: &Value) -> Answer {
    let name = value.type_name();
    match value {
        Value::Null => json!([name, "None"]),
        Value::Bool(truth) => json!([name, if *truth { "True" } else { "False" }]),
        Value::Integer(digits) => json!([name, digits]),
        Value::Float(number) => json!([name, float_repr(*number)]),
        Value::String(text) => json!([name, text.text, text.lone_surrogate]),
        Value::List(items) => json!([name, items.iter().map(shown).collect::<Vec<_>>()]),
        Value::Object(object) => {
            let members = object.names().map(|key| (key.to_owned(), shown(object.get(key).unwrap())));
            json!([name, members.collect::<serde_json::Map<_, _>>()])
        }
    }
}

/// The serializer `Sample` of `answers.py`.
fn validated(data: Data, partial: bool) -> Answer {
    let errors = |errors: FieldErrors| json!({ "errors": errors.said(None).to_string() });
    let mut fields = match if partial { Fields::partial(data) } else { Fields::new(data) } {
        Ok(fields) => fields,
        Err(refused) => return errors(refused),
    };
    let before = |text: &str| complaint(text.chars().all(|c| c.is_alphanumeric() || "_.@+-".contains(c)), "before");
    let after = |text: &str| complaint(text.contains('@'), "after");
    let chars = [
        ("plain", CharField { max_length: Some(5), before: Some(Validator(&before)), ..CharField::REQUIRED }),
        (
            "blank",
            CharField { allow_blank: true, max_length: Some(5), after: Some(Validator(&after)), ..CharField::OPTIONAL },
        ),
        ("raw", CharField { trim: false, min_length: Some(2), ..CharField::REQUIRED }),
        ("default", CharField { presence: Presence::Default("dd"), allow_null: true, ..CharField::REQUIRED }),
        ("optional", CharField::OPTIONAL),
    ];
    let flags = [
        ("flag", Presence::Required),
        ("flag_optional", Presence::Optional),
        ("flag_default", Presence::Default(true)),
    ];
    let mut valid = serde_json::Map::new();
    for (name, field) in chars {
        valid.extend(fields.char(name, &field).map(|text| (name.to_owned(), json!(text))));
    }
    for (name, presence) in flags {
        valid.extend(fields.boolean(name, BooleanField { presence }).map(|truth| (name.to_owned(), json!(truth))));
    }
    match fields.finish() {
        Ok(()) => json!({ "valid": valid }),
        Err(found) => errors(found),
    }
}

fn complaint(fine: bool, message: &'static str) -> Vec<Message> {
    if fine { Vec::new() } else { vec![message.into()] }
}
