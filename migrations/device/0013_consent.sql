-- When whoever lives there agreed to a photograph of their home.
ALTER TABLE photo ADD COLUMN consent_at INTEGER;
