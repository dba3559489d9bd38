//! What becomes of a good request.

use super::corpus::Corpus;
use crate::support::Random;

/// Bytes that parsers have stumbled over.
const NASTY: [&[u8]; 24] = [
    b"\0",
    b"\r\n",
    b"\n",
    b"\r\n\r\n",
    b"\xff\xfe",
    b"\xc3\x28",
    b"\xef\xbb\xbf",
    b"%00",
    b"%ff%fe",
    b"%",
    b"\\u0000",
    b"\\ud800",
    b"\"",
    b"{",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"NaN",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"Content-Length: 5\r\n",
    b"Content-Length: 18446744073709551616\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Expect: 100-continue\r\n",
    b"Content-Type: application/json; charset=utf-7\r\n",
];

/// The most mutations of one request; fewer are likelier.
const MOST: usize = 4;
/// How much a repeated piece grows to at most (bytes); now and then it goes past the largest body.
const REPEATED: usize = 4 * 1024;
const HUGE: usize = 3 * 1024 * 1024;

/// One good request, or two or three in a row, with a few things wrong anywhere; of every second one the head is right.
pub(super) fn mutated(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let mut request = corpus.one(random).to_vec();
    if random.below(2) == 0 {
        return with_mutated_body(&request, corpus, random);
    }
    if random.below(5) == 0 {
        request = pipelined(&request, corpus, random);
    }
    mutate_some(&mut request, corpus, random);
    request
}

/// The length in the head is that of the body again, so that parsers and handlers get to see it.
fn with_mutated_body(request: &[u8], corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let text = String::from_utf8(request.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut body = body.as_bytes().to_vec();
    let told = format!("Content-Length: {}", body.len());
    mutate_some(&mut body, corpus, random);
    let head = head.replace(&told, &format!("Content-Length: {}", body.len()));
    [head.as_bytes(), b"\r\n\r\n", &body].concat()
}

fn mutate_some(bytes: &mut Vec<u8>, corpus: &Corpus, random: &mut Random) {
    let further = random.below(MOST).min(random.below(MOST));
    for _ in 0..=further {
        mutate(bytes, corpus, random);
    }
}

/// Further requests on the same connection; only the last one closes it.
fn pipelined(request: &[u8], corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let open = String::from_utf8_lossy(request).replace("Connection: close\r\n", "");
    let mut all = open.into_bytes();
    if random.below(2) == 0 {
        all.extend_from_within(..);
    }
    all.extend_from_slice(corpus.one(random));
    all
}

fn mutate(request: &mut Vec<u8>, corpus: &Corpus, random: &mut Random) {
    if request.is_empty() {
        return;
    }
    let at = random.below(request.len());
    let end = (at + 1 + random.below(24)).min(request.len());
    match random.below(9) {
        0 => request[at] ^= 1 << random.below(8),
        1 => request[at] = random.byte(),
        2 => drop(request.drain(at..end)),
        3 => request.truncate(at),
        4 => drop(request.splice(at..at, random.pick(&NASTY).iter().copied())),
        5 => drop(request.splice(at..end, random.pick(&NASTY).iter().copied())),
        6 => repeat(request, at..end, random),
        7 => splice(request, at, corpus.one(random), random),
        _ => digit(request, random),
    }
}

fn repeat(request: &mut Vec<u8>, range: std::ops::Range<usize>, random: &mut Random) {
    let most = if random.below(200) == 0 { HUGE } else { REPEATED };
    let piece = request[range.clone()].to_vec();
    let times = 1 + random.below(most) / piece.len();
    drop(request.splice(range.end..range.end, piece.repeat(times)));
}

/// The head of one request, the tail of another.
fn splice(request: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    request.truncate(at);
    request.extend_from_slice(&other[random.below(other.len())..]);
}

/// Lengths and versions are digits: one of them becomes another.
fn digit(request: &mut [u8], random: &mut Random) {
    let digits: Vec<_> = (0..request.len()).filter(|at| request[*at].is_ascii_digit()).collect();
    if !digits.is_empty() {
        request[*random.pick(&digits)] = b'0' + random.byte() % 10;
    }
}
