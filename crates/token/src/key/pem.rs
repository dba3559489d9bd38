//! PEM (RFC 7468), read strictly.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::KeyError;

/// Characters of base64 on a line (RFC 7468 §2).
const LINE: usize = 64;

/// What a PEM block says it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// PKCS#8 `PrivateKeyInfo`.
    Pkcs8,
    /// PKCS#1 `RSAPrivateKey`.
    Pkcs1,
    /// SEC 1 `ECPrivateKey`.
    Sec1,
    /// `SubjectPublicKeyInfo`.
    Spki,
    /// PKCS#1 `RSAPublicKey`.
    Pkcs1Public,
}

/// Read the one block of `text`; white space around it and line ends of any kind are allowed, other text is not.
pub(super) fn parse(text: &str) -> Result<(Label, Zeroizing<Vec<u8>>), KeyError> {
    let text = text.trim_ascii().strip_prefix("-----BEGIN ").ok_or(KeyError::Malformed)?;
    let (name, text) = text.split_once("-----").ok_or(KeyError::Malformed)?;
    let end = Zeroizing::new(format!("-----END {name}-----"));
    let body = text.strip_suffix(end.as_str()).ok_or(KeyError::Malformed)?;
    if name == "ENCRYPTED PRIVATE KEY" || body.contains("ENCRYPTED") {
        return Err(KeyError::Encrypted);
    }
    let label = label(name).ok_or(KeyError::Malformed)?;
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    base64.extend(body.lines().map(str::trim_ascii));
    STANDARD.decode(base64.as_str()).map(|der| (label, Zeroizing::new(der))).map_err(|_| KeyError::Malformed)
}

/// The block of a PKCS#8 key, in lines of 64 characters.
pub(super) fn private_key(der: &[u8]) -> Zeroizing<String> {
    let base64 = Zeroizing::new(STANDARD.encode(der));
    // As long as it gets, so that no part is left behind in a buffer that was outgrown.
    let mut pem = Zeroizing::new(String::with_capacity(base64.len() + base64.len() / LINE + 80));
    pem.push_str("-----BEGIN PRIVATE KEY-----\n");
    let mut rest = base64.as_str();
    while let Some((line, further)) = rest.split_at_checked(LINE) {
        pem.push_str(line);
        pem.push('\n');
        rest = further;
    }
    if !rest.is_empty() {
        pem.push_str(rest);
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    pem
}

fn label(name: &str) -> Option<Label> {
    match name {
        "PRIVATE KEY" => Some(Label::Pkcs8),
        "RSA PRIVATE KEY" => Some(Label::Pkcs1),
        "EC PRIVATE KEY" => Some(Label::Sec1),
        "PUBLIC KEY" => Some(Label::Spki),
        "RSA PUBLIC KEY" => Some(Label::Pkcs1Public),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyError, Label, parse};

    #[test]
    fn one_block_of_a_known_label_is_read() {
        let (label, der) = parse("\n-----BEGIN PUBLIC KEY-----\r\nAQID\r\nBAU=\r\n-----END PUBLIC KEY-----\n").unwrap();
        assert_eq!((label, der.as_slice()), (Label::Spki, &[1, 2, 3, 4, 5][..]));
    }

    #[test]
    fn everything_else_is_refused() {
        let block = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n";
        let other = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PRIVATE KEY-----";
        let strange = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----";
        for bad in ["", "AQID", &block.repeat(2), &format!("x\n{block}"), &block.replace("AQID", "AQI"), other, strange]
        {
            assert_eq!(parse(bad).unwrap_err(), KeyError::Malformed, "{bad}");
        }
        let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END RSA PRIVATE KEY-----";
        assert_eq!(parse(legacy).unwrap_err(), KeyError::Encrypted);
    }
}
