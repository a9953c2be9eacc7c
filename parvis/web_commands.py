"""`parvis serve`: the archive in a browser."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from parvis.commands import example
from parvis.errors import ArchiveError


@click.command(
    epilog=example(
        "parvis serve --open",
        "parvis --db press.db serve --port 8001",
        "parvis serve --host 0.0.0.0 --allow-host archive.example.org  # for others",
    )
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="Port to listen on.")
@click.option("--allow-host", multiple=True, metavar="NAME", help="Answer to this name too; may be repeated.")
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
@click.pass_obj
def serve(db: Path, host: str, port: int, allow_host: tuple[str, ...], browse: bool) -> None:
    """Show the archive in a browser: articles with the anatomy of their pages, search, sites, crawls; tables and SQL.

    Nothing can be written, and a crawl may go on meanwhile. `datasette archive.db` shows the same. Needs the extra
    `web`: pip install 'parvis[web]'.
    """
    try:
        for needed in ("datasette", "uvicorn"):
            import_module(needed)
        from parvis.web.serving import serve as run
    except ModuleNotFoundError as error:
        raise ArchiveError(f"{error.name} is not installed; run: pip install 'parvis[web]'") from None

    click.echo(f"{db} on http://{f'[{host}]' if ':' in host else host}:{port}/ (Ctrl-C stops it)", err=True)
    run(db, host=host, port=port, hosts=allow_host, browse=browse)
