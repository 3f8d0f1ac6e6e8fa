-- Of each stream a mark that is another one after whatever changed its findings, their steps or their photographs, by whichever way: lists keep
-- what they worked out for as long as it stands. A random number rather than a count, which would begin anew in a replica that was emptied.
CREATE TABLE finding_mark (stream INTEGER PRIMARY KEY, mark INTEGER NOT NULL);
INSERT INTO finding_mark SELECT DISTINCT stream, random() FROM finding;

CREATE TRIGGER finding_marks_insert AFTER INSERT ON finding BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER finding_marks_update AFTER UPDATE ON finding BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER finding_marks_delete AFTER DELETE ON finding BEGIN
  INSERT INTO finding_mark VALUES (old.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER step_marks_insert AFTER INSERT ON step BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER step_marks_update AFTER UPDATE ON step BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER step_marks_delete AFTER DELETE ON step BEGIN
  INSERT INTO finding_mark VALUES (old.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER photo_marks_insert AFTER INSERT ON photo WHEN new.owner_table = 'finding' BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER photo_marks_update AFTER UPDATE ON photo WHEN old.owner_table = 'finding' OR new.owner_table = 'finding' BEGIN
  INSERT INTO finding_mark VALUES (new.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;
CREATE TRIGGER photo_marks_delete AFTER DELETE ON photo WHEN old.owner_table = 'finding' BEGIN
  INSERT INTO finding_mark VALUES (old.stream, random()) ON CONFLICT (stream) DO UPDATE SET mark = excluded.mark;
END;

-- A verdict changes what a stream holds without a commit of its own: the mark of a stream counts the refused ones.
CREATE INDEX commit_refused ON commit_log (stream, ref) WHERE refusal IS NOT NULL;
