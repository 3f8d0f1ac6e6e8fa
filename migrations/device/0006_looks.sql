-- The looks of all photographs, to search them without reading their rows.
CREATE INDEX rendition_by_look ON rendition (phash, photo) WHERE phash IS NOT NULL AND deleted = 0;
