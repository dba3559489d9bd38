//! A small HTTP client: one kept-alive connection, one request at a time.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, ClientConnection, StreamOwned};
use serde_json::{Value, json};

use super::Answer;

/// An answer that takes longer does not come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection to a server.
pub(crate) struct Client {
    server: SocketAddr,
    stream: BufReader<Box<dyn Stream>>,
}

/// TCP as it is, or TLS over it.
trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

impl Client {
    pub(crate) fn connect(server: SocketAddr) -> io::Result<Self> {
        Ok(Self { server, stream: BufReader::new(Box::new(connect(server)?)) })
    }

    /// Over TLS, with the handshake done.
    pub(crate) fn over_tls(server: SocketAddr, config: ClientConfig) -> io::Result<Self> {
        let connection = ClientConnection::new(Arc::new(config), server.ip().into()).unwrap();
        let mut stream = StreamOwned::new(connection, connect(server)?);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(Self { server, stream: BufReader::new(Box::new(stream)) })
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.call("GET", path, None, None).unwrap()
    }

    pub(crate) fn get_as(&mut self, access: &str, path: &str) -> Answer {
        self.call("GET", path, Some(access), None).unwrap()
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.call("POST", path, None, Some(body)).unwrap()
    }

    pub(crate) fn post_as(&mut self, access: &str, path: &str, body: &Value) -> Answer {
        self.call("POST", path, Some(access), Some(body)).unwrap()
    }

    pub(crate) fn login(&mut self, name: &str, password: &str) -> Answer {
        self.post("/api/token/", &json!({ "username": name, "password": password }))
    }

    pub(crate) fn me(&mut self, access: &str) -> Answer {
        self.get_as(access, "/api/users/me/")
    }

    pub(crate) fn refresh(&mut self, token: &str) -> Answer {
        self.try_refresh(token).unwrap()
    }

    /// The same, with a server that may be gone.
    pub(crate) fn try_refresh(&mut self, token: &str) -> io::Result<Answer> {
        self.call("POST", "/api/token/refresh/", None, Some(&json!({ "refresh": token })))
    }

    pub(crate) fn call(
        &mut self,
        method: &str,
        path: &str,
        access: Option<&str>,
        body: Option<&Value>,
    ) -> io::Result<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        self.call_with(method, path, access, ("application/json", &body))
    }

    /// Posts a body of any type.
    pub(crate) fn post_body(&mut self, path: &str, content_type: &str, body: &str) -> Answer {
        self.call_with("POST", path, None, (content_type, body)).unwrap()
    }

    fn call_with(&mut self, method: &str, path: &str, access: Option<&str>, body: (&str, &str)) -> io::Result<Answer> {
        self.ask(method, path, access, body)?;
        self.answer()
    }

    /// Sends a request with a body of any type; its [`answer`](Self::answer) is still to be read.
    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        access: Option<&str>,
        (content_type, body): (&str, &str),
    ) -> io::Result<()> {
        let authorization = access.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let server = self.server;
        let length = body.len();
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {server}\r\n{authorization}Content-Type: {content_type}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// Writes a part of a request, or several.
    pub(crate) fn send(&mut self, text: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(text.as_bytes())
    }

    /// Reads one answer.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let status = self.status_line()?;
        let headers = self.headers()?;
        let length =
            headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    /// Nothing more comes, and the other side has said so: over TLS the end without `close_notify` is an error.
    pub(crate) fn expect_end(&mut self) {
        assert_eq!(self.stream.read(&mut [0]).unwrap(), 0);
    }

    /// Reads the interim answer that asks for the body: the server has taken the request on.
    pub(crate) fn expect_continue(&mut self) {
        assert_eq!(self.status_line().unwrap(), 100);
        self.headers().unwrap();
    }

    fn status_line(&mut self) -> io::Result<u16> {
        let line = self.line()?;
        Ok(line.split(' ').nth(1).unwrap().parse().unwrap())
    }

    fn headers(&mut self) -> io::Result<Vec<(String, String)>> {
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(": ") else { return Ok(headers) };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 || !line.ends_with('\n') {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

fn connect(server: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}
