"""A reader of the pages: asks the application itself, over no network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser

from parvis.web.serving import application

__all__ = ["Reader", "texts"]


class Reader:
    """Asks for pages of one archive."""

    def __init__(self, path: Path) -> None:
        self._app = application(path)

    def get(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> httpx.Response:
        return asyncio.run(self._get(path, method, headers or {}))

    async def _get(self, path: str, method: str, headers: Mapping[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=dict(headers))

    def page(self, path: str, *, status: int = 200) -> LexborHTMLParser:
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        return LexborHTMLParser(answer.text)

    def json(self, path: str, *, status: int = 200) -> Any:
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()


def texts(page: LexborHTMLParser, selector: str) -> list[str]:
    """The text of each element that a selector finds, white space made one."""
    return [" ".join(node.text().split()) for node in page.css(selector)]
