//! Little servers on loopback that behave as told.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What a server does with each connection.
#[derive(Clone)]
pub(crate) enum Does {
    /// Reads a request, answers with these bytes, closes.
    Answers(Vec<u8>),
    /// Answers every request of a connection with these bytes and keeps it open.
    KeepsOpen(Vec<u8>),
    /// Reads a request and never answers.
    Hangs,
    /// Reads a request, writes these bytes, resets.
    AnswersThenResets(Vec<u8>),
    /// Reads a request, then writes these bytes one by one, too slowly for anybody.
    Trickles(Vec<u8>),
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<Vec<u8>>,
}

impl Server {
    pub(crate) async fn that(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().expect("no panic holds it").connections += 1;
                tokio::spawn(serve(stream, does.clone(), Arc::clone(&shared)));
            }
        });
        Self { address, seen, task }
    }

    /// Answers with this status line's rest, these header lines and this body, with its length.
    pub(crate) async fn answering(status: &str, headers: &str, body: &[u8]) -> Self {
        Self::that(Does::Answers(answer(status, headers, body))).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().expect("no panic holds it").connections
    }

    /// The requests so far, as text.
    pub(crate) fn requests(&self) -> Vec<String> {
        let seen = self.seen.lock().expect("no panic holds it");
        seen.requests.iter().map(|request| String::from_utf8_lossy(request).into_owned()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

async fn serve(mut stream: TcpStream, does: Does, seen: Arc<Mutex<Seen>>) {
    while let Some(request) = read_request(&mut stream).await {
        seen.lock().expect("no panic holds it").requests.push(request);
        match &does {
            Does::Answers(bytes) => {
                let _ = stream.write_all(bytes).await;
                let _ = stream.shutdown().await;
                // Reading to the end keeps the kernel from resetting what the client has not read yet.
                let _ = stream.read_to_end(&mut Vec::new()).await;
                return;
            }
            Does::KeepsOpen(bytes) => {
                if stream.write_all(bytes).await.is_err() {
                    return;
                }
            }
            Does::Hangs => std::future::pending().await,
            Does::AnswersThenResets(bytes) => {
                let _ = stream.write_all(bytes).await;
                let _ = stream.set_zero_linger();
                return;
            }
            Does::Trickles(bytes) => {
                for byte in bytes {
                    if stream.write_all(&[*byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                std::future::pending::<()>().await;
            }
        }
    }
}

/// One request with its body, or `None` at the connection's end.
async fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
            let length = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(0, |value| value.trim().parse::<usize>().expect("a length"));
            if request.len() >= head + 4 + length {
                return Some(request);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => request.extend_from_slice(&buffer[..n]),
        }
    }
}
