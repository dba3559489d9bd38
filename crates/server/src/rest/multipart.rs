//! `multipart/form-data` bodies, as Django's `MultiPartParser` reads them.
//!
//! Django is lenient in its own way: a part ends wherever the boundary turns up, a header line that makes no sense is
//! skipped, a body that stops early keeps what it had. All of that decides between two answers, so all of it is kept.

use thiserror::Error;

use super::charset::Charset;
use super::decode;
use super::form::{Form, FormValue, MAX_FIELDS, TooManyFields};
use super::header::Parameterized;

/// Django's `DATA_UPLOAD_MAX_NUMBER_FILES`.
pub(crate) const MAX_FILES: usize = 100;

/// The blank line behind a part's headers must come within so many bytes.
const MAX_HEADER_SIZE: usize = 1024;

/// Why a body is no form. The messages are Django's and go out on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum MultipartError {
    /// The content type was matched by a wildcard.
    #[error("Invalid Content-Type: {0}")]
    ContentType(String),
    /// The content type is not ASCII.
    #[error("Invalid non-ASCII Content-Type in multipart: {0}")]
    NotAscii(String),
    /// The boundary is missing (`None`, as Python writes it), empty, too long or not printable.
    #[error("Invalid boundary in multipart: {0}")]
    Boundary(String),
    /// A part's headers do not end.
    #[error("Request max total header size exceeded.")]
    HeaderSize,
    /// A file in base64 that is not base64.
    #[error("Could not decode base64 data.")]
    Base64,
    /// More than [`MAX_FIELDS`] fields or [`MAX_FILES`] files.
    #[error(transparent)]
    TooMany(#[from] TooManyFields),
}

/// Read the fields of `body`. Of files only the names are kept; where a field and a file share a name, the file counts.
pub(crate) fn parse(content_type: &str, body: &[u8], charset: Charset) -> Result<Form, MultipartError> {
    let separator = format!("--{}", boundary(content_type)?);
    let (mut fields, mut files, mut other) = (Vec::new(), Vec::new(), 0);
    let mut parts = parts(body, separator.as_bytes()).peekable();
    while let Some(part) = parts.next() {
        let part = Part::read(part)?;
        let file_name = part.file_name();
        other += usize::from(file_name.is_none());
        // Two more for what stands before the first boundary and after the last.
        if other > MAX_FIELDS + 2 {
            return Err(TooManyFields.into());
        }
        let Some(name) = part.name(charset) else { continue };
        match file_name {
            None => fields.push((name, FormValue::Text(decode::replace(&part.content(), charset)))),
            Some(_) if files.len() == MAX_FILES => return Err(TooManyFields.into()),
            Some(file) => {
                let file = part.file(&decode::replace(file.as_bytes(), charset))?;
                // A file is complete only once something follows it.
                files.push((name, file.filter(|_| parts.peek().is_some())));
            }
        }
    }
    fields.extend(files.into_iter().filter_map(|(name, file)| Some((name, file?))));
    Ok(Form::from(fields))
}

fn boundary(content_type: &str) -> Result<String, MultipartError> {
    if !content_type.starts_with("multipart/") {
        return Err(MultipartError::ContentType(content_type.to_owned()));
    }
    if !content_type.is_ascii() {
        return Err(MultipartError::NotAscii(content_type.to_owned()));
    }
    let header = Parameterized::parse(content_type).unwrap_or_default();
    let boundary = header.param("boundary").unwrap_or("None");
    let printable = boundary.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let valid = printable && matches!(boundary.len(), 1..=201) && !boundary.ends_with(' ');
    match header.param("boundary") {
        Some(_) if valid => Ok(boundary.to_owned()),
        _ => Err(MultipartError::Boundary(boundary.to_owned())),
    }
}

/// What stands between the separators, each without the line break that belongs to the separator behind it.
fn parts<'a>(body: &'a [u8], separator: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = body;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some((part, after)) = split(rest, separator) else { return Some(std::mem::take(&mut rest)) };
        rest = after;
        let part = part.strip_suffix(b"\n").unwrap_or(part);
        Some(part.strip_suffix(b"\r").unwrap_or(part))
    })
}

