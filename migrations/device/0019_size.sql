-- How large what was seen is, as JSON (what was measured), and how hard it is to clear.
ALTER TABLE sighting ADD COLUMN size TEXT;
ALTER TABLE sighting ADD COLUMN difficulty TEXT;
