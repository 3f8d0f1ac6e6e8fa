-- Which receipt proves that a header was refused: with it anybody may bring the header back to a restored server.
CREATE TABLE refusal_proof (
  stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, receipt INTEGER NOT NULL,
  PRIMARY KEY (stream, device, seq, hash)
) WITHOUT ROWID;
