"""200: the page as the site's ledger shows it today, without the lines that belong to many articles."""

from __future__ import annotations

from dataclasses import replace

from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading
from parvis.page import clean


class BoilerplatePipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        cap = self.session.sites[item.lease.site].teaser_max_words
        return replace(item, shown=clean(item.page, item.kinds, teaser_max_words=cap))
