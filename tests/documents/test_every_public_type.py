"""Every public type is a document or a part of one, or here is why not; the words of all shipped tables are known."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from releasekit import answers
from releasekit.cadence import FreezeAnswer
from releasekit.compat import Removal, TierDecision
from releasekit.documents import (
    DocumentKind,
    FormError,
    from_data,
    from_json,
    from_toml,
    from_yaml,
    json_schema,
    to_data,
    to_json,
    to_toml,
    to_yaml,
)
from releasekit.documents._house import Vocabularies
from releasekit.milestones import MilestoneReport
from releasekit.playbook import PlaybookFinding
from releasekit.policy import (
    BoundaryPair,
    Case,
    Cell,
    CellTrace,
    Coverage,
    Decision,
    Diff,
    Difference,
    Draft,
    FactChange,
    Finding,
    Flip,
    Leaf,
    Nearest,
    NearMiss,
    Record,
    Replay,
    Replayed,
    Rule,
    RuleTrace,
    Trace,
    Unreplayable,
)
from releasekit.procedures import ChecklistReport, ItemReport, RunRefusal
from releasekit.readiness import Need, PacketReview, Readiness
from releasekit.rollback import TriggerFacts
from releasekit.sync import SyncRefusal, SyncReport
from releasekit.versions import BumpDecision, BumpReason
from tests.public import WHOLES, by_class, modules, parts_of, public, public_modules
from tests.strategies.documents import OWN, objects
from tests.strategies.playbooks import VOCABULARIES

IN_TABLES: Final = "it stands in tables, whose columns say what its texts stand for"
ANSWER: Final = "an answer, with the table that gave it: keep the facts and the playbook, and ask again"
PROOF: Final = "what a proof or a comparison of tables finds, with facts of any column: keep the tables, and ask again"
FACTS: Final = "facts of any table: kept as plain data, and read by the columns with `Table.read`"
JUDGED: Final = "it says what is wrong with something else: keep that, and ask again"
FUNCTIONS: Final = "it has functions in it"
NOT_DOCUMENTS: Final[Mapping[type, str]] = {
    **dict.fromkeys((Cell, Rule), IN_TABLES),
    **dict.fromkeys((Decision, Readiness, PacketReview, Removal, TierDecision, MilestoneReport), ANSWER),
    **dict.fromkeys((BumpDecision, BumpReason, Need, Nearest, Flip, FactChange, NearMiss), ANSWER),
    **dict.fromkeys((Trace, RuleTrace, CellTrace), ANSWER),
    **dict.fromkeys((Finding, PlaybookFinding, Diff, Difference, Coverage, Leaf, BoundaryPair), PROOF),
    **dict.fromkeys((Replay, Replayed, Unreplayable), PROOF),
    **dict.fromkeys((Case, Record, TriggerFacts), FACTS),
    **dict.fromkeys((answers.Finding, ChecklistReport, FreezeAnswer, ItemReport, RunRefusal), JUDGED),
    **dict.fromkeys((SyncRefusal, SyncReport), JUDGED),
    DocumentKind: FUNCTIONS,
}
"""The public types that have no form, each with the reason."""

FEW: Final = settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@cache
def kept() -> Mapping[type, tuple[Any, ...]]:
    """Return the values of which chance makes too few, and their parts."""
    return by_class(WHOLES)


def assert_goes_round(value: Any) -> None:  # noqa: ANN401 - of any public class
    cls = type(value)
    assert from_data(cls, to_data(value), vocabularies=VOCABULARIES) == value
    for write, read in ((to_json, from_json), (to_yaml, from_yaml), (to_toml, from_toml)):
        if write is not to_toml or isinstance(to_data(value), dict):
            assert read(cls, write(value), vocabularies=VOCABULARIES) == value


def documents() -> list[type]:
    return [cls for cls in public() if cls not in NOT_DOCUMENTS]


def test_there_are_many() -> None:
    assert len(public()) > 150
    assert NOT_DOCUMENTS.keys() <= set(public())


@pytest.mark.parametrize("cls", documents(), ids=lambda cls: cls.__name__)
def test_it_goes_round(cls: type) -> None:
    """Those that are kept here, and others by chance unless it makes too few of them."""
    for value in kept().get(cls, ()):
        assert_goes_round(value)
    if cls in kept() and cls not in OWN:
        return

    @given(objects(cls))
    @FEW
    def by_chance(value: Any) -> None:  # noqa: ANN401 - of any public class
        assert_goes_round(value)

    by_chance()


@pytest.mark.parametrize("cls", NOT_DOCUMENTS, ids=lambda cls: cls.__name__)
def test_what_is_no_document_has_no_form(cls: type) -> None:
    with pytest.raises(FormError):
        json_schema(cls)
    with pytest.raises(FormError):
        from_data(cls, {})


def tables() -> Iterator[Draft[object]]:
    """Yield every table that a module of the package has."""
    for module in modules():
        for value in vars(module).values():
            rows = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
            yield from (row for row in rows if isinstance(row, Draft))


def test_the_vocabularies_of_every_shipped_table_are_known() -> None:
    used: dict[str, type] = {}
    for table in tables():
        domains = [column.domain for column in table.columns if isinstance(column.domain, type)]
        said = [type(part) for part in parts_of((*table.outcomes, *(rule.then for rule in table.rules)))]
        used |= {own.__name__: own for own in (*domains, *said) if issubclass(own, Enum)}
    assert len(used) > 20
    assert {name: Vocabularies().of(name) for name in used} == used


def test_no_two_public_vocabularies_have_one_name() -> None:
    named = [getattr(module, name) for module in public_modules() for name in getattr(module, "__all__", ())]
    words = [cls.__name__ for cls in {own for own in named if isinstance(own, type)} if issubclass(cls, Enum)]
    assert sorted(words) == sorted(set(words))
