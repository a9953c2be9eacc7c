"""Lines that ask for something are told by their phrases, and by being about nothing else."""

from __future__ import annotations

import pytest

from parvis.page.stripping import boilerplate_role
from parvis.phrases import load_phrases, normalise
from parvis.words import Role
from tests.fragments import document, fragment


def role_of(text: str, *, role: Role = Role.BODY) -> Role | None:
    page = document("<p id=line>")
    line = fragment(page, "line", text=text, words=len(text.split()), role=role, is_paragraph=False)
    return boilerplate_role(line, load_phrases().find([normalise(text)]))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Mot de passe oublié ?", Role.LOGIN),
        ("Sign up for our newsletter", Role.NEWSLETTER),
        ("Jederzeit kündbar", Role.OFFER),
        ("Support our journalism", Role.OFFER),
        ("Continuer sans accepter", Role.CONSENT),
        ("Cancel anytime. " + "word " * 24, None),
        ("Only $4 a month, cancel anytime. " + "word " * 24, Role.OFFER),
        ("Der Rat tagt am Montag", None),
        ("Sign in " + "word " * 60, None),
    ],
)
def test_a_line_is_told_by_its_words(text: str, role: Role | None) -> None:
    assert role_of(text) is role


def test_a_line_whose_place_has_told_its_role_keeps_it() -> None:
    assert role_of("Sign up for our newsletter", role=Role.CAPTION) is None
