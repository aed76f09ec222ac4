"""Every damage of every candidate that goes, by every playbook: no answer gets better, and the card names the damage.

`make deep` damages also each candidate that shows that a rule of the gated release can be kept.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Final, NamedTuple

import pytest
from hypothesis import settings

from releasekit.gates import EvidenceRules
from releasekit.playbooks.gated_release import READINESS
from releasekit.playbooks.release_cadence import readiness
from releasekit.readiness import GoNoGo, Readiness, ReadinessRules, ReleaseCandidate, assess
from releasekit.versions import BumpLevel, ReleaseType
from tests.damages import AGE, OPERATORS, new_lines
from tests.playbooks.bakery import BAKERY, OPENED
from tests.playbooks.test_a_playbook_of_another_team import GOES as LOAVES
from tests.playbooks.test_gated_release import ROWS
from tests.playbooks.test_release_cadence import release
from tests.strategies.candidates import (
    AT,
    R0,
    R1,
    R2,
    R3,
    THRESHOLDS,
    altered,
    approval,
    complete,
    conditional,
    entry,
    promoting,
    waived,
)
from tests.strategies.readiness import CLOSED, SOUND, VISIBLE

IS_DEEP: Final = settings().max_examples > settings.get_profile("default").max_examples


class Book(NamedTuple):
    """Strict rules of a playbook, the candidates that go by them, and which damages they do not ask about."""

    rules: ReadinessRules
    at: datetime
    goes: Mapping[str, ReleaseCandidate]
    unasked: frozenset[str] = frozenset()


def strict(rules: ReadinessRules | None) -> ReadinessRules:
    """Return rules by which a pass has to show everything, an age within a month as well."""
    assert rules is not None
    return rules.replace(evidence=EvidenceRules(max_age=AGE))


def gated() -> dict[str, ReleaseCandidate]:
    """Candidates of each set of classes, with all that may stand behind a go."""
    shown = {
        "R0": complete(R0),
        "R1 remedied": complete(R1, rollbacks=(CLOSED,), decisions=(*complete(R1).decisions, entry("D-031"))),
        "R2 narrowed": complete(R2, scoped_gates=frozenset({"VG-LOOP-CORE-001"})),
        "R3": complete(R3),
        "breaking": altered(complete(R1, R2, R3), breaking_change="approved", approvals=(approval(),)),
        "R2 conditional": conditional(R2),
        "R2 waived": waived(R2),
        "R2 promoting": promoting(R2),
    }
    if not IS_DEEP:
        return shown
    kinds = [complete(*classes) for classes in SOUND]
    kinds += [kind(*classes) for kind in (conditional, waived, promoting) for classes in VISIBLE]
    every = {row.mended: row.name for row in ROWS} | {each: f"{number}" for number, each in enumerate(kinds)}
    return shown | {name: own for own, name in every.items()}


def cadenced() -> dict[str, ReleaseCandidate]:
    """Candidates of each type, as large as it may be."""
    larger = {ReleaseType.MINOR: BumpLevel.MINOR, ReleaseType.MAJOR: BumpLevel.MAJOR}
    every = {f"{kind}, {step}": release(kind, bump=step) for kind, step in larger.items()}
    return every | {str(kind): release(kind) for kind in ReleaseType}


BOOKS: Final = {
    "gated release": Book(strict(READINESS), AT, gated(), frozenset({"another step"})),
    "release cadence": Book(
        strict(readiness(THRESHOLDS)),
        AT,
        cadenced(),
        unasked=frozenset(
            {
                *("a pass on another tuple", "a lost measurement", "an undeclared class", "another claim"),
                *("a confirmation", "the date of a confirmation", "a waiver", "the date of a waiver"),
                *("a classification", "the date of a classification", "a decision", "an open rollback"),
                *("a lost matrix", "an open item", "a promotion", "an unknown change"),
            }
        ),
    ),
    "bakery": Book(strict(BAKERY.readiness), OPENED, {name: own for name, (own, _) in LOAVES.items()}),
}


@cache
def reviews(book: str) -> list[Readiness]:
    """Return the reviews of what goes by a playbook."""
    rules, at, goes, _ = BOOKS[book]
    return [assess(own, rules, at) for own in goes.values()]


@pytest.mark.parametrize("book", BOOKS)
def test_what_is_damaged_goes(book: str) -> None:
    assert [review.candidate.id for review in reviews(book) if review.outcome is GoNoGo.NO_GO] == []


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("book", BOOKS)
def test_no_damage_improves_an_answer_and_the_card_names_it(book: str, operator: str) -> None:
    rules, at, _, unasked = BOOKS[book]
    worse = 0
    for review in reviews(book):
        for damage in OPERATORS[operator](review):
            found = assess(damage.candidate, rules, at)
            assert found.outcome >= review.outcome, damage
            assert found.outcome is GoNoGo.NO_GO or not damage.stops, damage
            if found.outcome is not review.outcome:
                worse += 1
                said = new_lines(found, review)
                assert any(text in said for text in damage.named), (damage.named, said)
    assert (worse == 0) == (operator in unasked)
