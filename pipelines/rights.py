"""150: what its feed and its origin say of the page's rights, and what the profile of the crawl keeps under it."""

from __future__ import annotations

from dataclasses import replace

from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading
from parvis.page.withholding import under_policy
from parvis.rights.origin import with_feed, with_origin


class RightsPipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        terms = self.session.rights.known(item.page.url)
        told = with_feed(item.page.rights, item.lease.link, item.page.url)
        page = replace(item.page, rights=with_origin(told, terms, item.page.url))
        kept = under_policy(page, self.session.request.profile, item.fetch.fetched_at)
        return replace(item, page=kept, shown=kept)
