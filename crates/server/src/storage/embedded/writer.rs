//! Group commit: one thread writes, and whatever waits for it shares a transaction and its fsync.
//!
//! Each piece of work runs in a savepoint of its own: one that fails leaves nothing behind and spoils nothing for the
//! others. Nobody is answered before the whole transaction is durable.

use super::{Kept, StorageError};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

/// Told how the transaction ended, answers whoever waits.
type Finish = Box<dyn FnOnce(Result<(), String>) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> Finish + Send>;

/// Most pieces of work in one transaction.
const BATCH: usize = 128;
/// Pieces of work that may wait; beyond that callers wait to get in.
const QUEUE: usize = 1_024;

pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the thread; it ends when the last handle is dropped.
    pub(super) fn start(connection: Connection) -> Kept<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || run(&connection, queue))
            .map_err(|source| StorageError::File { path: "storage-writer".into(), source })?;
        Ok(Self { jobs })
    }

    /// Runs `work` and answers once it is durable.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Kept<T> + Send + 'static) -> Kept<T> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let made = in_savepoint(connection, work);
            Box::new(move |committed| {
                let made = made.and_then(|made| committed.map(|()| made).map_err(outcome_error));
                // Whoever asked may have gone away; the work stands all the same.
                let _ = answer.send(made);
            })
        });
        self.jobs.send(job).await.map_err(|_| StorageError::Closed)?;
        answered.await.map_err(|_| StorageError::Closed)?
    }
}

/// The text of a failed commit, for every job of the batch.
fn outcome_error(text: String) -> StorageError {
    if text == FULL { StorageError::Full } else { StorageError::Database(text) }
}

const FULL: &str = "full";

fn error_text(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DiskFull) => FULL.to_owned(),
        _ => error.to_string(),
    }
}

fn in_savepoint<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Kept<T>) -> Kept<T> {
    connection.execute_batch("SAVEPOINT job")?;
    let made = work(connection);
    if made.is_err() {
        connection.execute_batch("ROLLBACK TO job")?;
    }
    connection.execute_batch("RELEASE job")?;
    made
}

fn run(connection: &Connection, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.blocking_recv() {
        let begun = connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| error_text(&error));
        let mut finishes = vec![first(connection)];
        while finishes.len() < BATCH {
            let Ok(job) = queue.try_recv() else { break };
            finishes.push(job(connection));
        }
        let committed = begun.and_then(|()| connection.execute_batch("COMMIT").map_err(|error| error_text(&error)));
        if committed.is_err() {
            // A commit that failed may have left the transaction open; the next one must begin afresh.
            let _ = connection.execute_batch("ROLLBACK");
        }
        for finish in finishes {
            finish(committed.clone());
        }
    }
}
