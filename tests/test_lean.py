"""What a crawl does not load, so that it starts at once and stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOADED = """
import sys
import parvis.crawl.run, pipelines.store, spiders.site
from parvis.crawl import settings
from scrapy.utils.misc import load_object
for names in (settings.DOWNLOADER_MIDDLEWARES, settings.EXTENSIONS, settings.ITEM_PIPELINES):
    [load_object(name) for name, order in names.items() if order is not None]
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_a_crawl_loads_no_pandas_and_no_web_client() -> None:
    heavy = ["pandas", "numpy", "pyarrow", "altair", "datasette"]
    command = [sys.executable, "-c", LOADED, *heavy]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
