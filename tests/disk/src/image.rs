//! What of a file, and of the names in a folder, would still be there after a power cut.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a disk writes at once, or not at all.
const SECTOR: u64 = 512;

/// A small generator: the same seed, the same throws.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn throw(&mut self, sides: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Change {
    Write { at: u64, bytes: Vec<u8> },
    Truncate(u64),
}

/// A file: what is flushed, and what was changed since.
#[derive(Debug, Clone, Default)]
pub(crate) struct Image {
    durable: Vec<u8>,
    since: Vec<Change>,
}

impl Image {
    pub(crate) fn of(durable: Vec<u8>) -> Self {
        Self { durable, since: Vec::new() }
    }

    pub(crate) fn note(&mut self, change: Change) {
        self.since.push(change);
    }

    pub(crate) fn settle(&mut self) {
        for change in std::mem::take(&mut self.since) {
            self.apply(&change);
        }
    }

    /// Some sectors of what was changed, by the dice.
    pub(crate) fn settle_some(&mut self, dice: &mut Dice) {
        for change in std::mem::take(&mut self.since) {
            match change {
                Change::Truncate(_) if dice.throw(2) == 0 => {}
                Change::Truncate(_) => self.apply(&change),
                Change::Write { at, bytes } => {
                    let mut done = 0;
                    while done < bytes.len() as u64 {
                        let length = (SECTOR - (at + done) % SECTOR).min(bytes.len() as u64 - done);
                        if dice.throw(2) == 1 {
                            let part = bytes[done as usize..(done + length) as usize].to_vec();
                            self.apply(&Change::Write { at: at + done, bytes: part });
                        }
                        done += length;
                    }
                }
            }
        }
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::Truncate(length) => self.durable.resize(*length as usize, 0),
            Change::Write { at, bytes } => {
                let end = *at as usize + bytes.len();
                if self.durable.len() < end {
                    self.durable.resize(end, 0);
                }
                self.durable[*at as usize..end].copy_from_slice(bytes);
            }
        }
    }
}

/// What became of a name.
#[derive(Debug)]
pub(crate) enum Naming {
    Made(PathBuf),
    Moved { from: PathBuf, to: PathBuf, replaced: Option<Image> },
    Gone(PathBuf, Image),
    Folder(PathBuf),
}

impl Naming {
    pub(crate) fn place(&self) -> &Path {
        match self {
            Self::Made(path) | Self::Moved { to: path, .. } | Self::Gone(path, _) | Self::Folder(path) => path,
        }
    }
}

/// Every file beneath a folder, as it is now: durable.
pub(crate) fn all_beneath(dir: &Path) -> BTreeMap<PathBuf, Image> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(all_beneath(&path));
        } else {
            let durable = fs::read(&path).unwrap();
            files.insert(path, Image::of(durable));
        }
    }
    files
}

/// The power went: what was not flushed is kept not at all, wholly, or here and there; and of the names that were not flushed, the first few.
pub(crate) fn lose(files: &mut BTreeMap<PathBuf, Image>, names: &mut Vec<Naming>, dice: &mut Dice, root: &Path) {
    for image in files.values_mut() {
        match dice.throw(3) {
            0 => image.since.clear(),
            1 => image.settle(),
            _ => image.settle_some(dice),
        }
    }
    let kept = match dice.throw(3) {
        0 => 0,
        1 => names.len(),
        _ => dice.throw(names.len() as u64 + 1) as usize,
    };
    for naming in names.drain(..).skip(kept).rev() {
        match naming {
            Naming::Made(path) => drop(files.remove(&path)),
            Naming::Gone(path, image) => drop(files.insert(path, image)),
            Naming::Moved { from, to, replaced } => {
                if let Some(image) = files.remove(&to) {
                    files.insert(from, image);
                }
                files.extend(replaced.map(|image| (to, image)));
            }
            Naming::Folder(dir) => {
                files.retain(|path, _| !path.starts_with(&dir));
                fs::remove_dir_all(&dir).ok();
            }
        }
    }
    clear(root, files);
    for (path, image) in files {
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).unwrap();
        }
        fs::write(path, &image.durable).unwrap();
    }
}

/// Removes files that the disk does not have any more: shared memory, and names that were never flushed.
fn clear(dir: &Path, files: &BTreeMap<PathBuf, Image>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            clear(&path, files);
        } else if !files.contains_key(&path) {
            fs::remove_file(&path).unwrap();
        }
    }
}
