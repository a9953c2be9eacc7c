"""What a reader sees of a page: SECRET must never be seen, PUBLIC always."""

from __future__ import annotations

from parvis.page.document import Document, read_document
from parvis.page.visibility import read_visibility
from parvis.page.walk import Walk


def read(markup: str) -> Document:
    return read_document(f"<!doctype html><html>{markup}".encode(), "https://news.example/a")


def seen(markup: str) -> str:
    document = read(markup)
    walk = Walk(document.markup, read_visibility(document).tops, fields={})
    return " | ".join(run.text for run in walk.runs if run.visible)


def check(markup: str) -> None:
    text = seen(markup)
    assert "SECRET" not in text
    assert text.count("PUBLIC") == markup.count("PUBLIC")
