"""Fit the weights of the access verdict to labelled pages, and say honestly whether that is better than the priors.

Logistic regression on "the text is withheld" (locked, registration, consent against free and metered), drawn towards
the priors: the penalty is `strength`/2 times the squared distance from them. Publishers, never pages, are dealt out to
the folds, so that no template is learnt on one side and asked for on the other. Plain Python: there are few pages.

python bench/fit_weights.py [--corpus ../shared/corpus] [--folds 10] [--strength 1 4 16]
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import parvis
from parvis.identity.host import registrable_domain
from parvis.page.access import judge_access
from parvis.page.facts import Facts
from parvis.page.weighing import weigh
from parvis.page.weights import Weights, load_weights
from parvis.records import Signal, Verdict

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
SHUT = frozenset({"locked", "registration", "consent"})
WALLED = SHUT | {"metered"}
BIAS = "bias"
STEPS = 12  # of Newton's method; it has settled after six
BOUNDS = (0.5, 0.7, 0.8, 0.9, 1.01)  # of the bands of confidence


@dataclass(frozen=True)
class Labelled:
    """A page that somebody has read: what its signals are, and what its access is."""

    id: str
    publisher: str
    access: str
    signals: tuple[Signal, ...] = field(repr=False)
    features: frozenset[str] = field(repr=False)

    @property
    def shut(self) -> bool:
        return self.access in SHUT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--strength", type=float, nargs="+", default=[0.5, 1, 2, 4, 8])
    args = parser.parse_args()
    pages, prior = read_pages(args.corpus), load_weights()
    folds = deal(pages, args.folds)
    print(f"{len(pages)} pages of {len({p.publisher for p in pages})} publishers in {len(folds)} folds")
    print("\nout of fold:              accuracy  walled F1  withheld right/false/missed   log loss   Brier")
    show("priors", pages, {page.id: prior for page in pages})
    for strength in args.strength:
        show(f"fitted, strength {strength:g}", pages, fit_out_of_fold(folds, prior, strength))
    by_fold(folds, prior, fit_out_of_fold(folds, prior, args.strength[-1]), args.strength[-1])
    reliability("priors", pages, {page.id: prior for page in pages})
    table(pages, prior, args.strength)


def read_pages(corpus: Path) -> list[Labelled]:
    """Every page whose label is one of the five states."""
    rows = map(json.loads, (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    return [read(row, corpus) for row in rows if (row.get("label") or {}).get("access") in WALLED | {"free"}]


def read(row: dict[str, str], corpus: Path) -> Labelled:
    page = parvis.read_page(gzip.decompress((corpus / row["file"]).read_bytes()), row["url"])
    label: Mapping[str, str] = row["label"]  # type: ignore[assignment]
    features = features_of(page.signals, load_weights())
    return Labelled(row["id"], registrable_domain(row["host"]), label["access"], page.signals, features)


def features_of(signals: Iterable[Signal], weights: Weights) -> frozenset[str]:
    """The names of all weights that a page adds up."""
    found = weigh(Facts.of(signals), weights)
    keys = (weights.key(item.signal, item.where) or item.signal for item in found)
    return frozenset({*keys, BIAS})


def deal(pages: Sequence[Labelled], folds: int) -> list[list[Labelled]]:
    """Publishers to folds, the largest first, each to the smallest fold."""
    dealt: list[list[Labelled]] = [[] for _ in range(folds)]
    sizes = Counter(page.publisher for page in pages)
    for publisher, _ in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        min(dealt, key=len).extend(page for page in pages if page.publisher == publisher)
    return dealt


def fit_out_of_fold(folds: Sequence[Sequence[Labelled]], prior: Weights, strength: float) -> dict[str, Weights]:
    """The weights for each page, fitted on the pages of other publishers."""
    fitted = {}
    for held in folds:
        weights = fit([page for fold in folds if fold is not held for page in fold], prior, strength)
        fitted.update({page.id: weights for page in held})
    return fitted


def fit(pages: Sequence[Labelled], prior: Weights, strength: float) -> Weights:
    """The weights that make the labels likeliest, at a price for leaving the priors."""
    start = flat(prior)
    names = sorted({name for page in pages for name in page.features})
    values = [start[name] for name in names]
    rows = [([i for i, name in enumerate(names) if name in page.features], float(page.shut)) for page in pages]
    for _ in range(STEPS):
        slope = [strength * (value - start[name]) for name, value in zip(names, values, strict=True)]
        bend = [[strength * (i == j) for j in range(len(names))] for i in range(len(names))]
        for row, shut in rows:
            chance = logistic(sum(values[i] for i in row))
            for i in row:
                slope[i] += chance - shut
                for j in row:
                    bend[i][j] += chance * (1 - chance)
        values = [value - step for value, step in zip(values, solve(bend, slope), strict=True)]
    return unflat(prior, {**start, **dict(zip(names, values, strict=True))})


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss-Jordan; the matrix is positive definite, so that no pivot is zero."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        head = pivot[i]
        pivot[:] = [value / head for value in pivot]
        for other in rows:
            if other is not pivot and (factor := other[i]):
                other[:] = [a - factor * b for a, b in zip(other, pivot, strict=True)]
    return [row[-1] for row in rows]


def logistic(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def flat(weights: Weights) -> dict[str, float]:
    return {BIAS: weights.bias, **weights.signal, **{f"measure.{k}": v for k, v in weights.measure.items()}}


def unflat(weights: Weights, values: Mapping[str, float]) -> Weights:
    return replace(
        weights,
        bias=values[BIAS],
        signal={name: values[name] for name in weights.signal},
        measure={name: values[f"measure.{name}"] for name in weights.measure},
    )


def show(name: str, pages: Sequence[Labelled], weights: Mapping[str, Weights]) -> None:
    print(f"  {name:22}" + figures(pages, weights))


def figures(pages: Sequence[Labelled], weights: Mapping[str, Weights]) -> str:
    states = [(page.access, str(judge(page, weights).state)) for page in pages]
    right = sum(truth == found for truth, found in states) / len(states)
    hit, false, missed = cells(states, WALLED)
    shut = "/".join(map(str, cells(states, SHUT)))
    chances = [(chance(page, weights[page.id]), page.shut) for page in pages]
    loss = -statistics.fmean(math.log(p if shut else 1 - p) for p, shut in chances)
    brier = statistics.fmean((p - shut) ** 2 for p, shut in chances)
    return f"{right:10.3f} {2 * hit / max(1, 2 * hit + false + missed):10.3f} {shut:>20} {loss:18.3f} {brier:7.3f}"


def cells(states: Iterable[tuple[str, str]], positive: frozenset[str] | set[str]) -> tuple[int, int, int]:
    """Right, false, missed."""
    count = Counter((truth in positive, found in positive) for truth, found in states)
    return count[True, True], count[False, True], count[True, False]


def judge(page: Labelled, weights: Mapping[str, Weights]) -> Verdict:
    return judge_access(page.signals, weights=weights[page.id])


def chance(page: Labelled, weights: Weights) -> float:
    values = flat(weights)
    return logistic(sum(values[name] for name in page.features))


def by_fold(
    folds: Sequence[Sequence[Labelled]], prior: Weights, fitted: Mapping[str, Weights], strength: float
) -> None:
    print(f"\nby fold, priors above, fitted with strength {strength:g} below:")
    for number, held in enumerate(folds):
        show(f"{number}: {len(held)} pages", held, {page.id: prior for page in held})
        show("", held, fitted)


def reliability(name: str, pages: Sequence[Labelled], weights: Mapping[str, Weights]) -> None:
    """How often a verdict of some confidence is right."""
    print(f"\nconfidence and truth, {name}:")
    verdicts = [(judge(page, weights), page) for page in pages]
    low = 0.0
    for high in BOUNDS:
        band = [(v.confidence, str(v.state) == page.access) for v, page in verdicts if low <= v.confidence < high]
        if band:
            mean, right = statistics.fmean(c for c, _ in band), sum(ok for _, ok in band)
            print(
                f"  {low:.2f} to {min(high, 1):.2f}: {len(band):3} pages, mean confidence {mean:.2f},"
                f" right {right} ({right / len(band):.2f})"
            )
        low = high


def table(pages: Sequence[Labelled], prior: Weights, strengths: Sequence[float]) -> None:
    """Every weight: on how many pages it was seen, how many of them were shut, the prior, and the fits."""
    fits = [flat(fit(pages, prior, strength)) for strength in strengths]
    print("\nweight                            seen shut  prior  fitted with " + " ".join(f"{s:6g}" for s in strengths))
    for name, value in flat(prior).items():
        seen = [page for page in pages if name in page.features]
        shut = sum(page.shut for page in seen)
        print(f"{name:34}{len(seen):4} {shut:4} {value:6.1f}              " + " ".join(f"{f[name]:6.1f}" for f in fits))


if __name__ == "__main__":
    main()
