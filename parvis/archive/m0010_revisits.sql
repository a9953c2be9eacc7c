-- When what is known is looked at again, and whose a lease is.

ALTER TABLE url ADD COLUMN revisit_at TEXT;; -- of a URL that has ended: when it waits again; null: never
ALTER TABLE url ADD COLUMN interval INTEGER;; -- seconds that were planned from its last look to the next
ALTER TABLE url ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;; -- looks in a row that brought nothing new
ALTER TABLE url ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;; -- answers in a row that were 304
CREATE INDEX url_revisit ON url (site_id, kind, revisit_at) WHERE revisit_at IS NOT NULL;;

ALTER TABLE crawl ADD COLUMN boot_id TEXT;; -- of the machine: with it a pid names one process
ALTER TABLE crawl ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;; -- leases of dead crawls that it found
ALTER TABLE crawl ADD COLUMN due INTEGER NOT NULL DEFAULT 0;; -- asked for what is due, and for nothing else

-- Articles that are known come back over thirty days after the last crawl, not all at once.
UPDATE url SET revisit_at = max(
    strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '+7 days'),
    strftime('%Y-%m-%dT%H:%M:%S+00:00', (SELECT max(started_at) FROM crawl), '+' || (id % 720) || ' hours')
)
WHERE kind = 'article' AND state IN ('stored', 'unchanged') AND fetched_at IS NOT NULL;;
UPDATE url SET revisit_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', fetched_at, '+1 hour')
WHERE kind <> 'article' AND state IN ('stored', 'unchanged', 'failed') AND fetched_at IS NOT NULL;;

CREATE VIEW leases AS
SELECT url.id AS url_id, site.name AS site, url.kind, url.url, crawl.id AS crawl_id, crawl.started_at, crawl.pid,
    crawl.boot_id
FROM url
JOIN site ON site.id = url.site_id
JOIN crawl ON crawl.id = url.crawl_id
WHERE url.state = 'leased'
