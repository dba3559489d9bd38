//! What the program answers, read as strictly as a token is.

use countersign_token::Claims;
use serde_json::{Map, Value};

/// A JSON object that a token can carry as it is; else why not, without any of it: nobody knows what is in it.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, &'static str> {
    if !matches!(serde_json::from_slice(body), Ok(Value::Object(_))) {
        return Err("its answer is no JSON object");
    }
    let claims = Claims::parse(body).map_err(|_| "its answer has a name twice, or is nested too deeply")?;
    if has_long_integer(body) {
        return Err("its answer has an integer beyond 64 bits, which would be rounded; give it as text");
    }
    Ok(claims.into())
}

/// The parser makes a float of such a number.
fn has_long_integer(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some((&first, behind)) = rest.split_first() {
        let length = match first {
            b'"' => 1 + text_length(behind),
            b'-' | b'0'..=b'9' => {
                let is_of_number = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                let length = rest.iter().take_while(|byte| is_of_number(byte)).count();
                if rest.get(..length).is_some_and(is_long_integer) {
                    return true;
                }
                length
            }
            _ => 1,
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

fn is_long_integer(number: &[u8]) -> bool {
    let Ok(number) = std::str::from_utf8(number) else { return false };
    let is_integer = !number.contains(['.', 'e', 'E']);
    is_integer && number.parse::<i64>().is_err() && number.parse::<u64>().is_err()
}

/// Up to and with the quote at its end.
fn text_length(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::object;

    #[test]
    fn what_no_token_can_carry_as_it_is_is_refused() {
        for (body, why) in [
            (r#"{"a":12345678901234567890123}"#, "64 bits"),
            (r#"{"a":[{"b":-9223372036854775809}]}"#, "64 bits"),
            (r#"{"a":1,"a":2}"#, "twice"),
            (r#"{"a":{"b":1,"b":1}}"#, "twice"),
            ("[1]", "no JSON object"),
            ("{", "no JSON object"),
        ] {
            assert!(object(body.as_bytes()).unwrap_err().contains(why), "{body}");
        }
        let good =
            r#"{"a":18446744073709551615,"b":-9223372036854775808,"c":1e30,"d":"99999999999999999999\\\"1","e":1.5}"#;
        assert_eq!(object(good.as_bytes()).unwrap().len(), 5);
    }
}
