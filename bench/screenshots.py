"""Pictures of the pages for docs/img: a demo archive, `parvis serve`, Chromium; wide and narrow, light and dark.

python bench/screenshots.py [ARCHIVE]
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import which
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "img"
SIZES: dict[str, tuple[int, int]] = {"desktop": (1200, 860), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ARTICLE = "/search?q=headline:ferry&access=locked"
PAGES = {
    "front": "/",
    "search": "/search?q=council",
    "article": ARTICLE,
    "anatomy": ARTICLE,
    "site": "/sites/harbour",
    "trend": "/trend?by=week",
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(sys.argv[1]) if len(sys.argv) > 1 else _demo(Path(folder))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "parvis", "--db", str(archive), "serve", "--port", str(port)]
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}) as server:
            try:
                _await(server, port)
                _draw(f"http://127.0.0.1:{port}")
            finally:
                server.terminate()


def _demo(folder: Path) -> Path:
    archive = folder / "archive.db"
    subprocess.run([sys.executable, "-m", "parvis", "--db", str(archive), "demo"], check=True, cwd=ROOT)
    return archive


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("the server does not start")


def _draw(home: str) -> None:
    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=which("chromium"), args=flags)
        for size in SIZES:
            for scheme in SCHEMES:
                _draw_pages(browser, home, size, scheme)
        browser.close()


def _draw_pages(browser: Browser, home: str, size: str, scheme: Literal["light", "dark"]) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(home + path)
        if path == ARTICLE:
            page.locator(".hits h2 a").first.click()
            page.wait_for_url("**/a/*")
        if name == "anatomy":
            page.evaluate("document.querySelector('#anatomy').scrollIntoView()")
        file = FOLDER / f"{name}-{size}-{scheme}.png"
        page.screenshot(path=file)
        print(file.relative_to(ROOT), f"{file.stat().st_size / 1024:.0f} KB")
    context.close()


if __name__ == "__main__":
    main()
