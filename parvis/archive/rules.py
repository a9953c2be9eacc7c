"""What the URLs of sites have taught, as it is shown: each rule with its evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parvis.archive.values import moment

if TYPE_CHECKING:
    from parvis.archive.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRecord:
    site: str
    kind: str  # parameter, article_id
    name: str  # the parameter, or the shape of the tokens
    evidence: dict[str, Any]  # the fields of IgnorableParameter or IdPattern
    learnt_at: datetime | None
    dropped_at: datetime | None
    reason: str | None  # why it was dropped
    urls: int  # that led to their article by it


def site_rules(archive: Archive, site: str | None = None) -> tuple[RuleRecord, ...]:
    """The rules of a site, or of all; also those that were dropped."""
    rows = archive.conn.execute(_RULES, {"site": site}).fetchall()
    return tuple(
        RuleRecord(
            site=name_of_site,
            kind=kind,
            name=name,
            evidence=json.loads(evidence),
            learnt_at=moment(learnt),
            dropped_at=moment(dropped),
            reason=reason,
            urls=urls,
        )
        for name_of_site, kind, name, evidence, learnt, dropped, reason, urls in rows
    )


_RULES = """
WITH led (site_id, kind, name, urls) AS (
    SELECT site_id, relation, json_extract(evidence, '$.rule'), count(*)
    FROM article_url JOIN article ON article.id = article_id
    WHERE relation IN ('article_id', 'parameter') GROUP BY 1, 2, 3
)
SELECT site.name, rule.kind, rule.name, evidence, learnt_at, dropped_at, reason, coalesce(urls, 0)
FROM identity_rule AS rule JOIN site ON site.id = rule.site_id
LEFT JOIN led ON (led.site_id, led.kind, led.name) = (rule.site_id, rule.kind, rule.name)
WHERE :site IS NULL OR site.name = :site
ORDER BY site.name, rule.kind, rule.name
"""
