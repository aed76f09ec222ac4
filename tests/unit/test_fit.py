"""Whether a table fits what a decider can ask: every problem at once, each with what was expected."""

import pytest

from releasekit.answers import Permission, Severity
from releasekit.policy import Column, Hit, Numbers, Rule, Table, misfits

KNOWN = (Column("severity", Severity, optional=True), Column("age", Numbers(ge=0)), Column("signed", bool))


def table(*columns: Column, outcomes: object = Permission, hit: Hit = Hit.MOST_RESTRICTIVE) -> Table[object]:
    """A table of some columns that lets everything pass."""
    first = next(iter(outcomes))  # type: ignore[call-overload]
    permissive = None if hit is Hit.COLLECT else ()
    rules = (Rule("any", {}, then=first),)
    return Table("gate", columns, rules=rules, hit=hit, outcomes=outcomes, permissive=permissive)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        pytest.param(table(*KNOWN), (), id="all that is known"),
        pytest.param(table(), (), id="nothing"),
        pytest.param(table(KNOWN[0].replace(worse="higher")), (), id="a direction is the table's own affair"),
        pytest.param(table(Column("signed", bool, optional=True)), (), id="takes more than there is"),
        pytest.param(table().draft, ("rules is `a Draft`; expected a Table",), id="draft"),
        pytest.param(None, ("rules is `None`; expected a Table",), id="none"),
        pytest.param(
            table(hit=Hit.COLLECT, outcomes=(Permission.ALLOWED,)),
            ("rules collects; expected a table that decides",),
            id="collects",
        ),
        pytest.param(
            table(Column("sined", bool)),
            ("rules has the column `sined`; expected columns among severity, age, signed; did you mean `signed`?",),
            id="misspelt column",
        ),
        pytest.param(
            table(Column("severity", Severity)),
            (
                (
                    "rules: column `severity` takes one of low, medium, high, critical; expected one of low, medium, "
                    "high, critical or missing"
                ),
            ),
            id="cannot be missing",
        ),
        pytest.param(
            table(Column("age", Numbers(ge=1)), Column("signed", ("yes", "no")), outcomes=("go", Permission.ALLOWED)),
            (
                "rules: column `age` takes whole numbers from 1; expected whole numbers from 0",
                "rules: column `signed` takes one of yes, no; expected one of false, true",
                'rules answers `"go"`; expected a Permission',
            ),
            id="everything at once",
        ),
    ],
)
def test_problems(given: object, problems: tuple[str, ...]) -> None:
    assert misfits("rules", given, KNOWN, Permission) == problems


def test_a_table_that_has_to_collect() -> None:
    assert misfits("rules", table(), (), Permission, collects=True) == (
        "rules decides; expected a table that collects",
    )
    assert misfits("rules", table(hit=Hit.COLLECT), (), Permission, collects=True) == ()
