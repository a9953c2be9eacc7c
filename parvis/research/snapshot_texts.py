"""What a snapshot says of itself: package, crate, citation, README. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from parvis.research.codebook import as_table_schema

if TYPE_CHECKING:
    from parvis.research.snapshot import Snapshot, Table

__all__ = ["citation_file", "crate", "data_package", "readme"]

PURPOSE = (
    "What news sites show an anonymous reader in front of their paywall: metadata, teasers, the walls themselves. "
    "Text behind a wall is not in it."
)

USE = (
    "`archive.db` holds all of it as SQLite, with full-text search; read it with `sqlite3 -readonly archive.db`. "
    "`codebook.md` explains every column, `datapackage.json` types them for programs, `queries.json` holds the queries "
    "that were cited, `tombstone.csv` says how much was removed by request. An empty value is unknown."
)
CHECK = (
    "Check it with `sha256sum -c SHA256SUMS`, or with `parvis verify .`, which counts the rows and asks the queries "
    "again as well."
)


def data_package(snapshot: Snapshot) -> dict[str, Any]:
    """Data Package 2.0; `rows`, `as_of` and `content_sha256` are ours."""
    about = snapshot.about
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "".join(c if c.isalnum() else "-" for c in about.title.lower()).strip("-") or "snapshot",
        "title": about.title,
        "description": PURPOSE,
        "created": about.at.isoformat(timespec="seconds"),
        "as_of": snapshot.as_of.isoformat() if snapshot.as_of else None,
        "content_sha256": snapshot.content_sha256,
        "articles": snapshot.articles,
        "program": f"parvis {about.program}",
        "resources": [_resource(table) for table in snapshot.tables],
    }
    if about.creators:
        package["contributors"] = [{"title": name, "roles": ["creator"]} for name in about.creators]
    if about.license:
        package["licenses"] = [{"name": about.license}]
    if about.doi:
        package["id"] = f"https://doi.org/{about.doi}"
    return package


def _resource(table: Table) -> dict[str, Any]:
    schema = as_table_schema((table.relation,))[table.relation.name]
    for field in schema["fields"]:
        if field["type"] == "datetime":
            field["format"] = "any"  # with offsets
    return {
        "name": table.relation.name,
        "path": table.path,
        "title": table.relation.row,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.bytes,
        "hash": f"sha256:{table.sha256}",
        "rows": table.rows,
        "schema": {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", **schema},
    }


def crate(snapshot: Snapshot) -> dict[str, Any]:
    """RO-Crate 1.1."""
    about = snapshot.about
    files = [{"@id": table.path, "@type": "File", "encodingFormat": "text/csv"} for table in snapshot.tables]
    files.append({"@id": "archive.db", "@type": "File", "encodingFormat": "application/vnd.sqlite3"})
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": about.title,
        "description": PURPOSE,
        "datePublished": f"{about.at:%Y-%m-%d}",
        "hasPart": [{"@id": file["@id"]} for file in files],
        "author": [{"@id": f"#{name}"} for name in about.creators],
        **({"license": f"https://spdx.org/licenses/{about.license}"} if about.license else {}),
        **({"identifier": f"https://doi.org/{about.doi}"} if about.doi else {}),
    }
    metadata = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    people = [{"@id": f"#{name}", "@type": "Person", "name": name} for name in about.creators]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [metadata, root, *files, *people]}


def citation_file(snapshot: Snapshot) -> str:
    """Citation File Format 1.2; every value is quoted as JSON, which YAML reads."""
    about = snapshot.about
    fields: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": about.title,
        "abstract": PURPOSE,
        "authors": [{"name": name} for name in about.creators] or [{"name": "unknown"}],
        "date-released": f"{about.at:%Y-%m-%d}",
        "version": f"{about.at:%Y%m%d}",
        **({"doi": about.doi} if about.doi else {}),
        **({"license": about.license} if about.license else {}),
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())


def readme(snapshot: Snapshot) -> str:
    about = snapshot.about
    seen = f"{snapshot.as_of:%Y-%m-%d}" if snapshot.as_of else "nothing yet"
    rows = [f"| `{t.path}` | {t.relation.row} | {t.rows:,} |" for t in snapshot.tables]
    taken = f"Taken on {about.at:%Y-%m-%d} by Parvis {about.program}; last look at an article: {seen}."
    counted = f"{snapshot.articles:,} articles, content hash `{snapshot.content_sha256}`."
    table = ["| file | one row is | rows |", "|---|---|---|", *rows]
    return "\n\n".join([f"# {about.title}", PURPOSE, f"{taken} {counted}", "\n".join(table), USE, CHECK]) + "\n"
