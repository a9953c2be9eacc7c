"""Which address leads to which page. A page with `.json` behind its address is the same as JSON."""

from __future__ import annotations

from collections.abc import Callable

from parvis.archive import Archive
from parvis.web.articles import article_page, block_page, citation_file
from parvis.web.front import front
from parvis.web.leaf import Asked, Download, Leaf, Moved
from parvis.web.places import about_page, changes_page, codebook_page, runs_page, site_page, walls_page
from parvis.web.searching import export_file, search_page
from parvis.web.trends import chart_file, trend_page

__all__ = ["ROUTES", "Ask"]

Ask = Callable[[Archive, Asked], Leaf | Moved | Download]
_JSON = r"(?P<json>\.json)?$"
_ID = r"(?P<id>[0-9]{1,18})"

ROUTES: tuple[tuple[str, Ask], ...] = (
    (r"^/$", front),
    (r"^/index(?P<json>\.json)$", front),
    (r"^/search" + _JSON, search_page),
    (r"^/export\.(?P<suffix>csv|jsonl|bib|ris|csl\.json)$", export_file),
    (r"^/trend" + _JSON, trend_page),
    (r"^/trend\.(?P<suffix>svg|vl\.json)$", chart_file),
    (r"^/a/" + _ID + r"/v/(?P<version>[0-9]{1,9})" + _JSON, article_page),
    (r"^/a/" + _ID + r"/cite\.(?P<suffix>bib|ris|csl\.json|pwid|txt)$", citation_file),
    (r"^/a/" + _ID + _JSON, article_page),
    (r"^/b/" + _ID + _JSON, block_page),
    (r"^/sites/(?P<site>[a-z0-9._-]{1,100}?)" + _JSON, site_page),
    (r"^/walls" + _JSON, walls_page),
    (r"^/changes" + _JSON, changes_page),
    (r"^/runs" + _JSON, runs_page),
    (r"^/codebook" + _JSON, codebook_page),
    (r"^/about" + _JSON, about_page),
)
