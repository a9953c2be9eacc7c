"""200: the page as the site's ledger shows it today, without the lines that belong to many articles."""

from __future__ import annotations

from dataclasses import replace

from parvis.archive import Archive
from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading
from parvis.page import clean


class BoilerplatePipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        statuses = await self.session.writer.call(Archive.statuses, item.page)
        cap = self.session.sites[item.lease.site].teaser_max_words
        return replace(item, shown=clean(item.page, [status.kind for status in statuses], teaser_max_words=cap))
