"""Rules, sources and drafts: how they are made, and how a refusal reads."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

import pytest

from releasekit.errors import ReleasekitError
from releasekit.policy import ANY, MISSING, Column, Draft, Hit, Numbers, Reason, Rule, Source, Table, at_least, one_of


class Risk(Enum):
    LOW = "low"
    HIGH = "high"


class Same(Enum):  # noqa: PLW1641 - the point of it
    """Words that cannot be hashed."""

    A = "a"

    def __eq__(self, other: object) -> bool:
        return self is other


NAME: Final = "expected 1 to 200 printable characters, no spaces at the ends"
NOTE: Final = "expected 0 to 10 000 characters"
OUTCOME: Final = "expected a word, text, or a tuple or frozenset of those, at most 8 deep"
OUTCOMES: Final = "expected a class of words, or a tuple or frozenset of outcomes"
VALUE: Final = "expected text, a word, true, false, an int, a Decimal or MISSING"
DEEP: Final = ((((((((("a",),),),),),),),),)


def rule(**changes: Any) -> Rule[str]:  # noqa: ANN401 - each case breaks another field
    return Rule(**{"id": "r", "when": {}, "then": "go", **changes})


def draft(**changes: Any) -> Draft[str]:  # noqa: ANN401 - each case breaks another field
    return Draft(**{"name": "d", "columns": (), "rules": (), "outcomes": ("go",), **changes})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda: rule(id="", code="c"), f'Rule.id is `""`; {NAME}', id="empty id"),
        pytest.param(
            lambda: rule(id="a\x1b[1m", code="c"), f'Rule.id is `"a\\u001b[1m"`; {NAME}', id="control characters"
        ),
        pytest.param(lambda: rule(id=5, code="c"), f"Rule.id is `5`; {NAME}", id="number as id"),
        pytest.param(lambda: rule(because=5), f"Rule.because is `5`; {NOTE}", id="number as sentence"),
        pytest.param(
            lambda: rule(because="x" * 10_001), f'Rule.because is `"{"x" * 59}…"`; {NOTE}', id="sentence too long"
        ),
        pytest.param(lambda: rule(code=""), f'Rule.code is `""`; {NAME}', id="empty code"),
        pytest.param(
            lambda: rule(source="book"), 'Rule.source is `"book"`; expected a Source or nothing', id="text as source"
        ),
        pytest.param(lambda: rule(rank=True), "Rule.rank is `True`; expected a whole number or nothing", id="rank"),
        pytest.param(lambda: rule(then=5), f"Rule.then is `5`; {OUTCOME}", id="number as outcome"),
        pytest.param(lambda: rule(then=["go"]), f"Rule.then is `a list`; {OUTCOME}", id="list as outcome"),
        pytest.param(lambda: rule(then=("go", 5)), f'Rule.then is `("go", 5)`; {OUTCOME}', id="number in a tuple"),
        pytest.param(lambda: rule(then=DEEP), f"Rule.then is `(a tuple,)`; {OUTCOME}", id="nine tuples deep"),
        pytest.param(lambda: rule(then=Same.A), f"Rule.then is `a`; {OUTCOME}", id="word that cannot be hashed"),
        pytest.param(
            lambda: rule(when=5), "when is `5`; expected a mapping of column names to cells", id="number as when"
        ),
        pytest.param(
            lambda: rule(when=[5]), "when holds `5`; expected pairs of a column name and a cell", id="no pair in when"
        ),
        pytest.param(
            lambda: rule(when=(("a", 1, 2),)),
            'when holds `("a", 1, 2)`; expected pairs of a column name and a cell',
            id="three in when",
        ),
        pytest.param(lambda: rule(when={5: 1}), "column name is `5`; expected text", id="number as column name"),
        pytest.param(lambda: rule(when={"a": 1.5}), f'column `"a"`: value `1.5`; {VALUE}', id="float in when"),
        pytest.param(
            lambda: Source("", 5, quote=None),  # type: ignore[arg-type]
            f'Source.document is `""`; {NAME}; Source.heading is `5`; {NOTE}; Source.quote is `None`; {NOTE}',
            id="source, all problems at once",
        ),
        pytest.param(lambda: draft(name=""), f'Draft.name is `""`; {NAME}', id="empty name"),
        pytest.param(lambda: draft(version=2), f"Draft.version is `2`; {NAME}", id="number as version"),
        pytest.param(lambda: draft(columns=(5,)), "Draft.columns holds `5`; expected a Column", id="no column"),
        pytest.param(lambda: draft(rules=(5,)), "Draft.rules holds `5`; expected a Rule", id="no rule"),
        pytest.param(
            lambda: draft(hit="unique"),
            'Draft.hit is `"unique"`; expected one of unique, any, most_restrictive, first, collect',
            id="text as hit",
        ),
        pytest.param(lambda: draft(outcomes=5), f"Draft.outcomes is `5`; {OUTCOMES}", id="number as outcomes"),
        pytest.param(lambda: draft(outcomes="go"), f'Draft.outcomes is `"go"`; {OUTCOMES}', id="text as outcomes"),
        pytest.param(
            lambda: draft(outcomes=(5, [])),
            f"Draft.outcomes holds `5`; {OUTCOME}; Draft.outcomes holds `a list`; {OUTCOME}",
            id="strange outcomes",
        ),
        pytest.param(
            lambda: draft(outcomes=frozenset({5})),
            f"Draft.outcomes holds `5`; {OUTCOME}",
            id="strange unordered outcome",
        ),
        pytest.param(
            lambda: draft(permissive="go"), f'Draft.permissive is `"go"`; {OUTCOMES}', id="text as permissive"
        ),
        pytest.param(
            lambda: draft(permissive=([],)), f"Draft.permissive holds `a list`; {OUTCOME}", id="strange permissive"
        ),
    ],
)
def test_what_is_refused(make: Callable[[], object], expected: str) -> None:
    with pytest.raises(ReleasekitError) as caught:
        make()
    assert str(caught.value) == expected


def test_conditions_become_sorted_cells() -> None:
    made = rule(when={"b": "x", "a": at_least(3), "c": MISSING})
    assert made.when == (("a", at_least(3)), ("b", one_of("x")), ("c", one_of(MISSING)))
    assert (made.cell("a"), made.cell("z")) == (at_least(3), ANY)
    assert rule(when=list(made.when)) == made


def test_the_code_is_the_id_unless_given() -> None:
    assert (rule().code, rule(code="c").code) == ("r", "c")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Source("Playbook", "Go", quote="All green."), "Playbook, Go: “All green.”", id="source"),
        pytest.param(Reason("r", "c", because="All green.", source=None), "c: All green.", id="reason"),
        pytest.param(Reason("r", "c", because="", source=None), "c", id="reason without sentence"),
        pytest.param(Hit.MOST_RESTRICTIVE, "most_restrictive", id="hit"),
    ],
)
def test_text(value: object, expected: str) -> None:
    assert str(value) == expected


def test_the_order_of_writing_never_matters() -> None:
    twins = [rule(id="b"), rule(id="a", then="no"), rule(id="a")]
    one, two = draft(rules=twins), draft(rules=twins[::-1])
    assert (one, hash(one), one.rules) == (two, hash(two), two.rules)


def test_a_draft_is_no_table() -> None:
    same: dict[str, Any] = {"columns": (), "rules": (rule(),), "outcomes": ("go",)}
    assert (Draft("d", **same) == Table("d", **same), Draft("d", **same) == 5) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"name": "e"}, id="name"),
        pytest.param({"version": "2"}, id="version"),
        pytest.param({"hit": Hit.ANY}, id="hit"),
        pytest.param({"outcomes": frozenset({"go"})}, id="order of outcomes"),
        pytest.param({"outcomes": ("go", "no")}, id="outcomes"),
        pytest.param({"permissive": ()}, id="permissive"),
        pytest.param({"columns": (Column("a", bool),)}, id="columns"),
        pytest.param({"columns": (Column("a", Numbers(ge=0)),)}, id="numbers"),
        pytest.param({"rules": (rule(because="\ud800"),)}, id="half of a pair of surrogates"),
        pytest.param({"rules": (rule(when={"a": at_least(3)}),)}, id="open end"),
    ],
)
def test_the_digest_covers(change: dict[str, Any]) -> None:
    assert draft(**change).digest != draft().digest
