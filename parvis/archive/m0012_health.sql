-- How a site fares: what each crawl measured of it, and what is wrong as long as it is. See docs/health.md.

CREATE TABLE site_health (
    site_id INTEGER NOT NULL REFERENCES site (id),
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    at TEXT NOT NULL, -- the end of the crawl
    pages INTEGER NOT NULL, -- read; the next six are counted among them
    without_teaser INTEGER NOT NULL,
    walled INTEGER NOT NULL,
    without_date INTEGER NOT NULL,
    without_headline INTEGER NOT NULL,
    without_author INTEGER NOT NULL,
    in_new_layouts INTEGER NOT NULL,
    words_median REAL,
    words TEXT NOT NULL, -- pages by their public words, in half octaves
    new_articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    fetches INTEGER NOT NULL, -- answers and failures; the next two are counted among them
    failed INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    newest_at TEXT, -- when the newest item was published
    PRIMARY KEY (site_id, crawl_id)
) STRICT, WITHOUT ROWID;;

-- `crawl_id` is the one that raised it. `told_at`: when the operator's command had taken it.
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    kind TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    cleared_at TEXT,
    told_at TEXT,
    detail TEXT NOT NULL
) STRICT;;
CREATE UNIQUE INDEX alarm_open ON alarm (site_id, kind) WHERE cleared_at IS NULL;;

CREATE VIEW alarms AS
SELECT alarm.id, site.name AS site, alarm.kind, alarm.raised_at, alarm.cleared_at, alarm.detail, alarm.crawl_id
FROM alarm JOIN site ON site.id = alarm.site_id;;

CREATE VIEW health AS
SELECT site.name AS site, site_health.*
FROM site_health JOIN site ON site.id = site_health.site_id;;

ALTER TABLE crawl ADD COLUMN version TEXT;; -- of the program
ALTER TABLE crawl ADD COLUMN exit INTEGER;; -- its exit code

DROP VIEW runs;;
CREATE VIEW runs AS
SELECT
    crawl.id, crawl.started_at, crawl.finished_at, crawl.reason, crawl.exit, crawl.version, crawl.sites, crawl.command,
    crawl.discovered,
    count(fetch.id) AS fetches,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'stored') AS stored,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'unchanged') AS unchanged,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'excluded') AS excluded,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'failed') AS failed,
    max(fetch.at) AS last_fetch_at
FROM crawl
LEFT JOIN fetch ON fetch.crawl_id = crawl.id
GROUP BY crawl.id
