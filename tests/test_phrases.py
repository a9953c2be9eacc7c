"""Phrases of walls: each matches its own examples, in normalised text, and is cheap to look for."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parvis.errors import DataError
from parvis.phrases import Label, Phrase, PhraseKind, load_phrases, normalise, normalise_all
from parvis.phrases.loading import check_file, load_files

PHRASES = load_phrases()


def kinds(text: str) -> set[PhraseKind]:
    return {hit.phrase.kind for hit in PHRASES.find([normalise(text)])}


@pytest.mark.parametrize("phrase", PHRASES.all, ids=lambda phrase: phrase.id)
def test_a_phrase_is_found_in_its_examples(phrase: Phrase) -> None:
    found = [{hit.phrase for hit in PHRASES.find([normalise(example)])} for example in phrase.examples]

    assert all(phrase in hits for hits in found)


@pytest.mark.parametrize("phrase", PHRASES.all, ids=lambda phrase: phrase.id)
def test_a_phrase_is_not_found_in_what_only_sounds_like_it(phrase: Phrase) -> None:
    assert phrase.examples
    assert phrase.misses
    assert not [hit for hit in PHRASES.find(normalise_all(phrase.misses)) if hit.phrase is phrase]


def plain(pattern: str) -> str:
    """A pattern whose gaps are one word, and whose optional blanks are there."""
    return re.sub(r"\[\^[^\]]*\]\{\d+,\d+\}", " x ", pattern).replace(" ?", " ")


@pytest.mark.parametrize("phrase", PHRASES.all, ids=lambda phrase: phrase.id)
@settings(max_examples=15)
@given(data=st.data())
def test_what_a_pattern_matches_holds_a_word_that_it_needs(phrase: Phrase, data: st.DataObject) -> None:
    made = st.from_regex(re.compile(plain(phrase.pattern.pattern), re.ASCII), fullmatch=True)
    line = normalise(data.draw(made))
    assume(phrase.pattern.match(line))

    assert phrase in {hit.phrase for hit in PHRASES.find([line])}


@pytest.mark.parametrize("phrase", PHRASES.all, ids=lambda phrase: phrase.id)
def test_a_pattern_stays_within_a_line(phrase: Phrase) -> None:
    assert "\n" not in "".join(phrase.needs)
    assert not re.search(r"(?<!\\)\.[*+]|\\s", phrase.pattern.pattern)
    assert all(need == normalise(need) for need in phrase.needs)


@pytest.mark.parametrize("language", sorted({phrase.language for phrase in PHRASES.all}))
def test_a_shipped_file_holds(language: str) -> None:
    file = files("parvis.phrases") / f"{language}.toml"

    assert check_file(file.read_text(encoding="utf-8"), file.name).phrases


def test_ids_are_unique() -> None:
    ids = [phrase.id for phrase in PHRASES.all]

    assert len(ids) == len(set(ids)) > 100


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("[90% reste à lire]", 90.0),
        ("Il vous reste 57.09% de cet article à lire.", 57.09),
        ("Il vous reste 82,5\u00a0% à découvrir.", 82.5),
        ("Pozostało jeszcze 89% artykułu", 89.0),
        ("残り1234文字", None),
        ("残り70％", 70.0),
        ("Noch 72 % des Artikels", 72.0),
        ("Te queda el 65 % por leer", 65.0),
        ("57% of this article remaining", 57.0),
    ],
)
def test_a_counter_says_how_much_is_withheld(text: str, percent: float | None) -> None:
    (hit,) = [hit for hit in PHRASES.find([normalise(text)]) if hit.phrase.kind is PhraseKind.REMAINING]

    assert hit.percent == percent


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Subscribe to continue reading", PhraseKind.WALL),
        ("Sign up to continue reading", PhraseKind.REGISTRATION),
        ("You’ve reached your monthly free article limit", PhraseKind.LIMIT),
        ("You have 2 free articles remaining", PhraseKind.METER),
        ("Ce contenu est réservé aux inscrits", PhraseKind.REGISTRATION),
        ("Refuser et s’abonner", PhraseKind.CONSENT_OR_PAY),
        ("Cet article vous est offert", PhraseKind.GIFT),
        ("Contenido exclusivo para suscriptores", PhraseKind.WALL),
    ],
)
def test_what_a_line_says(text: str, kind: PhraseKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor subscribed to the plan",
        "Der Verein zählt 400 Mitglieder",
        "La suite du procès est attendue lundi",
        "You've reached the 20 saved limit",
    ],
)
def test_an_article_says_none_of_it(text: str) -> None:
    assert kinds(text).isdisjoint({PhraseKind.WALL, PhraseKind.REMAINING, PhraseKind.LIMIT, PhraseKind.REGISTRATION})


def test_a_paid_refusal_is_judged_before_a_free_one() -> None:
    assert PHRASES.dialog_label("refuser et s'abonner") is Label.PAY
    assert PHRASES.dialog_label("refuser") is Label.REFUSE
    assert PHRASES.dialog_label("tout accepter") is Label.ACCEPT
    assert PHRASES.dialog_label("la météo") is None


@given(st.lists(st.text(max_size=60), max_size=6))
def test_looking_in_many_texts_is_looking_in_each(texts: list[str]) -> None:
    lines = [normalise(text) for text in texts]

    together = [(hit.index, hit.phrase.id) for hit in PHRASES.find(lines)]

    assert together == [(i, hit.phrase.id) for i, line in enumerate(lines) for hit in PHRASES.find([line])]


@given(st.lists(st.text(st.sampled_from("aÉİ \t\n\u00a0\u2019\u200b.ς"), max_size=12), max_size=6))
def test_normalising_many_is_normalising_each(texts: list[str]) -> None:
    assert normalise_all(texts) == [normalise(text) for text in texts]


LANGUAGES = ("cs", "da", "de", "en", "es", "fr", "it", "nl", "no", "pl", "pt", "ro", "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_knows_dialogs_and_their_paid_refusal(language: str) -> None:
    (file,) = [file for file in load_files() if file.language == language]
    refusals = {p.id for p in file.phrases if p.kind is PhraseKind.CONSENT_OR_PAY}

    assert {label for _, label in file.labels} == set(Label)
    assert refusals
    assert all(PHRASES.dialog_label(words) is not None for words, _ in file.labels)


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("language = ", "no TOML"),
        ("x = 1", "`language` is missing"),
        ('language = "fr"\nx = 1', "unknown key `x`"),
        ('language = "fr"\n[[phrase]]\nid = "a"\nfoo = 1', "unknown key `foo`"),
        ('language = "fr"\n[[phrase]]\nid = "a"\nkind = "wall"', "is missing; add it"),
        ('language = "fr"\n[dialog]\nbuy = ["x"]', "`buy` is no list"),
        (
            (
                'language = "fr"\n[[phrase]]\nid = "a"\nkind = "wall"\nstrength = "strong"\nscope = "anywhere"\n'
                'needs = ["x"]\npattern = "("'
            ),
            "correct the value",
        ),
    ],
)
def test_a_file_that_does_not_hold_names_file_key_and_remedy(text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=re.escape(complaint)) as caught:
        check_file(text, "xx.toml")
    assert "xx.toml" in str(caught.value)
