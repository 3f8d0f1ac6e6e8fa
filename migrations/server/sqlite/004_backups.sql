-- Is it in a backup? Where backups are made, a device keeps its original until it is.
ALTER TABLE blobs ADD COLUMN backed_up INTEGER NOT NULL DEFAULT 0;
CREATE INDEX blob_to_back_up ON blobs (district, sha256) WHERE backed_up = 0;
