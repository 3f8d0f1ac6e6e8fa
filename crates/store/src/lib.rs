//! The replica: SQLite, the write door, sealing and applying
