-- Texts whose publisher set a day after which they are to be shown no more (docs/adr/0027).

-- When a version's text was erased because the day of `unavailable_after` in `rights` had passed; null: it was not.
ALTER TABLE version ADD COLUMN expired_at TEXT;;
CREATE INDEX fetch_rights ON fetch (rights_id) WHERE rights_id IS NOT NULL;;
