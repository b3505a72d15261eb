//! One connection: read a head, read its body in the wanted way, ask the handler, answer in the wanted manner.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::message::{Manner, Reading, SimResponse};
use super::parse::{Framing, chunk_size, take_head};
use super::{Fate, Handler, Limits, Listening};

/// Small answers go out in one write with their head.
const ONE_WRITE_BYTES: usize = 16 * 1024;
/// Receive buffer of a throttled upload, so that the client's own writes stall.
const THROTTLED_BUFFER_BYTES: usize = 4096;
const THROTTLE_STEP: Duration = Duration::from_millis(50);

/// Serves requests until either side closes.
pub(super) async fn converse<H: Handler>(
    stream: TcpStream,
    handler: Arc<H>,
    limits: Limits,
    state: watch::Receiver<Listening>,
) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let mut connection = Connection {
        stream,
        buffer: BytesMut::with_capacity(8 * 1024),
        limits,
        state,
        throttle: None,
        continue_awaited: false,
    };
    while matches!(connection.exchange(handler.as_ref()).await, Ok(Next::Request)) {}
}

enum Next {
    Request,
    Close,
}

struct Connection {
    stream: TcpStream,
    buffer: BytesMut,
    limits: Limits,
    state: watch::Receiver<Listening>,
    /// Bytes a second at which the present body is read.
    throttle: Option<u32>,
    /// The client holds its body back until it is told to go on.
    continue_awaited: bool,
}

impl Connection {
    async fn exchange<H: Handler>(&mut self, handler: &H) -> io::Result<Next> {
        let head = loop {
            match take_head(&mut self.buffer) {
                Ok(Some(head)) => break head,
                Ok(None) if self.buffer.len() > self.limits.head_bytes => return self.turn_away(431).await,
                Ok(None) => {}
                Err(_) => return self.turn_away(400).await,
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Ok(Next::Close);
            }
        };
        let mut request = head.request;
        self.continue_awaited = head.expects_continue && self.buffer.is_empty();
        if self.in_black_hole() {
            return self.hang().await;
        }
        match handler.peek(&request) {
            None => self.throttle = None,
            Some(Reading::Throttled { bytes_per_second }) => self.slow_down(bytes_per_second).await?,
            Some(Reading::Hang) => return self.hang().await,
            Some(Reading::Reset) => return self.reset(),
            Some(Reading::ResetAfter { bytes }) => {
                self.invite_body().await?;
                while self.buffer.len() < bytes && !self.body_is_whole(head.framing) {
                    self.fill().await?;
                }
                return self.reset();
            }
        }

        request.body = match self.body(head.framing).await? {
            Some(body) => body,
            None => return self.turn_away(413).await,
        };
        let response = handler.handle(request).await;
        let receipt = Receipt { handler, ticket: response.ticket };
        if self.in_black_hole() {
            receipt.settle(Fate::Cut);
            return self.hang().await;
        }
        self.send(response, head.keep_alive, receipt).await
    }

    fn in_black_hole(&self) -> bool {
        *self.state.borrow() == Listening::BlackHole
    }

    /// `None` when the body is longer than the limit.
    async fn body(&mut self, framing: Framing) -> io::Result<Option<Bytes>> {
        match framing {
            Framing::Length(0) => Ok(Some(Bytes::new())),
            Framing::Length(length) => match usize::try_from(length) {
                Ok(length) if length <= self.limits.body_bytes => {
                    self.invite_body().await?;
                    self.take(length).await.map(Some)
                }
                _ => Ok(None),
            },
            Framing::Chunked => {
                self.invite_body().await?;
                self.chunked_body().await
            }
        }
    }

    async fn chunked_body(&mut self) -> io::Result<Option<Bytes>> {
        let mut body = BytesMut::new();
        loop {
            let line = self.line().await?;
            let size = chunk_size(&line).ok_or(io::ErrorKind::InvalidData)?;
            if size.saturating_add(body.len()) > self.limits.body_bytes {
                return Ok(None);
            }
            if size == 0 {
                break;
            }
            body.extend_from_slice(&self.take(size).await?);
            if !self.line().await?.is_empty() {
                return Err(io::ErrorKind::InvalidData.into());
            }
        }
        while !self.line().await?.is_empty() {}
        Ok(Some(body.freeze()))
    }

