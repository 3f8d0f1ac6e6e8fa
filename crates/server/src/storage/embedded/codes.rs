//! One-time codes and tokens. Secrets are kept as hashes: a copy of the database opens no door.

use super::{Code, CodeOutcome, CodeTry, Kept, TokenRow, device};
use crate::storage::{MAX_TRIES, REPEAT_MS};
use rusqlite::{Connection, OptionalExtension, params};
use xuncun_journal::Hash;

pub(super) fn put(c: &Connection, district: &str, code: &Code) -> Kept<()> {
    c.execute(
        "INSERT INTO codes (district, id, purpose, secret_hash, person, created_at, expires_at, made_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![district, code.id, code.purpose.as_str(), code.secret_hash.0, code.person, code.created_at, code.expires_at, code.made_by],
    )?;
    Ok(())
}

struct Found {
    secret_hash: Vec<u8>,
    person: String,
    expires_at: i64,
    tries: u32,
    used: Option<(i64, Option<Vec<u8>>)>,
}

pub(super) fn redeem(c: &Connection, district: &str, try_: &CodeTry, now: i64) -> Kept<CodeOutcome> {
    let sql = "SELECT secret_hash, person, expires_at, tries, used_at, used_by FROM codes WHERE district = ?1 AND id = ?2 AND purpose = ?3";
    let found = c
        .query_row(sql, params![district, try_.id, try_.purpose.as_str()], |row| {
            Ok(Found {
                secret_hash: row.get(0)?,
                person: row.get(1)?,
                expires_at: row.get(2)?,
                tries: row.get(3)?,
                used: row.get::<_, Option<i64>>(4)?.map(|at| Ok::<_, rusqlite::Error>((at, row.get(5)?))).transpose()?,
            })
        })
        .optional()?;
    let Some(found) = found else { return Ok(CodeOutcome::Unknown) };
    if found.tries >= MAX_TRIES {
        return Ok(CodeOutcome::TooManyTries);
    }
    if found.secret_hash != try_.secret_hash.0 {
        c.execute("UPDATE codes SET tries = tries + 1 WHERE district = ?1 AND id = ?2", params![district, try_.id])?;
        return Ok(if found.tries + 1 >= MAX_TRIES { CodeOutcome::TooManyTries } else { CodeOutcome::Unknown });
    }
    if let Some((at, by)) = found.used {
        let same = !try_.by.is_empty() && by.as_ref() == Some(&try_.by) && now - at < REPEAT_MS;
        return Ok(if same { CodeOutcome::Person(found.person) } else { CodeOutcome::Used });
    }
    if now >= found.expires_at {
        return Ok(CodeOutcome::Expired);
    }
    c.execute("UPDATE codes SET used_at = ?3, used_by = ?4 WHERE district = ?1 AND id = ?2", params![district, try_.id, now, try_.by])?;
    Ok(CodeOutcome::Person(found.person))
}

pub(super) fn put_token(c: &Connection, district: &str, token: &TokenRow) -> Kept<()> {
    let purpose = if token.web { "web" } else { "device" };
    c.execute(
        "INSERT OR REPLACE INTO tokens VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![district, token.hash.0, purpose, token.device.0, token.person, token.created_at, token.expires_at],
    )?;
    Ok(())
}

pub(super) fn drop_token(c: &Connection, district: &str, hash: Hash) -> Kept<()> {
    c.execute("DELETE FROM tokens WHERE district = ?1 AND token_hash = ?2", params![district, hash.0])?;
    Ok(())
}

pub(super) fn token(c: &Connection, district: &str, hash: Hash, now: i64) -> Kept<Option<TokenRow>> {
    let sql = "SELECT purpose, device, person, created_at, expires_at FROM tokens WHERE district = ?1 AND token_hash = ?2";
    type Columns = (String, Vec<u8>, String, i64, Option<i64>);
    let found: Option<Columns> = c
        .prepare_cached(sql)?
        .query_row(params![district, hash.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((purpose, by, person, created_at, expires_at)) = found else { return Ok(None) };
    if expires_at.is_some_and(|end| end <= now) {
        return Ok(None);
    }
    Ok(Some(TokenRow { hash, web: purpose == "web", device: device(by)?, person, created_at, expires_at }))
}

/// Old codes are kept for thirty days, so that whoever tries one is told "expired" rather than "unknown".
const KEEP_CODES_MS: i64 = 30 * 86_400_000;

pub(super) fn expire(c: &Connection, district: &str, now: i64) -> Kept<()> {
    c.execute("DELETE FROM codes WHERE district = ?1 AND expires_at < ?2", params![district, now - KEEP_CODES_MS])?;
    c.execute("DELETE FROM tokens WHERE district = ?1 AND expires_at <= ?2", params![district, now])?;
    Ok(())
}
