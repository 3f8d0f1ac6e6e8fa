-- A receipt said that the device may let go of its own copy: the server's backup has the file, too.
ALTER TABLE blob_receipt ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;
