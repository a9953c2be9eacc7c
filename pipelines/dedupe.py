"""400: what the page brings: a new article, a new version, or nothing new. The archive decides when it stores."""

from __future__ import annotations

from dataclasses import replace

from parvis.archive import Archive
from parvis.crawl.stage import Stage
from parvis.crawl.visit import Reading


class DedupePipeline(Stage[Reading]):
    takes = Reading

    async def process(self, item: Reading) -> Reading:
        return replace(item, change=await self.session.writer.call(Archive.change, item.page))
