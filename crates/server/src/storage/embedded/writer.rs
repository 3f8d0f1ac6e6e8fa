//! Group commit: one thread writes, and whatever waits for it shares a transaction and its fsync.
//!
//! Each piece of work runs in a savepoint of its own: one that fails leaves nothing behind and spoils nothing for the
//! others. Nobody is answered before the whole transaction is durable.

use super::{Kept, StorageError};
use rusqlite::Connection;
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Told how the transaction ended, answers whoever waits.
type Finish = Box<dyn FnOnce(Result<(), String>) + Send>;
/// Does its work in an open transaction; also says what went wrong with it.
type Job = Box<dyn FnOnce(Work<'_>) -> (Finish, Option<String>) + Send>;

/// What a piece of work is given.
enum Work<'a> {
    /// An open transaction.
    In(&'a Connection),
    /// None: there is nothing that it may touch.
    None,
}

/// Most pieces of work in one transaction.
const BATCH: usize = 128;
/// Pieces of work that may wait; beyond that callers wait to get in.
const QUEUE: usize = 1_024;

pub(super) struct Writer {
    /// None on its way down.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread; it has ended, and the database is closed, when the handle is dropped.
    pub(super) fn start(connection: Connection) -> Kept<Self> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || run(&connection, queue))
            .map_err(|source| StorageError::File { path: "storage-writer".into(), source })?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Runs `work` and answers once it is durable.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce(&Connection) -> Kept<T> + Send + 'static) -> Kept<T> {
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or(StorageError::Closed)?;
        jobs.send(job(work, answer)).await.map_err(|_| StorageError::Closed)?;
        answered.await.map_err(|_| StorageError::Closed)?
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The queue ends, the thread does what is in it, and closes the database: whoever opens or copies the folder next finds it at rest.
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the storage's writer broke");
        }
    }
}

fn job<T: Send + 'static>(work: impl FnOnce(&Connection) -> Kept<T> + Send + 'static, answer: oneshot::Sender<Kept<T>>) -> Job {
    Box::new(move |given| {
        let made = match given {
            Work::In(connection) => in_savepoint(connection, work),
            Work::None => Err(StorageError::Closed),
        };
        let (failed, idle) = (made.as_ref().err().map(StorageError::to_string), matches!(given, Work::None));
        let full = matches!(made, Err(StorageError::Full));
        let finish: Finish = Box::new(move |committed| {
            let made = match committed {
                // Nothing of the batch stands, whatever this one made of it.
                Err(text) if made.is_ok() || idle => Err(outcome_error(text)),
                _ => made,
            };
            // Whoever asked may have gone away; the work stands all the same.
            let _ = answer.send(made);
        });
        (finish, if full { Some(FULL.to_owned()) } else { failed })
    })
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
    // On some faults (a full disk, an unreadable page) SQLite rolls back the whole transaction by itself, savepoints and all.
    if connection.is_autocommit() {
        return made;
    }
    let back = if made.is_err() { connection.execute_batch("ROLLBACK TO job") } else { Ok(()) };
    if let Err(error) = back.and_then(|()| connection.execute_batch("RELEASE job")) {
        // Half a piece of work, or one that is told as failed and stands, must not be committed with the others': nothing of this transaction is.
        let _ = connection.execute_batch("ROLLBACK");
        return made.and(Err(error.into()));
    }
    made
}

fn run(connection: &Connection, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.blocking_recv() {
        batch(connection, first, &mut queue);
    }
}

