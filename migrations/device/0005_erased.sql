-- Bodies that were erased by law: the server's signed record stands in their place.
ALTER TABLE commit_log ADD COLUMN erased BLOB;
ALTER TABLE waiting ADD COLUMN erased BLOB;

-- Files that only erased bodies named, until they are removed.
CREATE TABLE erased_file (sha256 BLOB PRIMARY KEY) WITHOUT ROWID;
