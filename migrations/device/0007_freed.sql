-- upload.carried may be 2 from here on: a receipt names the file, and its bytes, which only a bundle had brought, are gone from here.
CREATE INDEX upload_to_free ON upload (state) WHERE carried = 1;
