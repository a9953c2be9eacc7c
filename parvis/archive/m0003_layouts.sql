-- Every look knows the layout of its page and of its wall; counts and times are views over the looks.

-- Of all sites together: the same vendor's wall at two sites is one row.
CREATE TABLE wall_layout (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    skeleton TEXT NOT NULL
) STRICT;;

ALTER TABLE observation ADD COLUMN layout_id INTEGER REFERENCES layout (id);;
ALTER TABLE observation ADD COLUMN wall_layout_id INTEGER REFERENCES wall_layout (id);;
UPDATE observation SET layout_id = (SELECT layout_id FROM version WHERE version.id = observation.version_id)
WHERE variant_id IS NOT NULL;;
CREATE INDEX observation_layout ON observation (layout_id, at);;
CREATE INDEX observation_wall_layout ON observation (wall_layout_id, at) WHERE wall_layout_id IS NOT NULL;;

-- It said when the row was written, which depends on the order of pages; the looks say when it was seen.
ALTER TABLE layout DROP COLUMN first_seen_at;;

-- What the archive noticed of a site, dated: a change of its practice, with the numbers that show it.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    crawl_id INTEGER REFERENCES crawl (id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (site_id, crawl_id, kind, detail)
) STRICT;;
CREATE INDEX event_at ON event (at);;

CREATE VIEW events AS
SELECT event.at, site.name AS site, event.kind, event.detail, event.crawl_id
FROM event JOIN site ON site.id = event.site_id;;

CREATE VIEW layouts AS
SELECT
    site.name AS site, layout.digest,
    count(*) AS pages, count(DISTINCT observation.article_id) AS articles,
    count(*) FILTER (WHERE version.access = 'free') AS free,
    count(*) FILTER (WHERE version.access NOT IN ('free', 'unknown')) AS walled,
    min(observation.at) AS first_seen_at, max(observation.at) AS last_seen_at, layout.skeleton
FROM observation
JOIN layout ON layout.id = observation.layout_id
JOIN site ON site.id = layout.site_id
JOIN version ON version.id = observation.version_id
GROUP BY layout.id;;

-- One row is a wall at a site; `sites` says at how many it stands.
CREATE VIEW wall_layouts AS
SELECT
    wall_layout.digest, site.name AS site, count(*) AS pages, count(DISTINCT observation.article_id) AS articles,
    min(observation.at) AS first_seen_at, max(observation.at) AS last_seen_at,
    count(*) OVER (PARTITION BY wall_layout.id) AS sites, wall_layout.skeleton
FROM observation
JOIN wall_layout ON wall_layout.id = observation.wall_layout_id
JOIN article ON article.id = observation.article_id
JOIN site ON site.id = article.site_id
GROUP BY wall_layout.id, site.id
