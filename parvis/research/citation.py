"""How an article of an archive is cited: BibTeX, CSL-JSON, RIS, one plain line, and the name of what was seen (PWID).

A citation names a version: what was public at one sight. Names of authors stay as published; whether "Reuters" is a
person is not guessed. Dates that the publisher does not give are left out, never replaced by that of the crawl.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from parvis.archive.reading import ArticleRecord, VersionRecord

__all__ = ["FORMATS", "Citation", "as_bibtex", "as_csl", "as_line", "as_ris", "cite", "pwid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What a citation of one version says."""

    archive: str  # name of the archive
    article: int
    version: int  # 1 is the first
    headline: str
    authors: tuple[str, ...]
    paper: str
    section: str
    language: str  # BCP 47
    url: str
    published: date | None
    seen_at: datetime  # first sight of the version
    access: str

    @property
    def key(self) -> str:
        """A key for lists of literature, alike in every format."""
        year = f"{self.published:%Y}" if self.published else "nd"
        return f"{_ascii(self.paper) or 'article'}{year}-{self.article}v{self.version}"


def cite(record: ArticleRecord, *, archive: str, version: int | None = None) -> Citation:
    """The citation of an article's version, its latest if none is named.

    Raises:
        IndexError: there is no such version.
    """
    number = version or len(record.versions)
    if not 1 <= number <= len(record.versions):
        raise IndexError(number)
    found = record.versions[number - 1]
    data = found.data
    return Citation(
        archive=archive,
        article=record.id,
        version=number,
        headline=data["headline"] or "",
        authors=tuple(data["authors"]),
        paper=record.paper,
        section=data["section"] or "",
        language=data["language"] or "",
        url=record.url,
        published=_day(data),
        seen_at=_seen(found),
        access=data["access"],
    )


def _day(data: Mapping[str, Any]) -> date | None:
    """The day as the publisher writes it, in the publisher's own zone."""
    text = data["published_on"] or data["published_at"]
    return date.fromisoformat(text[:10]) if text else None


def _seen(version: VersionRecord) -> datetime:
    assert version.first_seen_at is not None  # noqa: S101  a version has been seen
    return version.first_seen_at


def pwid(citation: Citation) -> str:
    """The persistent web identifier of what was seen (urn:pwid, registered with IANA in 2022): archive, time, part."""
    archive = re.sub(r"[^a-z0-9.-]+", "-", unicodedata.normalize("NFKD", citation.archive).lower()).strip("-.")
    return f"urn:pwid:{archive or 'archive'}:{citation.seen_at:%Y-%m-%dT%H:%M:%SZ}:part:{citation.url}"


def as_line(citation: Citation) -> str:
    """For a footnote."""
    parts = [
        ", ".join(citation.authors),
        f"“{citation.headline or 'no headline'}”",
        citation.paper,
        f"{citation.published:%-d %B %Y}" if citation.published else "no date",
        citation.url,
        _note(citation),
    ]
    return ". ".join(part for part in parts if part) + "."


def _note(citation: Citation) -> str:
    return (
        f"As an anonymous reader saw it on {citation.seen_at:%-d %B %Y} (access: {citation.access}), "
        f"archive {citation.archive}, article {citation.article}, version {citation.version}"
    )


def as_bibtex(citation: Citation) -> str:
    """An entry for biblatex, UTF-8; nothing in it is a command."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in citation.authors),
        "title": f"{{{_tex(citation.headline)}}}" if citation.headline else "",
        "organization": _tex(citation.paper),
        "date": citation.published.isoformat() if citation.published else "",
        "url": _url(citation.url),
        "urldate": f"{citation.seen_at:%Y-%m-%d}",
        "langid": _LANGID.get(citation.language.partition("-")[0], ""),
        "note": _tex(f"{_note(citation)}; {pwid(citation)}"),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@online{{{citation.key},\n{''.join(lines)}}}\n"


# What biblatex calls the languages of the papers that are defined.
_LANGID = {
    "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "magyar", "it": "italian", "ja": "japanese", "nb": "norwegian", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish", "uk": "ukrainian",
}  # fmt: skip
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _one_line(text))


def _url(url: str) -> str:
    """biblatex reads a URL as it stands, but for what would end the field."""
    return "".join(f"%{ord(sign):02X}" if sign in "{}\\" else sign for sign in url)


def as_csl(citation: Citation) -> dict[str, Any]:
    """An item of CSL-JSON, as Zotero and citeproc read it."""
    item: dict[str, Any] = {
        "id": citation.key,
        "type": "article-newspaper",
        "title": _one_line(citation.headline),
        "author": [{"literal": _one_line(name)} for name in citation.authors],
        "container-title": citation.paper,
        "section": citation.section,
        "language": citation.language,
        "URL": citation.url,
        "issued": _parts(citation.published) if citation.published else None,
        "accessed": _parts(citation.seen_at.date()),
        "archive": citation.archive,
        "archive_location": f"article {citation.article}, version {citation.version}",
        "note": f"{_note(citation)}; {pwid(citation)}",
    }
    return {name: value for name, value in item.items() if value}


def _parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def as_ris(citation: Citation) -> str:
    """A record in RIS (type NEWS)."""
    return "".join(f"{tag}  - {_one_line(value)}\r\n" for tag, value in _ris(citation)) + "ER  - \r\n"


def _ris(citation: Citation) -> Iterator[tuple[str, str]]:
    fields = [
        ("TY", "NEWS"),
        ("ID", citation.key),
        *(("AU", name) for name in citation.authors),
        ("TI", citation.headline),
        ("T2", citation.paper),
        ("SE", citation.section),
        ("DA", f"{citation.published:%Y/%m/%d/}" if citation.published else ""),
        ("PY", f"{citation.published:%Y}" if citation.published else ""),
        ("LA", citation.language),
        ("UR", citation.url),
        ("Y2", f"{citation.seen_at:%Y/%m/%d/}"),
        ("N1", f"{_note(citation)}; {pwid(citation)}"),
    ]
    yield from ((tag, value) for tag, value in fields if value)


def _one_line(text: str) -> str:
    """Without what would start another field or record: line ends and control characters."""
    return " ".join("".join(c if unicodedata.category(c) not in _UNSEEN else " " for c in text).split())


_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)[:20]


FORMATS: Mapping[str, Callable[[Citation], str]] = {
    "text": lambda citation: as_line(citation) + "\n",
    "bibtex": as_bibtex,
    "csl": lambda citation: json.dumps([as_csl(citation)], ensure_ascii=False, indent=2) + "\n",
    "ris": as_ris,
    "pwid": lambda citation: pwid(citation) + "\n",
}
