-- 组 and landmarks are asked for by the village.
CREATE INDEX place_by_division ON place (division);
