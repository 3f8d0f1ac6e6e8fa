-- As what a step's author took it, and the deadline that it fixes; of a finding how many places it is, what was noted and when it was seen.
ALTER TABLE step ADD COLUMN role TEXT;
ALTER TABLE step ADD COLUMN due TEXT;
ALTER TABLE finding ADD COLUMN count INTEGER;
ALTER TABLE finding ADD COLUMN note TEXT;
ALTER TABLE finding ADD COLUMN seen_at INTEGER;
