-- Kept with the layout instead of found by an index over all looks, which cost a quarter of what a look takes.

DROP INDEX observation_layout;;
DROP INDEX observation_wall_layout;;
ALTER TABLE layout ADD COLUMN first_seen_at TEXT;;
UPDATE layout SET first_seen_at = (SELECT min(at) FROM observation WHERE layout_id = layout.id)
