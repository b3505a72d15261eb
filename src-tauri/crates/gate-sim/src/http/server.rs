//! The listening side: one port that can be up, refuse, or swallow, and the connections it has accepted.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::Arc;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};

use super::{Handler, connection};

const BACKLOG: i32 = 1024;

/// What the port does with those who call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listening {
    /// Connections are accepted and served.
    Up,
    /// Connections are refused; those that were open are closed.
    Down,
    /// Connections are accepted, or stay open, and no request is ever answered.
    BlackHole,
}

/// Bounds on what a client may send.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest request head in bytes; a longer one is answered 431 and the connection closed.
    pub head_bytes: usize,
    /// Longest body in bytes; a longer one is answered 413 and the connection closed.
    pub body_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { head_bytes: 64 * 1024, body_bytes: 16 * 1024 * 1024 }
    }
}

/// Starts a server on `addr` (port 0 takes a free one) with the default [`Limits`]. Call it inside a tokio runtime.
///
/// # Errors
/// The operating system's, when the address cannot be bound.
pub fn serve<H: Handler>(addr: SocketAddr, handler: Arc<H>) -> io::Result<ServerHandle> {
    serve_with(addr, handler, Limits::default())
}

/// Starts a server as [`serve`] does, with other bounds.
///
/// # Errors
/// The operating system's, when the address cannot be bound.
pub fn serve_with<H: Handler>(addr: SocketAddr, handler: Arc<H>, limits: Limits) -> io::Result<ServerHandle> {
    let shared_port = addr.port() == 0 && cfg!(target_os = "linux");
    let socket = bound(addr, shared_port)?;
    let addr = socket.local_addr()?.as_socket().ok_or(io::ErrorKind::AddrNotAvailable)?;
    // Bound and never listening: while the server is down it keeps other programs from being given the port, and a
    // caller is still refused. Only for a port the system chose; one that was asked for must fail when it is taken.
    let reservation = if shared_port { Some(bound(addr, true)?) } else { None };
    let listener = listening(socket)?;

    let (commands, inbox) = mpsc::unbounded_channel();
    let (state, seen) = watch::channel(Listening::Up);
    let port = Port {
        addr,
        shared_port,
        _reservation: reservation,
        handler,
        limits,
        state,
        connections: JoinSet::new(),
    };
    let task = tokio::spawn(port.run(Some(listener), inbox));
    Ok(ServerHandle { addr, commands, state: seen, task: Some(task) })
}

/// A running server. Dropping it stops the server without waiting.
#[derive(Debug)]
pub struct ServerHandle {
    addr: SocketAddr,
    commands: mpsc::UnboundedSender<Command>,
    state: watch::Receiver<Listening>,
    task: Option<JoinHandle<()>>,
}

impl ServerHandle {
    /// The address it listens on, with the port that was chosen; the same while it is down.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What the port does now.
    pub fn listening(&self) -> Listening {
        *self.state.borrow()
    }

    /// Takes the port down, up again, or makes it a black hole, as [`PortControl::set_listening`] does.
    ///
    /// # Errors
    /// As there.
    pub async fn set_listening(&self, listening: Listening) -> io::Result<()> {
        self.control().set_listening(listening).await
    }

    /// A second hand on the port that does not keep the server alive.
    pub fn control(&self) -> PortControl {
        PortControl { commands: self.commands.clone() }
    }

    /// Closes the port and every connection, and returns when they are closed.
    pub async fn stop(mut self) {
        self.close().await;
    }

    pub(crate) async fn close(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            // The abort itself is the expected outcome; a panic has been reported by the runtime.
            let _ = task.await;
        }
    }
}

/// Changes what a port does, from anywhere.
#[derive(Debug, Clone)]
pub struct PortControl {
    commands: mpsc::UnboundedSender<Command>,
}

impl PortControl {
    /// Takes the port down, up again, or makes it a black hole; returns when it is so.
    ///
    /// # Errors
    /// The operating system's, when the port cannot be bound again (the server then stays down), and `NotConnected`
    /// when the server has stopped.
    pub async fn set_listening(&self, listening: Listening) -> io::Result<()> {
        let (done, outcome) = oneshot::channel();
        if self.commands.send(Command { listening, done }).is_err() {
            return Err(io::ErrorKind::NotConnected.into());
        }
        outcome.await.unwrap_or_else(|_| Err(io::ErrorKind::NotConnected.into()))
    }
}

impl Drop for ServerHandle {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

#[derive(Debug)]
struct Command {
    listening: Listening,
    done: oneshot::Sender<io::Result<()>>,
}

struct Port<H> {
    addr: SocketAddr,
    shared_port: bool,
    _reservation: Option<Socket>,
    handler: Arc<H>,
    limits: Limits,
    state: watch::Sender<Listening>,
    connections: JoinSet<()>,
}

impl<H: Handler> Port<H> {
    async fn run(mut self, mut listener: Option<TcpListener>, mut inbox: mpsc::UnboundedReceiver<Command>) {
        loop {
            tokio::select! {
                command = inbox.recv() => {
                    let Some(command) = command else { return };
                    let outcome = self.obey(command.listening, &mut listener).await;
                    // Nobody waits any more: the change itself stands.
                    let _ = command.done.send(outcome);
                }
                accepted = accept(listener.as_ref()) => match accepted {
                    Ok(stream) => self.welcome(stream),
                    // For instance no free descriptor: the caller waits in the backlog until there is one.
                    Err(error) => {
                        tracing::debug!(%error, "accept failed");
                        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                    }
                },
                Some(_) = self.connections.join_next() => {}
            }
        }
    }

    fn welcome(&mut self, stream: tokio::net::TcpStream) {
        let (handler, limits, state) = (self.handler.clone(), self.limits, self.state.subscribe());
        self.connections.spawn(connection::converse(stream, handler, limits, state));
    }

    async fn obey(&mut self, wanted: Listening, listener: &mut Option<TcpListener>) -> io::Result<()> {
        if wanted == Listening::Down {
            *listener = None;
            self.connections.shutdown().await;
        } else if listener.is_none() {
            *listener = Some(listening(bound(self.addr, self.shared_port)?)?);
        }
        self.state.send_replace(wanted);
        Ok(())
    }
}

async fn accept(listener: Option<&TcpListener>) -> io::Result<tokio::net::TcpStream> {
    match listener {
        Some(listener) => listener.accept().await.map(|(stream, _)| stream),
        None => std::future::pending().await,
    }
}

#[cfg_attr(not(target_os = "linux"), allow(unused_variables))]
fn bound(addr: SocketAddr, shared_port: bool) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix this option would let two programs listen on one port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_reuse_port(shared_port)?;
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    Ok(socket)
}

fn listening(socket: Socket) -> io::Result<TcpListener> {
    socket.listen(BACKLOG)?;
    TcpListener::from_std(StdListener::from(socket))
}
