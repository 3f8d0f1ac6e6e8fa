-- What a step shows (ids of photographs, JSON) and by which calendar its deadline was reckoned; of a photograph that stands for one which only
-- the supervisors see: which that is, and who took it; of a sighting that is a finding: the deadline that held when it was seen again.
ALTER TABLE step ADD COLUMN photos TEXT;
ALTER TABLE step ADD COLUMN calendar TEXT;
ALTER TABLE photo ADD COLUMN copy_of TEXT;
ALTER TABLE photo ADD COLUMN taken_by TEXT;
ALTER TABLE sighting ADD COLUMN finding_due TEXT;