    async fn line(&mut self) -> io::Result<Bytes> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") {
                let line = self.buffer.split_to(end).freeze();
                drop(self.buffer.split_to(2));
                return Ok(line);
            }
            if self.buffer.len() > self.limits.head_bytes {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.fill().await?;
        }
    }

    async fn take(&mut self, length: usize) -> io::Result<Bytes> {
        self.buffer.reserve(length.saturating_sub(self.buffer.len()));
        while self.buffer.len() < length {
            self.fill().await?;
        }
        Ok(self.buffer.split_to(length).freeze())
    }

    /// Reads more of the body, at the throttled pace if there is one.
    async fn fill(&mut self) -> io::Result<()> {
        let read = match self.throttle {
            None => self.stream.read_buf(&mut self.buffer).await?,
            Some(rate) => {
                let (bytes, pause) = pace(rate);
                tokio::time::sleep(pause).await;
                let mut piece = vec![0; bytes];
                let read = self.stream.read(&mut piece).await?;
                self.buffer.extend_from_slice(&piece[..read]);
                read
            }
        };
        if read == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn body_is_whole(&self, framing: Framing) -> bool {
        match framing {
            Framing::Length(length) => self.buffer.len() as u64 >= length,
            Framing::Chunked => self.buffer.ends_with(b"0\r\n\r\n"),
        }
    }

    async fn invite_body(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.continue_awaited) {
            self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
        }
        Ok(())
    }

    async fn slow_down(&mut self, bytes_per_second: u32) -> io::Result<()> {
        let rate = bytes_per_second.max(1);
        socket2::SockRef::from(&self.stream).set_recv_buffer_size(THROTTLED_BUFFER_BYTES)?;
        self.throttle = Some(rate);
        // What came together with the head takes its time too.
        tokio::time::sleep(Duration::from_secs_f64(self.buffer.len() as f64 / f64::from(rate))).await;
        Ok(())
    }

    async fn send<H: Handler>(
        &mut self,
        response: SimResponse,
        keep_alive: bool,
        receipt: Receipt<'_, H>,
    ) -> io::Result<Next> {
        if !response.delay.is_zero() {
            tokio::select! {
                () = tokio::time::sleep(response.delay) => {}
                gone = left(&self.stream) => return gone.map(|()| Next::Close),
            }
        }
        let chunked = response.manner == Manner::Chunked;
        let mut wire = head_bytes(&response, keep_alive, chunked);
        match response.manner {
            Manner::Normal | Manner::CloseAfter(_) if response.body.len() <= ONE_WRITE_BYTES => {
                wire.extend_from_slice(&response.body);
                self.stream.write_all(&wire).await?;
            }
            Manner::Normal | Manner::CloseAfter(_) => {
                self.stream.write_all(&wire).await?;
                self.stream.write_all(&response.body).await?;
            }
            Manner::Chunked => {
                for piece in response.body.chunks(1024) {
                    wire.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
                    wire.extend_from_slice(piece);
                    wire.extend_from_slice(b"\r\n");
                }
                wire.extend_from_slice(b"0\r\n\r\n");
                self.stream.write_all(&wire).await?;
            }
            Manner::Hang => {
                receipt.settle(Fate::Cut);
                return self.hang().await;
            }
            Manner::Reset => {
                receipt.settle(Fate::Cut);
                return self.reset();
            }
            Manner::Truncated { bytes } => {
                wire.extend_from_slice(&response.body[..bytes.min(response.body.len())]);
                self.stream.write_all(&wire).await?;
                return Ok(Next::Close);
            }
            Manner::Drip { bytes_per_second } => {
                wire.extend_from_slice(&response.body);
                self.drip(&wire, bytes_per_second).await?;
            }
        }
        receipt.settle(Fate::Whole);
        if let Manner::CloseAfter(idle) = response.manner {
            tokio::time::sleep(idle).await;
            return Ok(Next::Close);
        }
        Ok(if keep_alive { Next::Request } else { Next::Close })
    }

    async fn drip(&mut self, wire: &[u8], bytes_per_second: u32) -> io::Result<()> {
        let (bytes, pause) = pace(bytes_per_second);
        for piece in wire.chunks(bytes) {
            self.stream.write_all(piece).await?;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                gone = left(&self.stream) => {
                    gone?;
                    return Err(io::ErrorKind::BrokenPipe.into());
                }
            }
        }
        Ok(())
    }

    async fn turn_away(&mut self, status: u16) -> io::Result<Next> {
        let response = SimResponse::status(status);
        self.stream.write_all(&head_bytes(&response, false, false)).await?;
        Ok(Next::Close)
    }

    async fn hang(&mut self) -> io::Result<Next> {
        left(&self.stream).await?;
        Ok(Next::Close)
    }

    fn reset(&mut self) -> io::Result<Next> {
        self.stream.set_zero_linger()?;
        Ok(Next::Close)
    }
}

/// Tells the handler the answer's fate exactly once; dropped unsettled (an error, the server's stop), it was cut.
struct Receipt<'a, H: Handler> {
    handler: &'a H,
    ticket: Option<u64>,
}

impl<H: Handler> Receipt<'_, H> {
    fn settle(mut self, fate: Fate) {
        self.tell(fate);
    }

    fn tell(&mut self, fate: Fate) {
        if let Some(ticket) = self.ticket.take() {
            self.handler.answered(ticket, fate);
        }
    }
}

impl<H: Handler> Drop for Receipt<'_, H> {
    fn drop(&mut self) {
        self.tell(Fate::Cut);
    }
}

/// Waits until the client has closed its side, without taking what it may have sent.
async fn left(stream: &TcpStream) -> io::Result<()> {
    loop {
        let ready = stream.ready(Interest::READABLE).await?;
        if ready.is_read_closed() {
            return Ok(());
        }
        // Unread bytes make the socket ready for ever.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Bytes per step and the step's length, for a number of bytes a second.
fn pace(bytes_per_second: u32) -> (usize, Duration) {
    let steps = 1000 / THROTTLE_STEP.as_millis() as u32;
    match bytes_per_second.max(1) {
        rate if rate >= steps => ((rate / steps) as usize, THROTTLE_STEP),
        rate => (1, Duration::from_secs(1) / rate),
    }
}

fn head_bytes(response: &SimResponse, keep_alive: bool, chunked: bool) -> Vec<u8> {
    let mut head = String::with_capacity(256);
    // Writing to a String cannot fail.
    let _ = write!(head, "HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
    for (name, value) in &response.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    if chunked {
        head.push_str("transfer-encoding: chunked\r\n");
    } else if response.header("content-length").is_none() {
        let _ = write!(head, "content-length: {}\r\n", response.body.len());
    }
    if !keep_alive {
        head.push_str("connection: close\r\n");
    }
    head.push_str("\r\n");
    head.into_bytes()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Other",
    }
}
