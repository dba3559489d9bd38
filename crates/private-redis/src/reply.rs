//! A command and its reply (RESP 2).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Sends a command; the reply as `redis-cli` shows it to a pipe: a line for each element, errors with what they begin with.
pub(crate) fn ask(stream: &mut BufReader<TcpStream>, command: &[&str]) -> String {
    let words: Vec<_> = command.iter().map(|word| format!("${}\r\n{word}\r\n", word.len())).collect();
    write!(stream.get_mut(), "*{}\r\n{}", words.len(), words.concat()).unwrap();
    reply(stream)
}

fn reply(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let (kind, rest) = line.trim_end().split_at_checked(1).unwrap_or_default();
    let length = usize::try_from(rest.parse::<i64>().unwrap_or_default()).ok();
    match (kind, length) {
        ("$", Some(length)) => {
            let mut text = vec![0; length + 2];
            stream.read_exact(&mut text).unwrap();
            text.truncate(length);
            String::from_utf8_lossy(&text).into_owned()
        }
        ("*", Some(length)) => (0..length).map(|_| reply(stream)).collect::<Vec<_>>().join("\n"),
        ("$" | "*", None) => String::new(),
        _ => rest.to_owned(),
    }
}
