//! A line that barely works: a TCP forwarder that cuts, stalls, is slow, and loses the one reply that matters. It counts what went up.
//!
//! It stands in for netem, which few kernels of test machines have: what TCP makes of lost packets is that bytes come late, in bursts, and now and
//! then not at all. Its chances come from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::net::SocketAddr;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What is wrong with a line.
#[derive(Debug, Clone, Default)]
pub struct Trouble {
    /// Each connection is cut after so many bytes upwards.
    pub cut_after: Option<Range<u64>>,
    /// Bytes a second upwards, for all connections together.
    pub pace: Option<u64>,
    /// Of a hundred packets upwards so many are lost, and come again later.
    pub lost_in_hundred: u32,
    /// A reply that holds one of these (in small letters) is lost with its connection, the first time.
    pub lost_replies: Vec<String>,
}

/// A packet's payload.
const PACKET: usize = 1_400;
/// How long a lost packet is late.
const LATE: Duration = Duration::from_millis(20);
/// One in so many lost packets is given up, and its connection with it.
const GIVEN_UP: u32 = 60;

/// The line.
pub struct Rough {
    address: SocketAddr,
    server: SocketAddr,
    trouble: Trouble,
    dice: Mutex<ChaCha8Rng>,
    lost_replies: Mutex<Vec<String>>,
    /// One packet after another, whichever connection it is of.
    road: tokio::sync::Mutex<()>,
    up: AtomicU64,
    breaks: AtomicU64,
}

impl Rough {
    /// A line to this server.
    pub async fn lay(server: SocketAddr, trouble: Trouble, seed: u64) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = Arc::new(Self {
            address: listener.local_addr().unwrap(),
            server,
            lost_replies: Mutex::new(trouble.lost_replies.clone()),
            trouble,
            dice: Mutex::new(ChaCha8Rng::seed_from_u64(seed)),
            road: tokio::sync::Mutex::new(()),
            up: AtomicU64::new(0),
            breaks: AtomicU64::new(0),
        });
        let weak = Arc::downgrade(&line);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Some(line) = weak.upgrade() else { break };
                tokio::spawn(async move { line.carry(client).await });
            }
        });
        line
    }

    /// Where it begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Bytes that went up, those that came to nothing included.
    pub fn up(&self) -> u64 {
        self.up.load(Ordering::SeqCst)
    }

    /// Connections that it broke.
    pub fn breaks(&self) -> u64 {
        self.breaks.load(Ordering::SeqCst)
    }

    /// Replies that it has still to lose.
    pub fn still_to_lose(&self) -> usize {
        self.lost_replies.lock().unwrap().len()
    }

    async fn carry(&self, client: TcpStream) {
        let Ok(server) = TcpStream::connect(self.server).await else { return };
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        // Whichever way breaks first takes the other with it.
        let broken = tokio::select! {
            broken = self.upwards(from_client, to_server) => broken,
            broken = self.downwards(from_server, to_client) => broken,
        };
        if broken {
            self.breaks.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// True if this line broke it, and not one of the two that talk over it.
    async fn upwards(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> bool {
        let mut left = self.trouble.cut_after.clone().map_or(u64::MAX, |range| self.dice.lock().unwrap().random_range(range));
        let mut packet = vec![0; PACKET];
        loop {
            let most = PACKET.min(usize::try_from(left).unwrap_or(PACKET));
            if most == 0 {
                return true;
            }
            let read = match from.read(&mut packet[..most]).await {
                Ok(read) if read > 0 => read,
                _ => return false,
            };
            left -= read as u64;
            self.up.fetch_add(read as u64, Ordering::SeqCst);
            if self.on_the_road(read).await || to.write_all(&packet[..read]).await.is_err() {
                return true;
            }
        }
    }

    /// A packet takes its time. True if it never arrives.
    async fn on_the_road(&self, bytes: usize) -> bool {
        let (late, given_up) = {
            let mut dice = self.dice.lock().unwrap();
            let lost = self.trouble.lost_in_hundred > 0 && dice.random_range(0..100) < self.trouble.lost_in_hundred;
            (lost, lost && dice.random_range(0..GIVEN_UP) == 0)
        };
        if late {
            tokio::time::sleep(LATE).await;
        }
        if let Some(pace) = self.trouble.pace {
            let _alone = self.road.lock().await;
            tokio::time::sleep(Duration::from_secs_f64(bytes as f64 / pace as f64)).await;
        }
        given_up
    }

    async fn downwards(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> bool {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            let read = match from.read(&mut buffer).await {
                Ok(read) if read > 0 => read,
                _ => return false,
            };
            if self.loses(&buffer[..read]) {
                return true;
            }
            if to.write_all(&buffer[..read]).await.is_err() {
                return false;
            }
        }
    }

    fn loses(&self, reply: &[u8]) -> bool {
        let mut lost = self.lost_replies.lock().unwrap();
        let text = String::from_utf8_lossy(reply).to_ascii_lowercase();
        let at = lost.iter().position(|words| text.contains(words));
        at.map(|at| lost.remove(at)).is_some()
    }
}
