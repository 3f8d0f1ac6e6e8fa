//! Migrations: all or nothing, only forwards; a newer database is refused.

use rusqlite::Connection;

use crate::Result;
use crate::error::StoreError;

/// In order; the database's `user_version` is how many of them it has seen. Only ever added to.
const MIGRATIONS: &[&str] = &[
    include_str!("../../../migrations/device/0001_synced.sql"),
    include_str!("../../../migrations/device/0002_local.sql"),
    include_str!("../../../migrations/device/0003_reoffer.sql"),
    include_str!("../../../migrations/device/0004_carried.sql"),
    include_str!("../../../migrations/device/0005_erased.sql"),
    include_str!("../../../migrations/device/0006_looks.sql"),
    include_str!("../../../migrations/device/0007_freed.sql"),
    include_str!("../../../migrations/device/0008_refusals.sql"),
    include_str!("../../../migrations/device/0009_fixes.sql"),
    include_str!("../../../migrations/device/0010_let_go.sql"),
    include_str!("../../../migrations/device/0011_photo_clock.sql"),
    include_str!("../../../migrations/device/0012_marks.sql"),
    include_str!("../../../migrations/device/0013_consent.sql"),
    include_str!("../../../migrations/device/0014_steps.sql"),
    include_str!("../../../migrations/device/0015_voice_note.sql"),
    include_str!("../../../migrations/device/0016_finding_evidence.sql"),
    include_str!("../../../migrations/device/0017_same_place.sql"),
    include_str!("../../../migrations/device/0018_presence.sql"),
    include_str!("../../../migrations/device/0019_size.sql"),
    include_str!("../../../migrations/device/0020_marks.sql"),
    include_str!("../../../migrations/device/0021_step_voices.sql"),
    include_str!("../../../migrations/device/0022_place.sql"),
];

/// Brings the database to the version of this app.
pub(crate) fn migrate(conn: &mut Connection) -> Result<()> {
    run(conn, MIGRATIONS)
}

fn run(conn: &mut Connection, migrations: &[&str]) -> Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = tx.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = migrations.len() as i64;
    if found > known {
        return Err(StoreError::NewerDatabase { found, known });
    }
    if found == known {
        return Ok(());
    }
    for migration in migrations.iter().skip(found.max(0) as usize) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::schema;
    use xuncun_domain::table::{COMMON_COLUMNS, Kind, TABLES};

    fn columns(conn: &Connection, table: &str) -> Vec<(String, String)> {
        let mut statement = conn.prepare("SELECT name, type FROM pragma_table_info(?1)").unwrap();
        let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(std::result::Result::unwrap).collect()
    }

    #[test]
    fn the_migrations_and_the_domain_agree() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn).unwrap();
        for table in TABLES {
            let found = columns(&conn, table.name);
            for column in table.columns {
                let kind = match column.kind {
                    Kind::Int => "INTEGER",
                    Kind::Real => "REAL",
                    Kind::Text => "TEXT",
                    Kind::Bytes => "BLOB",
                };
                let expected = (column.name.to_owned(), kind.to_owned());
                assert!(found.contains(&expected), "{}.{} {kind}", table.name, column.name);
            }
            for common in COMMON_COLUMNS {
                assert!(found.iter().any(|(name, _)| name == common), "{}.{common}", table.name);
            }
            assert_eq!(found.len(), table.columns.len() + COMMON_COLUMNS.len() + 1, "{}", table.name);
        }
        for shape in schema::all() {
            for sql in shape.statements() {
                conn.prepare(sql).unwrap();
            }
        }
    }

    #[test]
    fn a_failing_migration_leaves_nothing_behind() {
        let mut conn = Connection::open_in_memory().unwrap();
        let broken = ["CREATE TABLE one (a)", "CREATE TABLE two (a); CREATE TABLE one (b);"];
        assert!(run(&mut conn, &broken).is_err());
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
        run(&mut conn, &broken[..1]).unwrap();
        run(&mut conn, &[broken[0], "ALTER TABLE one ADD COLUMN b"]).unwrap();
        assert_eq!(columns(&conn, "one").len(), 2);
    }

    #[test]
    fn a_newer_database_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 99).unwrap();
        let error = migrate(&mut conn).unwrap_err();
        assert_eq!(error.code(), "newer_database");
    }
}
