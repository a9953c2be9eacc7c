"""180: what the page brings: a new article, a new version, or nothing new. The archive decides when it stores.

What its ledger says of the page's blocks comes with the answer: every question waits for the archive's thread.
"""

from __future__ import annotations

from dataclasses import replace

from parvis.archive import Archive
from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading


class DedupePipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        statuses, change = await self.session.writer.call(Archive.foresee, item.page)
        return replace(item, kinds=tuple(status.kind for status in statuses), change=change)
