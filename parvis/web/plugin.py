"""The plugin of Datasette: our routes before its own, our guard around everything, its connections unable to write."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from datasette import Response, hookimpl
from datasette.utils.asgi import AsgiStream, Base400
from datasette.views.base import DatasetteError

from parvis.archive import Archive
from parvis.archive.opening import APPLICATION
from parvis.errors import ArchiveError, NothingFound, ParvisError, QueryError
from parvis.web.guard import STRICT, App, guarded
from parvis.web.leaf import Asked, Download, Leaf, Moved
from parvis.web.rendering import render, style
from parvis.web.routes import ROUTES, Ask
from parvis.web.searching import export_file

SECONDS = 5.0  # a page may read
EXPORT_SECONDS = 600.0
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_CHUNK = 1 << 18
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="parvis-web")
_OURS = {"content-security-policy": STRICT, "cache-control": "no-cache"}


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    routes: list[tuple[str, Callable[..., Any]]] = [(pattern, _view(datasette, ask)) for pattern, ask in ROUTES]
    return [*routes, (r"^/-/parvis/style\.css$", _style), (r"^/robots\.txt$", _robots)]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    def hosts() -> set[str]:
        return set((datasette.plugin_config("parvis") or {}).get("hosts", ()))

    return partial(guarded, hosts=hosts)


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Iterator[None]:
    """What Datasette cannot find or understand, as a page of ours and not as a traceback; its own faults it tells."""
    outcome: Any = yield
    explained = _explained(datasette, request, exception)
    if explained is not None:
        outcome.force_result([explained])


def _explained(datasette: Any, request: Any, exception: Exception) -> Any:
    status = getattr(exception, "status", None)
    if not isinstance(exception, Base400 | DatasetteError) or status is None or status >= 500:
        return None
    database = _archive_of(datasette)
    about = {"root": datasette.setting("base_url").rstrip("/"), "tables": database[0] if database else None}
    text = getattr(exception, "message", None) or str(exception)
    leaf = Leaf(
        template="refused.html", shown={"text": text, "status": status}, document={"error": text}, status=status
    )
    return _sent(leaf, about, as_json=request.path.endswith(".json"))


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """A view or trigger of a foreign archive may call nothing that is not safe."""
    conn.execute("PRAGMA trusted_schema = OFF")


async def _style() -> Any:
    body, name = style()
    headers = {"cache-control": "max-age=31536000, immutable", "etag": f'"{name}"', "content-security-policy": STRICT}
    return Response(body, headers=headers, content_type="text/css; charset=utf-8")


async def _robots() -> Any:
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")


def _view(datasette: Any, ask: Ask) -> Callable[..., Any]:
    async def view(request: Any) -> Any:
        parts = {name: value for name, value in request.url_vars.items() if value is not None}
        values = parse_qs(request.query_string, max_num_fields=100, errors="replace")
        asked = Asked(parts=parts, values=values)
        root = datasette.setting("base_url").rstrip("/")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads, _answer, datasette, ask, asked, root)

    return view


def _answer(datasette: Any, ask: Ask, asked: Asked, root: str) -> Any:
    """Opens the archive, asks it and closes it: no read transaction outlives a page."""
    as_json = "json" in asked.parts
    database = _archive_of(datasette)
    about = {"root": root, "tables": database[0] if database else None, "path": asked.parts}
    try:
        if database is None:
            raise ArchiveError("none of these files is an archive of Parvis")
        with Archive.open(database[1]) as archive:
            _limit(archive.conn, EXPORT_SECONDS if ask is export_file else SECONDS)
            return _sent(ask(archive, asked), about, as_json=as_json)
    except ParvisError as error:
        return _sent(_refused(error), about, as_json=as_json)


def _limit(conn: sqlite3.Connection, seconds: float) -> None:
    end = time.monotonic() + seconds
    conn.set_progress_handler(lambda: time.monotonic() > end, _STEPS)


def _archive_of(datasette: Any) -> tuple[str, Path] | None:
    """Name and file of the first database that is an archive."""
    for name, database in datasette.databases.items():
        if database.path and _is_archive(Path(database.path)):
            return name, Path(database.path)
    return None


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(72)[68:72] == APPLICATION.to_bytes(4, "big")  # where SQLite's header has it
    except OSError:
        return False


def _refused(error: ParvisError) -> Leaf:
    status = 404 if isinstance(error, NothingFound) else 400 if isinstance(error, QueryError) else 503
    text = "This would take too long; ask for less." if "interrupted" in str(error) else str(error)
    return Leaf(
        template="refused.html", shown={"text": text, "status": status}, document={"error": text}, status=status
    )


def _sent(found: Leaf | Moved | Download, about: dict[str, Any], *, as_json: bool) -> Any:
    match found:
        case Moved(path=path):
            target = f"{about['root']}{path}{'.json' if as_json else ''}"
            return Response("", status=301, headers={**_OURS, "location": target})
        case Download():
            return _download(found)
        case Leaf() if as_json:
            body = json.dumps(found.document, ensure_ascii=False, indent=1, default=str)
            return Response(body, found.status, headers=_OURS, content_type="application/json; charset=utf-8")
        case Leaf():
            return Response.html(render(found.template, {**about, **found.shown}), found.status, headers=_OURS)


def _download(found: Download) -> Any:
    way = "inline" if found.inline else "attachment"
    headers = {**_OURS, **found.headers, "content-disposition": f'{way}; filename="{_plain(found.name)}"'}
    if found.file is None:
        return Response(found.body, headers=headers, content_type=found.content_type)
    file = found.file
    headers["content-length"] = str(file.seek(0, os.SEEK_END))
    file.seek(0)

    async def stream(writer: Any) -> None:
        with file:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                await writer.send({"type": "http.response.body", "body": chunk, "more_body": True})

    return AsgiStream(stream, headers=headers, content_type=found.content_type)


def _plain(name: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in name)
