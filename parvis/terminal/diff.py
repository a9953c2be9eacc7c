"""`parvis diff`: what changed between versions, in the signs of wdiff and in colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from parvis.archive.reading import ArticleRecord
from parvis.research.changes import Changed, Difference
from parvis.research.edits import Edit, Kept
from parvis.terminal.colours import ACCESS
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural
from parvis.words import Access

__all__ = ["edits_text", "print_differences"]

AROUND = 8  # words of unchanged text that are shown on either side of a change
_SIGNS = {Kept.REMOVED: ("[-", "-]", "#d55e00"), Kept.ADDED: ("{+", "+}", "#009e73"), Kept.SAME: ("", "", "")}


def print_differences(record: ArticleRecord, found: Sequence[Difference]) -> None:
    out().print(styled(record.current["headline"] or "(no headline)", "bold"))
    about = f"{plural(len(record.versions), 'version')} · {record.site} · {record.url}"
    out().print(styled(about, "dim"), soft_wrap=True)
    for part in diff_view(found):
        out().print(part)


def diff_view(found: Sequence[Difference]) -> Iterator[RenderableType]:
    for difference in found:
        yield Text()
        yield _title(difference)
        for changed in difference.changed:
            yield Padding(_changed(changed), (0, 0, 0, 2))


def _title(difference: Difference) -> Text:
    """The change happened at some time between the last sight of the one and the first of the other."""
    seen, changed = difference.seen_at, difference.changed_at
    between = f"between {seen:%Y-%m-%d %H:%M} and {changed:%Y-%m-%d %H:%M} UTC" if seen and changed else ""
    kind = "" if difference.material else "  numbers, times or addresses only"
    return Text.assemble((f"{difference.before_id} → {difference.after_id}", "bold"), f"  {between}", (kind, "dim"))


def _changed(changed: Changed) -> Text:
    name = Text(f"{changed.field.replace('_', ' '):<13}", "bold")
    if changed.field == "access":
        states = [(state, ACCESS[Access(state)]) for state in (changed.before, changed.after)]
        return Text.assemble(name, states[0], " → ", states[1])
    if not changed.edits:
        return Text.assemble(name, safe(changed.before) or "none", " → ", safe(changed.after) or "none")
    removed, added = changed.words
    return Text.assemble(name, edits_text(changed.edits), (f"  -{removed} +{added} words", "dim"))


def edits_text(edits: Sequence[Edit]) -> Text:
    """A text with what was removed from it and added to it."""
    return Text.assemble(*map(_edit, _shortened(edits)))


def _edit(edit: Edit) -> Text:
    before, after, style = _SIGNS[edit.kept]
    text, space = edit.text.rstrip(), " " * (edit.text != edit.text.rstrip())
    return Text(f"{before}{safe(text)}{after}", style).append(space)


def _shortened(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Long stretches without a change end a few words behind one change and begin a few words before the next."""
    for number, edit in enumerate(edits):
        words = edit.text.split()
        first, last = number == 0, number == len(edits) - 1
        if edit.kept is not Kept.SAME or len(words) <= AROUND * (2 - first - last):
            yield edit
            continue
        head, tail = " ".join(words[: 0 if first else AROUND]), " ".join(words[len(words) if last else -AROUND :])
        yield Edit(Kept.SAME, f"{head} … {tail}".lstrip() + ("" if last else " "))
