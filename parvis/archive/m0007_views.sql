ALTER TABLE block DROP COLUMN context;;
ALTER TABLE block DROP COLUMN terms;;

CREATE VIEW boilerplate AS
SELECT
    site.name AS site, block.id, coalesce(block.root_id, block.id) AS family_id, block.kind, block.text, block.words,
    block.articles, block.score, explanation.terms, block.first_seen_at, block.last_seen_at
FROM block
JOIN site ON site.id = block.site_id
JOIN explanation ON explanation.id = block.explanation_id
WHERE block.kind IS NOT NULL AND block.kind <> 'label';;

-- Each text on the page of a version once; `times` is how often it stands there.
CREATE VIEW version_blocks AS
SELECT version.id AS version_id, version.article_id, sight.block_id, count(*) AS times
FROM version
JOIN anatomy ON anatomy.id = version.anatomy_id
JOIN json_each(anatomy.blocks) AS item
JOIN sight ON sight.id = item.value
WHERE sight.block_id IS NOT NULL
GROUP BY 1, 3;;

CREATE VIEW paths AS
WITH RECURSIVE whole (id, site_id, path) AS (
    SELECT id, site_id, step FROM path WHERE parent_id IS NULL
    UNION ALL
    SELECT path.id, path.site_id, whole.path || ' ' || path.step FROM whole JOIN path ON path.parent_id = whole.id
)
SELECT path.id, site.name AS site, whole.path, path.seen, path.texts, path.level
FROM whole JOIN path ON path.id = whole.id JOIN site ON site.id = path.site_id
