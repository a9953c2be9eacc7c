"""The tags of a source as browsers read them, with the texts between them and without."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.tokens import Kind, read_tags, read_tokens

PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<br/>", "<b title='<i>'>", "<!-- <u> -->", "<!-->", "<!--", "<!x>", "</>", "</3>", "<", " "),
        *(
            "<script>",
            "</script>",
            "<TITLE>",
            "</Title >",
            "<textarea a='/>'>",
            "</textarea>",
            "<a href=/>",
            "</titles>",
        ),
    ]
)


@pytest.mark.parametrize(
    ("source", "tokens"),
    [
        ("a<p>b", "TEXT a, START p, TEXT b"),
        ("<P Class=x></P>", "START p, END p"),
        ("<br/><br / ><a href=/>", "CLOSED br, START br, START a"),
        ("<b title='<i>'>", "START b"),
        ('<b title="<i>"></b>', "START b, END b"),
        ("<!-- <i> -->x", "TEXT x"),
        ("<!--><i>", "START i"),
        ("<!---><i>", "START i"),
        ("<!-- <i> --!><u>", "START u"),
        ("<!-- > <i>", ""),
        ("<!doctype html><?x <i>?><u>", "TEXT ?>, START u"),
        ("</ <i>><u>", "TEXT >, START u"),
        ("<SCRIPT><i></Script><u>", "START script, TEXT <i>, END script, START u"),
        ("<title> </title>", "START title, END title"),
        ("<title></title>", "START title, END title"),
        ("<style>a</styles></style >b", "START style, TEXT a</styles>, END style, TEXT b"),
        ("<textarea><b></textarea>", "START textarea, TEXT <b>, END textarea"),
        ("<iframe><b>", "START iframe, TEXT <b>"),
        ("1 < 2 <3", "TEXT 1 , TEXT 2 , TEXT 3"),
    ],
)
def test_a_source_is_read_as_browsers_read_it(source: str, tokens: str) -> None:
    assert ", ".join(f"{kind.name} {name}" for kind, name in read_tokens(source)) == tokens


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_tags_alone_are_those_between_the_texts(source: str) -> None:
    kinds = {("", ""): Kind.START, ("/", ""): Kind.END, ("", "/"): Kind.CLOSED, ("/", "/"): Kind.END}
    tags = [
        (kinds[slash, closed], (raw or name).lower()) for raw, slash, name, closed in read_tags(source) if raw or name
    ]

    assert tags == [token for token in read_tokens(source) if token[0] is not Kind.TEXT]
