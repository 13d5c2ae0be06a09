//! A load of requests over connections that stay open. It speaks just enough HTTP: the processors are there for what is
//! measured.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value as Json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection with one principal's credentials.
pub struct Connection {
    stream: TcpStream,
    head: String,
    received: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub async fn open(to: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(to).await.expect("a connection");
        stream.set_nodelay(true).expect("no delay");
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: {to}\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\naccept: application/json\r\ncontent-length: "
        );
        Self { stream, head, received: Vec::new() }
    }

    /// Sends a request, and checks that its answer contains a sign of success. How long that took.
    pub async fn send(&mut self, request: &Json, sign: &str) -> Duration {
        let body = request.to_string();
        let message = format!("{}{}\r\n\r\n{body}", self.head, body.len());
        let start = Instant::now();
        self.stream.write_all(message.as_bytes()).await.expect("the server reads");
        let answer = self.answer().await;
        let took = start.elapsed();
        let refused = !contains(answer, sign) || contains(answer, "\"errors\":");
        assert!(!refused, "{body}\n{}", String::from_utf8_lossy(answer));
        took
    }

    /// The next answer's body.
    async fn answer(&mut self) -> &[u8] {
        self.received.clear();
        loop {
            if let Some((start, length)) = body(&self.received)
                && let Some(answer) = self.received.get(start..start + length)
            {
                // Borrowed anew: the checker does not see that the loop ends here.
                let end = start + answer.len();
                return &self.received[start..end];
            }
            let read = self.stream.read_buf(&mut self.received).await.expect("the server answers");
            assert!(read > 0, "the server closed the connection: {}", String::from_utf8_lossy(&self.received));
        }
    }
}

/// Where the body starts and how long it is, once the head is there.
fn body(received: &[u8]) -> Option<(usize, usize)> {
    let end = received.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&received[..end]).expect("a readable head");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("an answer with a length");
    Some((end + 4, length.parse().expect("a length")))
}

fn contains(body: &[u8], text: &str) -> bool {
    std::str::from_utf8(body).is_ok_and(|body| body.contains(text))
}