/// One transaction: the work that waits, and then everybody's answer.
fn batch(connection: &Connection, first: Job, queue: &mut mpsc::Receiver<Job>) {
    if let Err(error) = connection.execute_batch("BEGIN IMMEDIATE") {
        // Outside a transaction each statement would stand by itself: nothing may run.
        let (finish, _) = first(Work::None);
        finish(Err(error_text(&error)));
        return;
    }
    let mut finishes = Vec::new();
    let mut next = Some(first);
    let mut broken = None;
    while let Some(job) = next.take() {
        let (finish, failed) = job(Work::In(connection));
        finishes.push(finish);
        if connection.is_autocommit() {
            broken = Some(failed.unwrap_or_else(|| "the transaction was rolled back".to_owned()));
            break;
        }
        if finishes.len() < BATCH {
            next = queue.try_recv().ok();
        }
    }
    let committed = match broken {
        Some(text) => Err(text),
        None => connection.execute_batch("COMMIT").map_err(|error| error_text(&error)),
    };
    if committed.is_err() && !connection.is_autocommit() {
        // A commit that failed may have left the transaction open; the next one must begin afresh.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for finish in finishes {
        finish(committed.clone());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    type Answer = oneshot::Receiver<Kept<()>>;

    fn insert(bytes: i64) -> impl FnOnce(&Connection) -> Kept<()> + Send + 'static {
        move |connection| {
            connection.execute("INSERT INTO t (b) VALUES (zeroblob(?1))", [bytes])?;
            Ok(())
        }
    }

    /// What SQLite does by itself on some faults.
    fn roll_back(connection: &Connection) -> Kept<()> {
        connection.execute_batch("ROLLBACK")?;
        Err(StorageError::Full)
    }

    /// Pieces of work that wait together, and so share a transaction.
    #[derive(Default)]
    struct Waiting {
        jobs: Vec<Job>,
        answers: Vec<Answer>,
    }

    impl Waiting {
        fn add(&mut self, work: impl FnOnce(&Connection) -> Kept<()> + Send + 'static) {
            let (answer, answered) = oneshot::channel();
            self.jobs.push(job(work, answer));
            self.answers.push(answered);
        }

        /// Does them all; their answers, in order.
        fn done(self, connection: &Connection) -> Vec<Kept<()>> {
            let (send, queue) = mpsc::channel(QUEUE);
            for job in self.jobs {
                assert!(send.try_send(job).is_ok());
            }
            drop(send);
            run(connection, queue);
            self.answers.into_iter().map(|mut answer| answer.try_recv().unwrap()).collect()
        }
    }

    fn table(path: &std::path::Path) -> Connection {
        let connection = Connection::open(path).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS t (b BLOB)").unwrap();
        connection
    }

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_full_disk_fails_the_work_that_met_it_and_is_said_to_be_one() {
        let folder = tempfile::tempdir().unwrap();
        let connection = table(&folder.path().join("db"));
        connection.query_row("PRAGMA max_page_count = 8", [], |_| Ok(())).unwrap();
        let mut waiting = Waiting::default();
        waiting.add(insert(10));
        waiting.add(insert(1 << 20));
        waiting.add(insert(10));
        let answers = waiting.done(&connection);
        assert!(matches!(answers[1], Err(StorageError::Full)), "{answers:?}");
        // Whatever SQLite rolled back: what was said to be stored is stored, and nothing else.
        assert_eq!(usize::try_from(rows(&connection)).unwrap(), answers.iter().filter(|answer| answer.is_ok()).count());
        assert!(answers.iter().all(|answer| matches!(answer, Ok(()) | Err(StorageError::Full))));
    }

    #[test]
    fn a_transaction_that_was_rolled_back_in_the_middle_stands_for_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let connection = table(&folder.path().join("db"));
        let mut waiting = Waiting::default();
        waiting.add(insert(10));
        waiting.add(roll_back);
        waiting.add(insert(20));
        let answers = waiting.done(&connection);
        assert!(matches!(answers[..], [Err(StorageError::Full), Err(StorageError::Full), Ok(())]), "{answers:?}");
        assert_eq!(rows(&connection), 1, "the third came into a transaction of its own");
    }

    #[test]
    fn nothing_runs_where_no_transaction_began() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let (connection, other) = (table(&path), table(&path));
        connection.busy_timeout(std::time::Duration::ZERO).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut waiting = Waiting::default();
        waiting.add(|_| unreachable!("there is no transaction"));
        waiting.add(insert(10));
        let answers = waiting.done(&connection);
        assert!(answers.iter().all(|answer| matches!(answer, Err(StorageError::Database(_)))), "{answers:?}");
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(rows(&connection), 0);
        let mut waiting = Waiting::default();
        waiting.add(insert(10));
        assert!(waiting.done(&connection)[0].is_ok());
        assert_eq!(rows(&connection), 1);
    }
}
