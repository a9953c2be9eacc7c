"""300: the last gate before the archive: a record that would break the promise of public text is quarantined."""

from __future__ import annotations

from parvis.crawl.promise import check_cleaning, check_promise
from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading


class WallPipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        cap = self.session.sites[item.lease.site].teaser_max_words
        check_promise(item.page, teaser_max_words=cap)
        if item.shown is not item.page:
            check_promise(item.shown, teaser_max_words=cap)
            check_cleaning(item.page, item.shown)
        return item
