-- A sighting that is a finding already: until when that was to be cleared, and whether it had been, when it was said to be the same.
ALTER TABLE sighting ADD COLUMN finding_due TEXT;
ALTER TABLE sighting ADD COLUMN finding_closed INTEGER;
