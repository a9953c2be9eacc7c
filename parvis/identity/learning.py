"""What a site's URLs and its pages' own claims teach of them: parameters that say nothing, tokens that are article ids.

Both follow from the set of what was seen, never from its order, and cost as much as there are URLs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from parvis.identity.naming import id_token, parameters_of, without
from parvis.identity.titles import any_agree

__all__ = ["IdPattern", "IgnorableParameter", "Named", "agreeing", "learn_ids", "learn_parameters"]

MIN_DROPS = 3  # articles whose canonical leaves a parameter out
MIN_URLS = 20  # with a token of a shape
MIN_VALUES = 10  # different ones among them: a section's number comes again, an article's hardly ever
MIN_UNIQUE = 0.99  # share of the URLs whose token names one article
MAX_AGAINST = 2  # contradictions that take the trust in a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A key that names an article, which has had these titles."""

    key: str
    article: int
    titles: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnorableParameter:
    """How the canonical URLs of a site's pages treat a parameter."""

    name: str
    dropped: int  # articles whose canonical leaves it out
    kept: int  # articles whose canonical has it
    disputed: int  # keys that become one without it, of articles whose titles disagree
    example: str  # key of a page whose canonical leaves it out

    @property
    def holds(self) -> bool:
        return self.dropped >= MIN_DROPS and not self.kept and not self.disputed

    @property
    def contradiction(self) -> str | None:
        """Why a rule that was learnt holds no longer."""
        if self.kept >= MAX_AGAINST:
            return f"{self.kept} canonical URLs keep it"
        return f"{self.disputed} times it tells articles apart" if self.disputed >= MAX_AGAINST else None


def learn_parameters(
    claims: Iterable[tuple[str, str]], names: Collection[Named] = ()
) -> tuple[IgnorableParameter, ...]:
    """Every parameter that a canonical has left out, from pairs of a page's own key and the key of its canonical.

    `names` are what may contradict: keys that differ in the parameter alone, of articles with different titles.

    A canonical of another path says nothing: `/?p=12` that leads to `/a-story` is named by its parameter.
    """
    dropped: defaultdict[str, dict[str, str]] = defaultdict(dict)  # by name and article: the smallest key
    kept: defaultdict[str, set[str]] = defaultdict(set)
    for key, claimed in claims:
        for name in parameters_of(claimed):
            kept[name].add(claimed)
        if key.partition("?")[0] == claimed.partition("?")[0]:
            for name in parameters_of(key) - parameters_of(claimed):
                dropped[name][claimed] = min(key, dropped[name].get(claimed, key))
    disputed = _disputes({name for name, articles in dropped.items() if len(articles) >= MIN_DROPS}, names)
    return tuple(
        IgnorableParameter(
            name=name,
            dropped=len(articles),
            kept=len(kept[name]),
            disputed=disputed[name],
            example=articles[min(articles)],
        )
        for name, articles in sorted(dropped.items())
    )


def _disputes(parameters: Collection[str], names: Collection[Named]) -> Counter[str]:
    """How many keys are left for several articles when each of the parameters is taken out of those that have it."""
    groups: defaultdict[tuple[str, str], list[Named]] = defaultdict(list)
    for named in names:
        for parameter in parameters_of(named.key).intersection(parameters):
            groups[parameter, without(named.key, (parameter,))].append(named)
    bare = {named.key: named for named in names}
    return Counter(
        parameter
        for (parameter, rest), group in groups.items()
        if len(agreeing([*group, *([bare[rest]] if rest in bare else [])])) > 1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IdPattern:
    """How far the tokens of one shape name one article each."""

    name: str  # the shape of the tokens
    urls: int
    values: int
    disputed: int  # values that stand for several articles
    unique: float  # share of the URLs whose value is not disputed
    varies: bool  # something else in these URLs differs too
    example: str

    @property
    def holds(self) -> bool:
        enough = self.urls >= MIN_URLS and self.values >= MIN_VALUES
        return enough and self.varies and self.unique >= MIN_UNIQUE

    @property
    def contradiction(self) -> str | None:
        """Why a rule that was learnt holds no longer: not for one article of a hundred that was named anew."""
        against = self.disputed >= MAX_AGAINST and self.unique < MIN_UNIQUE
        return f"{self.disputed} ids stand for several articles" if against else None


def learn_ids(names: Iterable[Named]) -> tuple[IdPattern, ...]:
    """Every shape of token that was seen in a path, with what speaks for and against its being an article's id."""
    shapes: defaultdict[str, defaultdict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for named in names:
        if token := id_token(named.key):
            shapes[token.shape][token.value].append(named)
    return tuple(_pattern(shape, values) for shape, values in sorted(shapes.items()))


def _pattern(shape: str, values: dict[str, list[Named]]) -> IdPattern:
    disputed = {value for value, names in values.items() if len(agreeing(names)) > 1}
    urls = sum(map(len, values.values()))
    against = sum(len(values[value]) for value in disputed)
    rests = {named.key.replace(value, "") for value, names in values.items() for named in names}
    return IdPattern(
        name=shape,
        urls=urls,
        values=len(values),
        disputed=len(disputed),
        unique=1 - against / urls,
        varies=len(rests) > 1,
        example=min(named.key for names in values.values() for named in names),
    )


def agreeing(names: Collection[Named]) -> list[list[Named]]:
    """The names of one id, apart where their titles disagree. Names of one article stay together."""
    articles: defaultdict[int, list[Named]] = defaultdict(list)
    for named in sorted(names, key=lambda named: named.key):
        articles[named.article].append(named)
    groups: list[list[Named]] = []
    for own in articles.values():
        for group in groups:
            if any_agree(group[0].titles, own[0].titles):
                group.extend(own)
                break
        else:
            groups.append(own)
    return groups
