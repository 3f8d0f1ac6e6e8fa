-- What a step says instead of writing it: ids of voice notes, JSON.
ALTER TABLE step ADD COLUMN voices TEXT;
