-- Wordings of one line: a text that shares most of its words with a representative of its path counts with it.

ALTER TABLE block ADD COLUMN root_id INTEGER REFERENCES block (id);;
CREATE INDEX block_root ON block (root_id) WHERE root_id IS NOT NULL;;
CREATE INDEX block_representative ON block (path_id, key) WHERE articles >= 2 AND words >= 5;;

-- What a prompt said word for word, where the mask takes something out: prices, counters, dates. Times to the hour.
CREATE TABLE wording (
    block_id INTEGER NOT NULL REFERENCES block (id),
    text TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    PRIMARY KEY (block_id, text)
) STRICT, WITHOUT ROWID;;

DROP VIEW boilerplate;;
CREATE VIEW boilerplate AS
SELECT
    site.name AS site, block.id, coalesce(block.root_id, block.id) AS family_id, block.kind, block.text, block.words,
    block.articles, block.score, block.terms, block.first_seen_at, block.last_seen_at
FROM block
JOIN site ON site.id = block.site_id
WHERE block.kind IS NOT NULL AND block.kind <> 'label';;

-- Each text on the page of a version once; `times` is how often it stands there. The number is cut out of the block's
-- JSON by hand, for readers do not trust a schema with functions such as json_extract.
CREATE VIEW version_blocks AS
SELECT
    version.id AS version_id, version.article_id, CAST(substr(item.value, 2) AS INTEGER) AS block_id, count(*) AS times
FROM version
JOIN anatomy ON anatomy.id = version.anatomy_id
JOIN json_each(anatomy.blocks) AS item
WHERE substr(item.value, 2, 4) <> 'null'
GROUP BY 1, 3
