"""The reader of bad input: what it reads, and what it refuses."""

from pathlib import Path

import pytest

from tests.rows import Row, cases, edited, expectations, rows


def test_rows_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("# why\n--- one | Card | x\na\n\n=> b\n=> c\n--- two\n=> d\n", encoding="utf-8")
    assert rows(tmp_path / "a.txt") == [Row("one", ("Card", "x"), "a\n", "b\nc"), Row("two", (), "", "d")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "a.txt: expected comments at most, and then rows", id="nothing"),
        pytest.param("a\n--- b\nc\n=> d\n", "a.txt: expected comments at most, and then rows", id="a stray line"),
        pytest.param("--- a\nb\n", "a.txt: 'a\\nb\\n'; expected a name", id="no error"),
        pytest.param("--- a\nb\n=> c\nd\n", "a.txt: 'a\\nb\\n=> c\\nd\\n'", id="lines after the error"),
        pytest.param("--- a\nb\n=> c\n--- a\nb\n=> c\n", "a.txt: `a` is there twice", id="a name twice"),
    ],
)
def test_a_malformed_file_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its text is compared
        rows(tmp_path / "a.txt")
    assert str(caught.value).startswith(expected)


def test_a_change_is_made_once() -> None:
    assert edited("a\nb\nc\n", " a\n-b\n+d\n+e") == "a\nd\ne\nc\n"
    assert edited("a\nb\n", "-a") == "b\n"
    for change in ("-a", "-c", "x", "-a\n\n+b"):
        with pytest.raises(ValueError, match="expected lines of a diff"):
            edited("a\na\nb\n", change)


def test_cases_have_their_texts(tmp_path: Path) -> None:
    (tmp_path / "expected").mkdir()
    text = "== t\none => b => c\n=> d\ntwo => \n== u\none => e\n"
    (tmp_path / "expected" / "a.txt").write_text(text, encoding="utf-8")
    test, one, two = str(tmp_path / "test_a.py"), pytest.param(1, 2, id="one"), pytest.param(3, 4, id="two")
    assert [case.values for case in cases(test, "t", one, two)] == [(1, 2, "b => c\nd"), (3, 4, "")]
    assert [(case.values, case.id) for case in cases(test, "u", one)] == [((1, 2, "e"), "one")]
    for given in ((one,), (two, one), (one, two, two)):
        with pytest.raises(ValueError, match=r"a\.txt: table `t`; expected the cases of its test"):
            cases(test, "t", *given)


@pytest.mark.parametrize("text", ["== t\na => b\na => c\n", "== t\na => b\n== t\na => c\n"], ids=["case", "table"])
def test_no_expectation_is_there_twice(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="is there twice"):
        expectations(tmp_path / "a.txt")


def test_every_table_of_expectations_belongs_to_a_test() -> None:
    for path in Path(__file__).parents[1].glob("*/expected/*.txt"):
        test = squeezed((path.parents[1] / f"test_{path.stem}.py").read_text(encoding="utf-8"))
        unread = [table for table in expectations(path) if squeezed(f'cases(__file__, "{table}"') not in test]
        assert unread == [], path


def squeezed(text: str) -> str:
    """Return a text without blanks and line ends."""
    return "".join(text.split())
