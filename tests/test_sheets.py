"""Sheets go out to coders and come back; alpha is what the book says it is."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.cli import main
from parvis.errors import CodingError
from parvis.research.coding import Level, Row, agreements, read_sheet, write_sheet

# Four coders, twelve units, gaps: the worked example of "Computing Krippendorff's Alpha-Reliability" (2011).
WORKED = {
    "A": ["1", "2", "3", "3", "2", "1", "4", "1", "2", ".", ".", "."],
    "B": ["1", "2", "3", "3", "2", "2", "4", "1", "2", "5", ".", "3"],
    "C": [".", "3", "3", "3", "2", "3", "4", "2", "2", "5", "1", "."],
    "D": ["1", "2", "3", "3", "2", "4", "4", "1", "2", "5", "1", "."],
}
CELLS = [
    ("tone", unit, coder, code)
    for coder, codes in WORKED.items()
    for unit, code in enumerate(codes, start=1)
    if code != "."
]


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_the_worked_example(level: str, alpha: float) -> None:
    (found,) = agreements(CELLS, Level(level))

    assert found.alpha == pytest.approx(alpha, abs=0.001)
    assert (found.variable, found.coders, found.units, found.values) == ("tone", 4, 11, 5)


def test_alpha_says_nothing_where_all_codes_are_one() -> None:
    (found,) = agreements([("tone", 1, "A", "x"), ("tone", 1, "B", "x")], Level.NOMINAL)

    assert (found.alpha, found.agreed) == (None, 1.0)


def test_names_are_values_of_a_nominal_variable_only() -> None:
    cells = [
        ("frame", 1, "A", "conflict"),
        ("frame", 1, "B", "money"),
        ("frame", 2, "A", "money"),
        ("frame", 2, "B", "money"),
    ]

    assert agreements(cells, Level.NOMINAL)[0].agreed == 0.5
    with pytest.raises(CodingError, match="at level interval every value is a number"):
        agreements(cells, Level.INTERVAL)


def test_a_coder_who_contradicts_herself_is_told() -> None:
    with pytest.raises(CodingError, match="coder A says 'x' and 'y' of article 1"):
        agreements([("tone", 1, "A", "x"), ("tone", 1, "A", "y")], Level.NOMINAL)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_sheet_comes_back_as_a_spreadsheet_writes_it(sign: str) -> None:
    text = "article,coder,site,headline,url,tone\r\n7,1,a,Title,http://a.example/7, 2 \r\n8,1,a,,,\r\n"

    assert list(read_sheet("\ufeff" + text.replace(",", sign), "s.csv")) == [("tone", 7, "1", "2")]


def test_what_is_no_sheet_is_told_with_its_line() -> None:
    with pytest.raises(CodingError, match=r"s\.csv: there is no column 'coder'"):
        list(read_sheet("article,tone\n1,2\n", "s.csv"))
    with pytest.raises(CodingError, match=r"s\.csv, line 3: the number of the article"):
        list(read_sheet("article,coder,tone\n1,1,2\nx,1,2\n", "s.csv"))


def test_no_headline_is_a_formula_in_a_sheet() -> None:
    row = Row(article=1, coder=1, site="a", published="", headline='=HYPERLINK("x")', url="http://a.example/1")

    assert "'=HYPERLINK" in write_sheet([row], ["tone"])


def run(db: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(db), *arguments])


def filled(path: Path, code: str) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, rows[0])
        sheet.writeheader()
        sheet.writerows({**row, "frame": code if int(row["article"]) % 2 else "money", "tone": "1"} for row in rows)


def test_from_the_archive_to_the_coders_and_back(demo_db: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "coding.csv"

    drawn = run(
        demo_db, "sample", "-n", "20", "--by", "site,access", "--coders", "2", "--overlap", "8",
        "--variables", "frame,tone", "-o", str(sheet),
    )  # fmt: skip
    filled(tmp_path / "coding-1.csv", "conflict")
    filled(tmp_path / "coding-2.csv", "money")
    agreed = run(demo_db, "agreement", *map(str, sorted(tmp_path.iterdir())), "--json")

    assert drawn.exit_code == 0
    assert "20 articles of " in drawn.stdout
    assert "coding-2.csv  14 rows" in drawn.stdout
    frame, tone = json.loads(agreed.stdout)
    assert (frame["units"], frame["coders"], tone["agreed"], tone["alpha"]) == (8, 2, 1.0, None)
    assert frame["alpha"] < 0.5


def test_the_same_seed_draws_the_same_sheet(demo_db: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run(demo_db, "sample", "-n", "10", "--seed", "7", "-o", str(tmp_path / name)).exit_code == 0

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "give a size, or --weeks"),
        (["-n", "5", "--weeks", "2"], 2, "give a size, or --weeks"),
        (["-n", "5", "--by", "mood"], 2, "--by mood: strata are"),
        (["--weeks", "40"], 3, "take fewer weeks"),
        (["-n", "5", "nosuchwordanywhere"], 3, "no article"),
    ],
)
def test_what_cannot_be_drawn_is_told(
    demo_db: Path, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    result = run(demo_db, "sample", *arguments, "-o", str(tmp_path / "s.csv"))

    assert (result.exit_code, list(tmp_path.iterdir())) == (code, [])
    assert said in result.stderr


def test_a_sheet_that_is_there_is_kept(demo_db: Path, tmp_path: Path) -> None:
    assert run(demo_db, "sample", "-n", "5", "-o", str(tmp_path / "s.csv")).exit_code == 0

    assert "with codes perhaps" in run(demo_db, "sample", "-n", "5", "-o", str(tmp_path / "s.csv")).stderr
