"""The score of a block, and the rules above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.errors import DataError
from parvis.ledger import CAP, Counts, score
from parvis.ledger.scoring import BOILERPLATE
from parvis.ledger.weights import load_weights, read_weights
from parvis.records import Block, Term
from parvis.words import Role

PROSE = (Term(name="prose", bits=-2.0), Term(name="sentence", bits=-2.0))
OWN = (*PROSE, Term(name="own description", bits=-6.0))
TEMPLATE = {"path_seen": 300, "path_texts": 4}
DIVERSE = {"path_seen": 300, "path_texts": 250}

counts = st.builds(Counts, articles=st.integers(1, CAP), path_seen=st.integers(1, 500), path_texts=st.integers(1, 500))
roles = st.sampled_from([role for role in Role if role is not Role.WITHHELD])
terms = st.lists(st.builds(Term, name=st.sampled_from(["links", "few words", "prose", "form"]), bits=st.floats(-6, 6)))


def block(role: Role = Role.BODY, *, words: int = 20, prior: tuple[Term, ...] = PROSE) -> Block:
    return Block(role=role, text="x", words=words, path="p", prior=prior)


@pytest.mark.parametrize(
    ("about", "seen", "kind"),
    [
        (block(), Counts(), None),
        (block(), Counts(articles=2, **DIVERSE), None),
        (block(), Counts(articles=CAP, **DIVERSE), Role.OTHER),
        (block(prior=OWN), Counts(articles=2, **TEMPLATE), None),
        (block(Role.NEWSLETTER, prior=()), Counts(), Role.NEWSLETTER),
        (block(Role.OFFER), Counts(articles=CAP, **TEMPLATE), Role.OFFER),
        (block(words=2, prior=()), Counts(articles=CAP, **DIVERSE), Role.LABEL),
        (block(words=2, prior=()), Counts(articles=CAP, **TEMPLATE), Role.OTHER),
        (block(words=2, prior=()), Counts(), None),
        (block(Role.HEADLINE, prior=OWN), Counts(articles=CAP, **TEMPLATE), None),
        (block(Role.STANDFIRST, prior=OWN), Counts(articles=CAP, **TEMPLATE), Role.OTHER),
        (block(Role.BYLINE, words=2, prior=()), Counts(articles=CAP, **TEMPLATE), Role.LABEL),
    ],
)
def test_a_block_is_what_its_evidence_says(about: Block, seen: Counts, kind: Role | None) -> None:
    assert score(about, seen).kind is kind


@given(roles, terms, counts)
def test_the_score_is_the_sum_of_its_terms(role: Role, prior: list[Term], seen: Counts) -> None:
    status = score(block(role, prior=tuple(prior)), seen)

    assert status.score == pytest.approx(sum(term.bits for term in status.terms), abs=0.01)


@given(terms, st.integers(1, 100), st.integers(1, 500), st.integers(1, 500))
def test_a_text_of_one_article_is_never_boilerplate_by_repetition(
    prior: list[Term], words: int, path_seen: int, path_texts: int
) -> None:
    seen = Counts(articles=1, path_seen=path_seen, path_texts=path_texts)

    assert score(block(words=words, prior=tuple(prior)), seen).kind is None


@given(roles, counts)
def test_prose_of_many_articles_is_boilerplate(role: Role, seen: Counts) -> None:
    many = Counts(articles=CAP, path_seen=seen.path_seen, path_texts=seen.path_texts)

    assert score(block(role), many).kind in BOILERPLATE


@given(st.sampled_from(Role), terms, counts)
def test_every_kind_is_a_label_or_a_kind_of_boilerplate(role: Role, prior: list[Term], seen: Counts) -> None:
    assert score(block(role, prior=tuple(prior)), seen).kind in {None, Role.LABEL, *BOILERPLATE}


@given(terms, counts)
def test_the_ledger_has_no_say_in_what_is_withheld(prior: list[Term], seen: Counts) -> None:
    assert score(block(Role.WITHHELD, prior=tuple(prior)), seen).kind is None


def test_the_shipped_weights_hold() -> None:
    weights = load_weights()

    assert set(weights.roles) <= set(BOILERPLATE)
    assert weights.bits_per_doubling > 0 > weights.diverse_bits


@pytest.mark.parametrize(
    ("text", "problem"),
    [("[articles", "compare"), ("[articles]", "no 'diversity'"), ("articles = 1\ndiversity = 2\nlabel = 3", "compare")],
)
def test_weights_that_do_not_hold_are_named_with_the_remedy(text: str, problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        read_weights(text)
