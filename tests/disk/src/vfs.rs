//! The disk as SQLite meets it: a VFS in front of the system's own. It becomes the process's default, so that whoever is tested opens its database as
//! ever; files beneath no [`Disk`] pass through untouched.
#![allow(unsafe_code, reason = "SQLite's VFS is a table of C functions; nothing else can fail its reads and writes one by one")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::{Arc, Once};

use rusqlite::ffi;

use super::image::Change;
use super::{Disk, Failure, Op};

/// A file of ours; the system's own file lies behind it in the same allocation.
#[repr(C)]
struct Shim {
    base: ffi::sqlite3_file,
    /// None where no disk of ours is beneath.
    place: *mut Place,
}

struct Place {
    disk: Arc<Disk>,
    path: PathBuf,
}

/// The system's VFS, set once before ours is registered.
static mut SYSTEM: *mut ffi::sqlite3_vfs = ptr::null_mut();

pub(crate) fn install() {
    static ONCE: Once = Once::new();
    // SAFETY: done once, before any connection that the tests fail; the copied table and its methods live as long as the process.
    ONCE.call_once(|| unsafe {
        assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
        SYSTEM = ffi::sqlite3_vfs_find(ptr::null());
        // A copy: what is not replaced here works on the table's own data, as in the system's.
        let mut ours = *SYSTEM;
        ours.szOsFile += size_of::<Shim>() as c_int;
        ours.zName = c"failing".as_ptr();
        ours.pNext = ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1), ffi::SQLITE_OK);
    });
}

const METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
static TABLE: ffi::sqlite3_io_methods = METHODS;

fn code(failure: Failure, io: c_int) -> c_int {
    match failure {
        Failure::Io => io,
        Failure::Full | Failure::Short => ffi::SQLITE_FULL,
    }
}

// SAFETY, here and below: SQLite calls these with files that `open` filled in, and with the buffers that its documentation promises.
unsafe fn system(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<u8>().add(size_of::<Shim>()).cast() }
}

unsafe fn place<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Place> {
    unsafe { (*file.cast::<Shim>()).place.as_ref() }
}

/// Calls a method of the system's file.
macro_rules! pass {
    ($method:ident, $file:expr $(, $arg:expr)*) => {{
        let file = unsafe { system($file) };
        match unsafe { (*(*file).pMethods).$method } {
            Some(method) => unsafe { method(file $(, $arg)*) },
            None => unreachable!("the system's VFS has it"),
        }
    }};
}

unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes();
    Some(Path::new(std::ffi::OsStr::from_bytes(bytes)).to_owned())
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let shim = file.cast::<Shim>();
    unsafe { (*shim).base.pMethods = ptr::null() };
    unsafe { (*shim).place = ptr::null_mut() };
    let found = unsafe { path_of(name) }.and_then(|path| Some((Disk::of(&path)?, path)));
    let new = found.as_ref().is_some_and(|(_, path)| !path.exists());
    if let Some((disk, path)) = &found
        && let Err(failure) = disk.ask(if new { Op::Create } else { Op::Open }, path)
    {
        return code(failure, ffi::SQLITE_CANTOPEN);
    }
    let real = unsafe { system(file) };
    let opened = match unsafe { (*SYSTEM).xOpen } {
        Some(open) => unsafe { open(SYSTEM, name, real, flags, out) },
        None => ffi::SQLITE_CANTOPEN,
    };
    if opened != ffi::SQLITE_OK {
        return opened;
    }
    if let Some((disk, path)) = found {
        disk.opened(&path, new);
        unsafe { (*shim).place = Box::into_raw(Box::new(Place { disk, path })) };
    }
    unsafe { (*shim).base.pMethods = &raw const TABLE };
    ffi::SQLITE_OK
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    let found = unsafe { path_of(name) }.and_then(|path| Some((Disk::of(&path)?, path)));
    if let Some((disk, path)) = &found
        && let Err(failure) = disk.ask(Op::Remove, path)
    {
        return code(failure, ffi::SQLITE_IOERR_DELETE);
    }
    let done = match unsafe { (*SYSTEM).xDelete } {
        // The folder is flushed in the model alone.
        Some(delete) => unsafe { delete(SYSTEM, name, 0) },
        None => ffi::SQLITE_IOERR_DELETE,
    };
    if let (ffi::SQLITE_OK, Some((disk, path))) = (done, &found) {
        disk.removed(path);
        if let (true, Some(above)) = (sync_dir != 0, path.parent()) {
            disk.synced_dir(above);
        }
    }
    done
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let closed = pass!(xClose, file);
    let shim = file.cast::<Shim>();
    unsafe {
        if !(*shim).place.is_null() {
            drop(Box::from_raw((*shim).place));
            (*shim).place = ptr::null_mut();
        }
    }
    closed
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, amount: c_int, at: ffi::sqlite3_int64) -> c_int {
    if let Some(place) = unsafe { place(file) }
        && let Err(failure) = place.disk.ask(Op::Read, &place.path)
    {
        return code(failure, ffi::SQLITE_IOERR_READ);
    }
    pass!(xRead, file, to, amount, at)
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, amount: c_int, at: ffi::sqlite3_int64) -> c_int {
    let Some(place) = (unsafe { place(file) }) else { return pass!(xWrite, file, from, amount, at) };
    let allowed = place.disk.ask(Op::Write, &place.path);
    let amount = match allowed {
        Ok(()) => amount,
        Err(Failure::Short) => amount / 2,
        Err(failure) => return code(failure, ffi::SQLITE_IOERR_WRITE),
    };
    let written = pass!(xWrite, file, from, amount, at);
    if written == ffi::SQLITE_OK {
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), amount as usize) }.to_vec();
        place.disk.note(&place.path, Change::Write { at: at as u64, bytes });
    }
    allowed.map_or_else(|failure| code(failure, ffi::SQLITE_IOERR_WRITE), |()| written)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    let Some(place) = (unsafe { place(file) }) else { return pass!(xTruncate, file, length) };
    if let Err(failure) = place.disk.ask(Op::Truncate, &place.path) {
        return code(failure, ffi::SQLITE_IOERR_TRUNCATE);
    }
    let done = pass!(xTruncate, file, length);
    if done == ffi::SQLITE_OK {
        place.disk.note(&place.path, Change::Truncate(length as u64));
    }
    done
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Some(place) = (unsafe { place(file) }) else { return pass!(xSync, file, flags) };
    if let Err(failure) = place.disk.ask(Op::Sync, &place.path) {
        place.disk.sync_failed(&place.path);
        return code(failure, ffi::SQLITE_IOERR_FSYNC);
    }
    place.disk.synced(&place.path);
    // The system's VFS flushes the folder at the first flush of a new journal or log.
    let journal = ["-wal", "-journal"].iter().any(|end| place.path.as_os_str().as_bytes().ends_with(end.as_bytes()));
    if let (true, Some(above)) = (journal && place.disk.is_newly_named(&place.path), place.path.parent()) {
        place.disk.synced_dir(above);
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, length: *mut ffi::sqlite3_int64) -> c_int {
    pass!(xFileSize, file, length)
}
unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(xLock, file, level)
}
unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    pass!(xUnlock, file, level)
}
unsafe extern "C" fn is_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    pass!(xCheckReservedLock, file, out)
}
unsafe extern "C" fn control(file: *mut ffi::sqlite3_file, op: c_int, arg: *mut c_void) -> c_int {
    pass!(xFileControl, file, op, arg)
}
unsafe extern "C" fn sector(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(xSectorSize, file)
}
unsafe extern "C" fn characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    pass!(xDeviceCharacteristics, file)
}
unsafe extern "C" fn shm_map(file: *mut ffi::sqlite3_file, page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int {
    pass!(xShmMap, file, page, size, extend, out)
}
unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    pass!(xShmLock, file, offset, n, flags)
}
unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    pass!(xShmBarrier, file);
}
unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    pass!(xShmUnmap, file, delete)
}
