-- What a step shows (ids of photographs, JSON) and by which calendar its deadline was reckoned; of a photograph that stands for one which only
-- the supervisors see: which that is, and who took it.
ALTER TABLE step ADD COLUMN photos TEXT;
ALTER TABLE step ADD COLUMN calendar TEXT;
ALTER TABLE photo ADD COLUMN copy_of TEXT;
ALTER TABLE photo ADD COLUMN taken_by TEXT;