fn split<'a>(bytes: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(separator.len()).position(|window| window == separator)?;
    Some((bytes.get(..at)?, bytes.get(at + separator.len()..)?))
}

/// One part: the headers that count, and the content as it was sent.
#[derive(Default)]
struct Part<'a> {
    disposition: Option<Parameterized>,
    base64: bool,
    content: &'a [u8],
}

impl<'a> Part<'a> {
    fn read(part: &'a [u8]) -> Result<Self, MultipartError> {
        let start = part.get(..MAX_HEADER_SIZE).unwrap_or(part);
        let Some((headers, _)) = split(start, b"\r\n\r\n") else {
            // A short part without headers is no field; a long one is taken for headers without an end.
            return if part.len() < MAX_HEADER_SIZE { Ok(Self::default()) } else { Err(MultipartError::HeaderSize) };
        };
        let mut read = Self { content: part.get(headers.len() + 4..).unwrap_or_default(), ..Self::default() };
        let mut rest = headers;
        loop {
            let (line, more) = split(rest, b"\r\n").map_or((rest, None), |(line, more)| (line, Some(more)));
            read.header(line);
            match more {
                Some(more) => rest = more,
                None => return Ok(read),
            }
        }
    }

    fn header(&mut self, line: &[u8]) {
        let Some(header) = str::from_utf8(line).ok().and_then(|line| Parameterized::parse(line).ok()) else { return };
        match header.value().split_once(':') {
            Some(("content-transfer-encoding", value)) => self.base64 = super::python::strip(value) == "base64",
            Some(("content-disposition", _)) => self.disposition = Some(header),
            _ => {}
        }
    }

    fn name(&self, charset: Charset) -> Option<String> {
        let name = self.disposition.as_ref()?.param("name")?;
        Some(decode::replace(name.trim_matches(|c| matches!(c, '\t'..='\r' | ' ')).as_bytes(), charset))
    }

    fn file_name(&self) -> Option<&str> {
        self.disposition.as_ref()?.param("filename").filter(|name| !name.is_empty())
    }

    fn content(&self) -> Vec<u8> {
        let decoded = if self.base64 { base64(self.content.iter().copied()) } else { None };
        decoded.unwrap_or_else(|| self.content.to_vec())
    }

    /// The file called `sent_name`; `None` where nothing is left of its name and Django passes over it.
    fn file(&self, sent_name: &str) -> Result<Option<FormValue>, MultipartError> {
        let name: String =
            sent_name.rsplit(['/', '\\']).next().unwrap_or_default().chars().filter(|&c| printable(c)).collect();
        if matches!(name.as_str(), "" | "." | "..") {
            return Ok(None);
        }
        let sent = || self.content.iter().copied().filter(|byte| !matches!(byte, b'\t'..=b'\r' | b' '));
        if self.base64 && (!sent().count().is_multiple_of(4) || base64(sent()).is_none()) {
            return Err(MultipartError::Base64);
        }
        Ok(Some(FormValue::File { name }))
    }
}

fn printable(c: char) -> bool {
    c == ' ' || !(c.is_control() || c.is_whitespace())
}

/// `base64.b64decode`: foreign characters are skipped, padding ends the data, wrong padding is an error.
fn base64(bytes: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held, mut pads) = (Vec::new(), 0_u32, 0_u8, 0_u8);
    for byte in bytes {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                pads = pads.saturating_add(1);
                if held >= 2 && held + pads.min(4) >= 4 {
                    return Some(out);
                }
                continue;
            }
            _ => continue,
        };
        (bits, pads) = ((bits << 6 | u32::from(sextet)) & 0xff_ffff, 0);
        if held > 0 {
            let [.., low] = (bits >> (2 * (3 - u32::from(held)))).to_be_bytes();
            out.push(low);
        }
        held = (held + 1) % 4;
    }
    (held == 0).then_some(out)
}
