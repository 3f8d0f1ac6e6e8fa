-- The receiver's own time of a photograph's position, and how far the device's clock was ahead of what its replica knew.
ALTER TABLE photo ADD COLUMN fixed_at INTEGER;
ALTER TABLE photo ADD COLUMN clock_ahead INTEGER;
