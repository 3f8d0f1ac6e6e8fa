//! The network between devices and server: one address that stays while the server comes and goes, and that can hold or cut what passes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rules {
    server: Option<SocketAddr>,
    /// Bytes that may still go up before the wire holds; `None` is no bound.
    allowance: Option<u64>,
    /// Connections of an older generation are cut.
    generation: u64,
}

/// What has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Passed {
    /// Bytes from devices to the server.
    pub up: u64,
    /// Bytes from the server to devices.
    pub down: u64,
    /// Connections that reached the server.
    pub connections: u64,
    /// Requests that went up, by their request lines (HTTP/1.1).
    pub requests: u64,
    /// Something wants to go up and is being held.
    pub holding: bool,
}

/// A TCP forwarder on loopback.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    rules: watch::Sender<Rules>,
    passed: Arc<watch::Sender<Passed>>,
    spare: Mutex<u64>,
}

impl Wire {
    /// A wire that leads nowhere yet.
    pub async fn lay() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (rules, watching) = watch::channel(Rules { server: None, allowance: None, generation: 0 });
        let passed = Arc::new(watch::Sender::new(Passed::default()));
        let wire = Arc::new(Self { address: listener.local_addr().unwrap(), rules, passed: passed.clone(), spare: Mutex::new(0) });
        let weak = Arc::downgrade(&wire);
        tokio::spawn(async move {
            while let Ok((device, _)) = listener.accept().await {
                let Some(wire) = weak.upgrade() else { break };
                // A server that is away answers nothing: the connection is closed at once.
                let rules = *watching.borrow();
                if let Some(server) = rules.server {
                    tokio::spawn(carry(wire, device, server, watching.clone(), rules.generation));
                }
            }
        });
        wire
    }

    /// The address that devices know.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Leads to a server from now on.
    pub fn lead_to(&self, server: SocketAddr) {
        self.rules.send_modify(|rules| rules.server = Some(server));
    }

    /// Leads nowhere from now on, and cuts what is connected.
    pub fn lead_nowhere(&self) {
        self.rules.send_modify(|rules| rules.server = None);
        self.cut();
    }

    /// Cuts every connection in the middle of whatever it carries.
    pub fn cut(&self) {
        self.rules.send_modify(|rules| rules.generation += 1);
    }

    /// Lets `bytes` more go up, then holds.
    pub fn hold_after(&self, bytes: u64) {
        *self.spare.lock().unwrap() = bytes;
        self.rules.send_modify(|rules| rules.allowance = Some(bytes));
    }

    /// Holds no longer.
    pub fn release(&self) {
        self.rules.send_modify(|rules| rules.allowance = None);
        self.passed.send_modify(|passed| passed.holding = false);
    }

    /// Waits until something is held.
    pub async fn holding(&self) {
        crate::soon("the wire to hold an upload", self.passed.subscribe().wait_for(|passed| passed.holding)).await.unwrap();
    }

    /// What has passed so far.
    pub fn passed(&self) -> Passed {
        *self.passed.borrow()
    }

    /// Takes up to `wanted` bytes of the allowance; 0 means hold.
    fn take(&self, wanted: u64) -> u64 {
        if self.rules.borrow().allowance.is_none() {
            return wanted;
        }
        let mut spare = self.spare.lock().unwrap();
        let taken = wanted.min(*spare);
        *spare -= taken;
        taken
    }
}

async fn carry(wire: Arc<Wire>, device: TcpStream, server: SocketAddr, mut rules: watch::Receiver<Rules>, generation: u64) {
    let Ok(server) = TcpStream::connect(server).await else { return };
    wire.passed.send_modify(|passed| passed.connections += 1);
    let (from_device, to_device) = device.into_split();
    let (from_server, to_server) = server.into_split();
    let up = up(wire.clone(), from_device, to_server, rules.clone());
    let down = down(wire.clone(), from_server, to_device);
    tokio::select! {
        () = async { tokio::join!(up, down); } => {}
        _ = rules.wait_for(|rules| rules.generation != generation) => {}
    }
}

async fn up(wire: Arc<Wire>, mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf, mut rules: watch::Receiver<Rules>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read) = from.read(&mut buffer).await {
        if read == 0 {
            break;
        }
        let requests = buffer[..read].windows(11).filter(|window| window == b" HTTP/1.1\r\n").count() as u64;
        wire.passed.send_modify(|passed| passed.requests += requests);
        let mut sent = 0;
        while sent < read {
            let may = wire.take((read - sent) as u64) as usize;
            if may == 0 {
                wire.passed.send_modify(|passed| passed.holding = true);
                let allowed = *rules.borrow_and_update();
                if rules.wait_for(|now| *now != allowed).await.is_err() {
                    return;
                }
                continue;
            }
            if to.write_all(&buffer[sent..sent + may]).await.is_err() {
                return;
            }
            sent += may;
            wire.passed.send_modify(|passed| passed.up += may as u64);
        }
    }
    let _ = to.shutdown().await;
}

async fn down(wire: Arc<Wire>, mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read) = from.read(&mut buffer).await {
        if read == 0 || to.write_all(&buffer[..read]).await.is_err() {
            break;
        }
        wire.passed.send_modify(|passed| passed.down += read as u64);
    }
    let _ = to.shutdown().await;
}
