//! A proxy in front of the broker that loses answers: the broker has done what it was asked, and the client gets no answer.
//!
//! It reads Kafka's framing alone: a length, and in a request the api's number and the correlation id that its answer
//! begins with.

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::crash_storm::dice::Dice;

/// `Produce` and `OffsetCommit`: what was appended, and how far a group has come.
const LOSES: [i16; 2] = [0, 8];

/// A running proxy; it ends when this is dropped.
pub struct Lossy {
    port: u16,
    state: Arc<State>,
    task: Option<JoinHandle<()>>,
}

struct State {
    /// One answer in so many is lost; 0 for none.
    one_in: AtomicU64,
    lost: AtomicU64,
    dice: Mutex<Dice>,
}

impl Lossy {
    /// Takes a port; no connection is accepted yet.
    pub async fn place(seed: u64) -> (Self, TcpListener) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let state = State { one_in: AtomicU64::new(0), lost: AtomicU64::new(0), dice: Mutex::new(Dice::of(seed)) };
        (Lossy { port, state: Arc::new(state), task: None }, listener)
    }

    /// Passes all that comes in on to `broker`.
    pub fn pass_on(&mut self, listener: TcpListener, broker: String) {
        let state = Arc::clone(&self.state);
        self.task = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connection(client, broker.clone(), Arc::clone(&state)));
            }
        }));
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on one answer in so many is lost, with its connection; 0 for none.
    pub fn loses_one_in(&self, answers: u64) {
        self.state.one_in.store(answers, Ordering::Relaxed);
    }

    /// How many were lost.
    pub fn lost(&self) -> u64 {
        self.state.lost.load(Ordering::Relaxed)
    }
}

impl Drop for Lossy {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Both directions, until one of them ends.
async fn connection(client: TcpStream, broker: String, state: Arc<State>) {
    let Ok(server) = TcpStream::connect(broker).await else { return };
    for stream in [&client, &server] {
        _ = stream.set_nodelay(true);
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let watched = Arc::new(Mutex::new(HashSet::new()));
    tokio::select! {
        () = requests(from_client, to_server, Arc::clone(&watched)) => {}
        () = answers(from_server, to_client, watched, state) => {}
    }
}

async fn requests(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, watched: Arc<Mutex<HashSet<[u8; 4]>>>) {
    while let Some(frame) = frame(&mut from).await {
        // Length, api key, api version, correlation id.
        if let [_, _, _, _, a, b, _, _, id @ ..] = &frame[..]
            && LOSES.contains(&i16::from_be_bytes([*a, *b]))
            && let Some(id) = id.first_chunk()
        {
            watched.lock().expect("no panic").insert(*id);
        }
        if to.write_all(&frame).await.is_err() {
            return;
        }
    }
}

async fn answers(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    watched: Arc<Mutex<HashSet<[u8; 4]>>>,
    state: Arc<State>,
) {
    while let Some(frame) = frame(&mut from).await {
        let id: Option<[u8; 4]> = frame[4..].first_chunk().copied();
        let watched = id.is_some_and(|id| watched.lock().expect("no panic").remove(&id));
        let one_in = state.one_in.load(Ordering::Relaxed);
        if watched && one_in > 0 && state.dice.lock().expect("no panic").next(one_in) == 0 {
            state.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        if to.write_all(&frame).await.is_err() {
            return;
        }
    }
}

/// One frame with its length; `None` at the connection's end.
async fn frame(from: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let length = from.read_u32().await.ok()?;
    let mut frame = length.to_be_bytes().to_vec();
    frame.resize(4 + usize::try_from(length).ok()?, 0);
    from.read_exact(&mut frame[4..]).await.ok()?;
    Some(frame)
}
