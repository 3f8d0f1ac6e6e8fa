//! The district's keys as files: 32 secret bytes in hexadecimal, readable by their owner alone.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use xuncun_journal::DeviceKey;

/// The root key: vouches for devices. Whoever has it is the district.
pub const ROOT: &str = "root.key";
/// The server's own device key: signs receipts, and commits of web users.
pub const SERVER: &str = "server.key";

/// Where the keys lie in a data folder.
#[must_use]
pub fn folder(data: &Path) -> PathBuf {
    data.join("keys")
}

/// Writes a key into a new file: temp, sync, rename, sync the folder. An existing key is never overwritten.
///
/// # Errors
/// What the file system says; `AlreadyExists`.
pub fn write(data: &Path, name: &str, key: &DeviceKey) -> io::Result<()> {
    let folder = folder(data);
    std::fs::create_dir_all(&folder)?;
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
    let (path, temp) = (folder.join(name), folder.join(format!("{name}.new")));
    if path.exists() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, format!("{name} exists")));
    }
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temp)?;
    writeln!(file, "{}", hex::encode(key.to_bytes()))?;
    file.sync_all()?;
    std::fs::rename(&temp, &path)?;
    File::open(&folder)?.sync_all()
}

/// Reads a key.
///
/// # Errors
/// What the file system says; `InvalidData` for a file that is no key.
pub fn read(data: &Path, name: &str) -> io::Result<DeviceKey> {
    let text = std::fs::read_to_string(folder(data).join(name))?;
    let mut secret = [0; 32];
    hex::decode_to_slice(text.trim(), &mut secret).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("{name} is not a key")))?;
    Ok(DeviceKey::from_bytes(&secret))
}

/// Key files that others than their owner may read.
///
/// # Errors
/// What the file system says.
pub fn too_open(data: &Path) -> io::Result<Vec<String>> {
    let mut open = Vec::new();
    for name in [ROOT, SERVER] {
        let path = folder(data).join(name);
        if path.exists() && std::fs::metadata(&path)?.permissions().mode() & 0o077 != 0 {
            open.push(name.to_owned());
        }
    }
    Ok(open)
}
