-- Who made a one-time code: a person's row id; null of one that an operator made at the command line, or a demo's start page.
ALTER TABLE codes ADD COLUMN made_by TEXT;
