"""Every public type is a document or a part of one, or here is why not; the words of all shipped tables are known."""

import pkgutil
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import releasekit
from releasekit.cadence import MajorRelease, MajorStatus, MinorRelease, MinorStatus, PatchRelease, Quarter, Sprint
from releasekit.compat import MatrixChange, Removal, TierDecision
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
from releasekit.procedures import Run
from releasekit.readiness import GoNoGo, Need, PacketReview, Readiness, ReleaseClass, ReleasePacket
from releasekit.versions import (
    BumpDecision,
    BumpReason,
    Cancelled,
    CandidateBranch,
    Change,
    ChangeKind,
    Version,
)
from tests.documents.policies import VOCABULARIES
from tests.documents.strategies import OWN, objects
from tests.matrices import entry, matrix
from tests.procedure_streams import SHIPPED as PROCEDURES
from tests.procedure_streams import good_record
from tests.records import CRON, RECORDS

IN_TABLES: Final = "it stands in tables, whose columns say what its texts stand for"
ANSWER: Final = "an answer, with the table that gave it: keep the facts and the playbook, and ask again"
PROOF: Final = "what a proof or a comparison of tables finds, with facts of any column: keep the tables, and ask again"
FACTS: Final = "facts of any table: kept as plain data, and read by the columns with `Table.read`"
FUNCTIONS: Final = "it has functions in it"
NOT_DOCUMENTS: Final[Mapping[type, str]] = {
    **dict.fromkeys((Cell, Rule), IN_TABLES),
    **dict.fromkeys((Decision, Readiness, PacketReview, Removal, TierDecision, MilestoneReport), ANSWER),
    **dict.fromkeys((BumpDecision, BumpReason, Need, Nearest, Flip, FactChange, NearMiss), ANSWER),
    **dict.fromkeys((Trace, RuleTrace, CellTrace), ANSWER),
    **dict.fromkeys((Finding, PlaybookFinding, Diff, Difference, Coverage, Leaf, BoundaryPair), PROOF),
    **dict.fromkeys((Replay, Replayed, Unreplayable), PROOF),
    **dict.fromkeys((Case, Record), FACTS),
    DocumentKind: FUNCTIONS,
}
"""The public types that have no form, each with the reason."""

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PATCH: Final = Change(ChangeKind.FIX, "close the file", id="a")
WHOLES: Final = (
    *RECORDS.values(),
    CRON,
    matrix(),
    MatrixChange(None, entry()),
    MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=date(2026, 6, 1), status=MajorStatus.PLANNED),
    MinorRelease(Version(1, 5, 0), date(2026, 3, 2), release_date=date(2026, 3, 6), status=MinorStatus.PLANNED),
    PatchRelease(Version(1, 4, 1), date(2026, 3, 3), hotfix=True),
    Sprint(date(2026, 3, 2)),
    Cancelled((PATCH,), Change(ChangeKind.REVERT, "close the file", reverts="a")),
    CandidateBranch(Version(1, 4, 0, pre=("rc", 1))),
    *(Run(own, good_record(own)) for own in PROCEDURES),
    ReleasePacket(
        date(2026, 3, 2),
        "Ada",
        release_class=(ReleaseClass.R1,),
        tuple_current=(),
        tuple_rollback=(),
        required_gates=(),
        gate_results=(),
        advisory_findings=(),
        go_no_go=GoNoGo.NO_GO,
        approver="Grace",
        follow_up_actions=("Do it.",),
    ),
)
"""Values of classes of which chance makes too few, and of their parts."""
FEW: Final = settings(
    max_examples=settings().max_examples // 10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def modules() -> Iterator[ModuleType]:
    """Yield all modules of the package."""
    for found in pkgutil.walk_packages(releasekit.__path__, "releasekit."):
        yield import_module(found.name)


def is_public(module: ModuleType) -> bool:
    return not any(part.startswith("_") for part in module.__name__.split("."))


@cache
def public() -> tuple[type, ...]:
    """Return every public attrs class."""
    shown = [module for module in modules() if is_public(module)]
    named = [getattr(module, name) for module in shown for name in getattr(module, "__all__", ())]
    return tuple(dict.fromkeys(own for own in named if isinstance(own, type) and attrs.has(own)))


def parts_of(value: object) -> Iterator[object]:
    """Yield a value and all that is in it."""
    yield value
    if isinstance(value, tuple | frozenset):
        for part in value:
            yield from parts_of(part)
    elif attrs.has(type(value)) and not isinstance(value, Draft):
        for field in attrs.fields(type(value)):
            yield from parts_of(getattr(value, field.name))


@cache
def kept() -> Mapping[type, tuple[Any, ...]]:
    """Return the values that are kept here, by their class."""
    found: dict[type, dict[Any, None]] = {}
    for value in parts_of(WHOLES):
        found.setdefault(type(value), {})[value] = None
    return {cls: tuple(values) for cls, values in found.items()}


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
    assert len(used) > 30
    assert {name: Vocabularies().of(name) for name in used} == used


def test_no_two_public_vocabularies_have_one_name() -> None:
    shown = [module for module in modules() if is_public(module)]
    named = [getattr(module, name) for module in shown for name in getattr(module, "__all__", ())]
    words = [cls.__name__ for cls in {own for own in named if isinstance(own, type)} if issubclass(cls, Enum)]
    assert sorted(words) == sorted(set(words))
