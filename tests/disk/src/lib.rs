//! A disk that fails when it is told to: once, from some moment on because it is full, or for good because the power went.
//!
//! SQLite meets it through a VFS of its own (`vfs`), other files through [`xuncun_store::files::Files`]. Each open, read, write,
//! flush, truncation, rename and removal beneath its folder is one operation; the operations of a story are counted, and a test lets each
//! of them fail in turn.
//!
//! What was written and not flushed is remembered beside the file (`image`). When the power comes back, the files are what a disk may
//! have kept: everything that was flushed, and by the throw of a seeded dice none, all or some sectors of what was not.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a disk of tests fails loudly where it is not told to fail")]

mod image;
mod plain;
mod vfs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, Weak};

use image::{Change, Dice, Image, Naming};

/// What is done to the disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// A file that is there is opened.
    Open,
    /// A file is made.
    Create,
    /// Bytes are read.
    Read,
    /// Bytes are written.
    Write,
    /// A file is flushed.
    Sync,
    /// A file is cut to a length.
    Truncate,
    /// A file is removed.
    Remove,
    /// A file gets another name.
    Rename,
    /// A folder is made.
    MakeDir,
    /// The names in a folder are flushed.
    SyncDir,
}

/// How an operation is to fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The operation fails, once.
    Io,
    /// The disk is full from here on, until it is mended.
    Full,
    /// The next write is done by half, and says so.
    Short,
    /// The power goes: nothing is done any more.
    Power,
}

/// What whoever asked is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Failure {
    Io,
    Full,
    Short,
}

/// A folder, and what happens to it.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    count: u64,
    fault: Option<(u64, Fault)>,
    /// The operation that a fault has struck.
    struck: Option<(u64, Op, PathBuf)>,
    full: bool,
    dead: bool,
    dice: Dice,
    files: BTreeMap<PathBuf, Image>,
    /// What became of names whose folder was not flushed since, in order.
    names: Vec<Naming>,
}

/// Disks by their folder: SQLite asks for a path and must find its disk.
static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

impl Disk {
    /// A disk in perfect order over this folder. What lies there already is durable.
    #[must_use]
    pub fn over(folder: &Path) -> Arc<Self> {
        vfs::install();
        let root = folder.canonicalize().unwrap();
        let state = Mutex::new(State { files: image::all_beneath(&root), ..State::default() });
        let disk = Arc::new(Self { root, state });
        let mut disks = DISKS.lock().unwrap();
        disks.retain(|disk| disk.strong_count() > 0);
        disks.push(Arc::downgrade(&disk));
        disk
    }

    fn of(path: &Path) -> Option<Arc<Self>> {
        DISKS.lock().unwrap().iter().filter_map(Weak::upgrade).find(|disk| path.starts_with(&disk.root))
    }

    /// The folder, by the one name under which its files are known.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Lets operation `n`, counted from now on, meet a fault.
    pub fn break_at(&self, n: u64, fault: Fault, seed: u64) {
        let mut state = self.state.lock().unwrap();
        state.fault = Some((state.count + n, fault));
        state.dice = Dice::new(seed);
        state.struck = None;
    }

    /// What was struck since [`Disk::break_at`], if anything was.
    #[must_use]
    pub fn struck(&self) -> Option<(u64, Op, PathBuf)> {
        self.state.lock().unwrap().struck.clone()
    }

    /// Operations so far.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.state.lock().unwrap().count
    }

    /// Whether the power is gone.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.state.lock().unwrap().dead
    }

    /// Full no more, and no fault to come.
    pub fn mend(&self) {
        let mut state = self.state.lock().unwrap();
        (state.fault, state.full) = (None, false);
    }

    /// The power goes now.
    pub fn cut(&self) {
        self.state.lock().unwrap().dead = true;
    }

    /// The power is back: the files are what the disk kept. Nobody may have them open.
    pub fn power_on(&self) {
        let mut state = self.state.lock().unwrap();
        let State { files, names, dice, .. } = &mut *state;
        image::lose(files, names, dice, &self.root);
        (state.fault, state.full, state.dead) = (None, false, false);
    }

    /// Whether the operation may be done.
    fn ask(&self, op: Op, path: &Path) -> Result<(), Failure> {
        let mut state = self.state.lock().unwrap();
        if state.dead {
            return Err(Failure::Io);
        }
        state.count += 1;
        let needs_space = matches!(op, Op::Create | Op::Write | Op::MakeDir);
        let Some((at, fault)) = state.fault.filter(|(at, _)| state.count >= *at) else {
            return if state.full && needs_space { Err(Failure::Full) } else { Ok(()) };
        };
        let failure = match fault {
            Fault::Io => Failure::Io,
            Fault::Full if needs_space => Failure::Full,
            Fault::Short if op == Op::Write => Failure::Short,
            Fault::Full | Fault::Short => return Ok(()),
            Fault::Power => {
                state.dead = true;
                Failure::Io
            }
        };
        state.full = fault == Fault::Full;
        state.fault = None;
        state.struck = Some((at, op, path.to_owned()));
        Err(failure)
    }

    /// A file is opened; its bytes as they are now are durable, unless it is new.
    fn opened(&self, path: &Path, new: bool) {
        let mut state = self.state.lock().unwrap();
        if !new && state.files.contains_key(path) {
            return;
        }
        let durable = if new { Vec::new() } else { std::fs::read(path).unwrap_or_default() };
        state.files.insert(path.to_owned(), Image::of(durable));
        if new {
            state.names.push(Naming::Made(path.to_owned()));
        }
    }

    fn note(&self, path: &Path, change: Change) {
        if let Some(image) = self.state.lock().unwrap().files.get_mut(path) {
            image.note(change);
        }
    }

    fn synced(&self, path: &Path) {
        let mut state = self.state.lock().unwrap();
        if let Some(image) = state.files.get_mut(path) {
            image.settle();
        }
    }

    /// A flush failed: what was to be flushed is on the disk in part, and no later flush brings the rest.
    fn sync_failed(&self, path: &Path) {
        let mut state = self.state.lock().unwrap();
        let State { files, dice, .. } = &mut *state;
        if let Some(image) = files.get_mut(path) {
            image.settle_some(dice);
        }
    }

    fn removed(&self, path: &Path) {
        let mut state = self.state.lock().unwrap();
        if let Some(image) = state.files.remove(path) {
            state.names.push(Naming::Gone(path.to_owned(), image));
        }
    }

    fn renamed(&self, from: &Path, to: &Path) {
        let mut state = self.state.lock().unwrap();
        let Some(image) = state.files.remove(from) else { return };
        let replaced = state.files.insert(to.to_owned(), image);
        state.names.push(Naming::Moved { from: from.to_owned(), to: to.to_owned(), replaced });
    }

    fn made_dir(&self, dir: &Path) {
        self.state.lock().unwrap().names.push(Naming::Folder(dir.to_owned()));
    }

    fn synced_dir(&self, dir: &Path) {
        self.state.lock().unwrap().names.retain(|naming| naming.place().parent() != Some(dir));
    }

    fn is_newly_named(&self, path: &Path) -> bool {
        self.state.lock().unwrap().names.iter().any(|naming| matches!(naming, Naming::Made(made) if made == path))
    }
}
