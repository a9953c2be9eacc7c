-- What a researcher takes away of an article, in one row (`parvis export`).

DROP VIEW articles;;
CREATE VIEW articles AS
SELECT
    article.id, site.name AS site, version.headline, version.published_at, version.section, version.authors,
    version.access, version.confidence, version.mechanism, version.vendor, version.remaining_percent,
    version.standfirst, version.teaser, version.teaser_source, version.teaser_words, version.withheld_words,
    version.language, article.url, article.first_seen_at, article.last_seen_at, article.gone_at,
    (SELECT count(*) FROM version AS other WHERE other.article_id = article.id) AS versions,
    site.title AS paper, version.published_on, version.date_quality, version.modified_at, version.sections, version.tags,
    version.publisher, version.teaser_cap, version.public_words, version.boilerplate_words, version.wall_text,
    version.declared, version.evidence, version.rights, article.syndicated_from,
    version.id AS version_id, version.first_seen_at AS version_since
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
