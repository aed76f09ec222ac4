"""Rows in text files: what people write, and every line of what they are told; or what a test expects, case by case.

    --- no comma | Card
    {"names": ["a" "b"]}
    => line 1, column 16: `"b"`; expected `,` or `]`

A row begins with its name and what else its test wants to know. The input follows, without the line break at its end,
and then each line of the error. Where the input is a change of a text, it is written as in a diff.

Where a test makes its input in Python, the file holds what is expected of its cases, below the name of their table:

    == refusals
    no owner => Duty.owner is `""`; expected a name
    => and every further line, if there are more
"""

import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

ROW: Final = re.compile(r"(.+)\n((?:.*\n)*?)((?:=> .+\n)+)")


class Row(NamedTuple):
    """A bad input: its name, what else its test wants to know, the input, and the text of the error."""

    name: str
    about: tuple[str, ...]
    given: str
    expected: str


def rows(path: Path) -> list[Row]:
    """Read the rows of a file, above which comments may stand."""
    comments, *parts = re.split("^--- ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if not parts or not re.fullmatch("(#.*\n)*", comments):
        raise ValueError(f"{path.name}: expected comments at most, and then rows")
    result: dict[str, Row] = {}
    for part in parts:
        match = ROW.fullmatch(part)
        if match is None:
            raise ValueError(f"{path.name}: {part!r}; expected a name, the input, and lines that begin with `=> `")
        name, *about = match[1].split(" | ")
        if name in result:
            raise ValueError(f"{path.name}: `{name}` is there twice; expected each name once")
        result[name] = Row(name, tuple(about), match[2][:-1], re.sub("^=> ", "", match[3][:-1], flags=re.MULTILINE))
    return list(result.values())


def edited(text: str, change: str) -> str:
    """Return a text with a change, whose lines begin with `-`, `+` or a blank, and whose old lines are there once."""
    lines = change.split("\n")
    text = f"\n{text}"  # so that each line stands between two line breaks
    old, new = ("".join(f"\n{line[1:]}" for line in lines if line[:1] in (" ", sign)) + "\n" for sign in "-+")
    if any(line[:1] not in (" ", "-", "+") for line in lines) or not -1 < text.find(old) == text.rfind(old):
        raise ValueError(f"{change!r}; expected lines of a diff, of which the old ones are there once")
    return text.replace(old, new)[1:]


def expectations(path: Path) -> dict[str, dict[str, str]]:
    """Read what is expected of the cases of each table of a file."""
    result: dict[str, dict[str, str]] = {}
    case = ""
    for table in re.split("^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, lines = table.rstrip("\n").partition("\n")
        texts: dict[str, str] = {}
        if result.setdefault(name, texts) is not texts:
            raise ValueError(f"{path.name}: table `{name}` is there twice; expected each once")
        for line in lines.split("\n"):
            if line.startswith("=> "):
                texts[case] += line.replace("=> ", "\n", 1)
            else:
                case, _, text = line.partition(" =>")
                if case in texts:
                    raise ValueError(f"{path.name}: `{case}` is there twice; expected each case once")
                texts[case] = text.removeprefix(" ")
    return result


def cases(test: str, table: str, *given: Any) -> list[Any]:  # noqa: ANN401 - parameters of any kind
    """Return cases, or those of a mapping, with what is expected of them in the text beside their test."""
    if len(given) == 1 and isinstance(given[0], dict):
        given = tuple(pytest.param(value, id=name) for name, value in given[0].items())
    path = Path(test).parent / "expected" / f"{Path(test).stem.removeprefix('test_')}.txt"
    texts = expectations(path)[table]
    if list(texts) != [case.id for case in given]:
        raise ValueError(f"{path.name}: table `{table}`; expected the cases of its test, in their order")
    return [pytest.param(*case.values, texts[case.id], id=case.id, marks=case.marks) for case in given]
