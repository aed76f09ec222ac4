"""Every public function and class of these packages, called with junk, answers or raises one of our errors."""

import inspect
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import attrs
import pytest

from releasekit._views import Viewable
from releasekit.cadence import FreezeWindow
from releasekit.compat import REMOVALS, SkewPolicy, SkewRule
from releasekit.errors import ReleasekitError
from releasekit.milestones import MILESTONE_STATUS
from releasekit.notes import Feature
from releasekit.playbook import Playbook
from releasekit.playbooks.gated_release import PLAYBOOK, READINESS, RERUN_GATES, TIERS
from releasekit.playbooks.release_cadence import FREEZE
from releasekit.policy import MISSING, Draft, Missing, Table
from releasekit.procedures import ITEM_SHORTFALLS
from releasekit.readiness import Fact, GateFact, ReadinessRules, ReviewContext
from releasekit.sync import ChangeSet, Entry, Snapshot
from releasekit.versions import Change, ChangeKind, Version
from tests.public import TICKET
from tests.strategies.candidates import complete
from tests.strategies.matrices import AT, DAY, LA_GATE, NEW
from tests.unit.test_every_public_class import given_fields, samples
from tests.unit.test_packets import packed

PACKAGES: Final = (
    "gates",
    "readiness",
    "compat",
    "milestones",
    "playbook",
    "rollback",
    "notes",
    "procedures",
    "cadence",
    "sync",
)


class CallersError(Exception):
    """An error of the caller's own object, which is passed on as it is."""


class Trap:
    """An object that raises wherever it is listed or hashed."""

    def __iter__(self) -> Iterator[object]:
        raise CallersError

    def __hash__(self) -> int:
        raise CallersError


class Liar(str):
    """A text that equals everything."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


class Sulker(str):
    """A text that cannot be compared."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        raise CallersError


JUNK: Final[Mapping[str, Callable[[], object]]] = {
    "None": lambda: None,
    "an int": lambda: 7,
    "a huge int": lambda: 10**400,
    "an int without a text": lambda: 1 << 20_000,
    "true": lambda: True,
    "nan": lambda: float("nan"),
    "infinity": lambda: float("-inf"),
    "a decimal nan": lambda: Decimal("sNaN"),
    "bytes": lambda: b"bytes",
    "no text": lambda: "",
    "a text": lambda: "junk",
    "a long text": lambda: "x" * 100_000,
    "control characters": lambda: "\x00\x1b[2J\r\n\u202e\ud800",
    "a text that lies": lambda: Liar("VG-1"),
    "a text that raises": lambda: Sulker("VG-1"),
    "a huge decimal": lambda: Decimal("1E+999999999"),
    "pairs without a text": lambda: [(1 << 20_000, 1 << 20_000)],
    "a list of junk texts": lambda: ["", "\x00", Liar("VG-1"), "x" * 100_000],
    "a list of texts that raise": lambda: [Sulker("VG-1"), Sulker("VG-1")],
    "a list": list,
    "a list of nothing": lambda: [None, [None]],
    "a list of lists": lambda: [[], [1], ["a", "b"], {}],
    "pairs of junk": lambda: [("a", None), (None, "a"), (object(), object())],
    "a set": lambda: {1, "a", None},
    "a dict": dict,
    "a dict of wrong keys": lambda: {1: "a", None: None, ("a",): b""},
    "a dict of wrong values": lambda: {"a": None, "b": [None], "c": object()},
    "a list of dicts": lambda: [{}, {"a": None}],
    "a generator": lambda: (number for number in range(3)),
    "an object": object,
    "a class": lambda: object,
    "a function": lambda: len,
    "a naive datetime": lambda: datetime(2026, 1, 1),  # noqa: DTZ001 - junk
    "a year that UTC has not": lambda: datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))),
    "a day": lambda: date(2026, 1, 1),
    "a time": lambda: timedelta.max,
    "missing": lambda: MISSING,
    "a trap": Trap,
    "a list of traps": lambda: [Trap()],
}


PASSED_ON: Final = {"a trap", "a list of traps", "a list of texts that raise"}
"""What is listed or hashed, which is the caller's own code."""
LONGEST_TEXT: Final = 3_000
FEWEST: Final = 480
"""About as many as there were when this was written, so that an empty list is noticed."""


class Call(NamedTuple):
    """Something public that can be called, with sound arguments by name."""

    name: str
    called: Callable[..., object]
    arguments: Mapping[str, object]


# --- sound arguments

CONTEXT: Final = ReviewContext(complete("R2"), READINESS, AT)
CHANGE: Final = Change(ChangeKind.FEATURE, "offer decaf", id="a")
CHANGES: Final = {"changes": (CHANGE,), "entries": {"a": (Feature("Decaf", "Coffee without caffeine."),)}}
OWN: Final[Mapping[str, Mapping[str, object]]] = {
    "readiness.packet": {"tuple_rollback": ()},
    "gates.BudgetReport.result": {"supersedes": ()},
    "compat.SkewPolicy.allowed": {"component": "a", "versions": {"b": (Version(1, 2, 0),)}},
    "compat.SkewPolicy.check": {"versions": {"b": (Version(1, 2, 0),)}},
    "compat.tier_of": {"release_tuple": NEW, "required_gates": (LA_GATE,), "advisory": ()},
    "compat.removal_allowed": {"release_tuple": NEW},
    "compat.CompatMatrix.rollback_for": {"bad": NEW},
    "playbook.Playbook.table": {"name": READINESS.go_no_go.name},
    "playbook.Playbook.checklist": {"name": PLAYBOOK.checklists[0].id},
    "playbook.Playbook.findings": {"record": packed(complete("R2"))},
    "notes.Changes.of": CHANGES,
    "notes.ReleaseNotes.of_changes": CHANGES,
    "procedures.ChecklistReport.standing": {"item": "a"},
    "procedures.Procedure.step": {"name": "feature-freeze"},
    "procedures.Procedure.with_gates": {"step": "feature-freeze"},
    "procedures.rerun_gates": {"facts": {"consumer_visible": True}},
    "cadence.permits": {"windows": FreezeWindow(AT, AT + DAY), "rules": FREEZE},
    "cadence.Month.parse": {"text": "2026-03"},
    "cadence.Sprint.day_of": {"phase": "release"},
    "sync.ChangeSet.where": {"keeps": len},
    "sync.ChangeSet.compose": {"later": ChangeSet()},
    "sync.ChangeSet.between": {"before": Snapshot(), "after": Snapshot()},
    "sync.Snapshot.where": {"keeps": len},
    "sync.Snapshot.of": {"entries": {"a.txt": Entry("5a1e")}, "unreadable": ()},
    "sync.Snapshot.from_mapping": {"settings": {"a": 1}},
    "sync.Entry.of": {"state": "5a1e"},
    "sync.dry_run": {
        **dict.fromkeys(("source", "target", "base"), Snapshot()),
        "mirror": False,
        "resolutions": (),
    },
    "sync.report": {"ticket": TICKET, "outcomes": (), "started_at": AT, "completed_at": AT},
    "sync.log_undone": {"plan": TICKET.dry_run, "at": TICKET.at},
}
"""Arguments that have to fit the object or each other."""
TEXTS: Final = {"consumer": "loop-agent", "subject": NEW.ref, "gate": "VG-LA-001"}
"""Texts that lead somewhere; of any other argument every text does."""
HINTS: Final = {"ReviewContext": ReviewContext, "ReadinessRules": ReadinessRules}
TABLES: Final = (TIERS, REMOVALS, MILESTONE_STATUS, FREEZE, ITEM_SHORTFALLS, RERUN_GATES)
PLAIN: Final[Mapping[object, object]] = {
    datetime: AT,
    date: AT.date(),
    bool: True,
    int: 1,
    Decimal: Decimal(1),
    timedelta: timedelta(days=1),
    Missing: MISSING,
    types.NoneType: None,
    object: None,
}
OBJECTS: Final[Mapping[type, object]] = {
    Fact: GateFact("junk"),
    ReviewContext: CONTEXT,
    Playbook: PLAYBOOK,
    SkewPolicy: SkewPolicy((SkewRule("a", "b", older=1, newer=0),)),
}
"""Objects that chance does not make, or that are asked for what they have."""


def sound(annotation: Any, name: str = "") -> object:  # noqa: ANN401 - of any kind
    """Return a value that an annotation accepts."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, types.UnionType):
        return sound(parts[0], name)
    if origin is Table:
        return next(table for table in TABLES if type(table.listed[0]) is parts[0])
    if origin is Draft:
        return TABLES[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {sound(parts[0]): sound(parts[1])}
    if origin is not None:
        return (sound(parts[0], name),)
    if annotation is str:
        return TEXTS.get(name, "junk")
    return PLAIN[annotation] if annotation in PLAIN else instance(annotation)


def instance(cls: Any) -> object:  # noqa: ANN401 - a class
    """Return a sound object of a class."""
    if cls in OBJECTS:
        return OBJECTS[cls]
    return next(iter(cls)) if issubclass(cls, Enum) else samples(cls)[0]


def sound_arguments(place: str, called: Callable[..., object]) -> Mapping[str, object]:
    """Return sound arguments of a function or method, by name, made from its annotations."""
    function: Callable[..., object] = called.__init__ if isinstance(called, type) else called  # type: ignore[misc]
    hints = get_type_hints(inspect.unwrap(function), localns=HINTS)
    own = OWN.get(place, {})
    names = inspect.signature(called).parameters
    return {name: own[name] if name in own else sound(hints[name], name) for name in names}


# --- what is public


def owners() -> Iterator[tuple[str, Any]]:
    """Yield each public class and function of the packages; words, errors and values are not called."""
    for package in PACKAGES:
        module = import_module(f"releasekit.{package}")
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isfunction(thing) or (isinstance(thing, type) and not issubclass(thing, Enum | Exception)):
                yield f"{package}.{name}", thing


@cache
def calls(place: str, thing: Any) -> tuple[Call, ...]:  # noqa: ANN401 - a class or a function
    """Return what of a public class or function can be called: itself, and its public methods that take arguments."""
    if inspect.isfunction(thing):
        return (Call(place, thing, sound_arguments(place, thing)),)
    value = instance(thing)
    cls = type(value)
    fields = given_fields(value) if attrs.has(cls) else sound_arguments(place, cls)
    found = [Call(place, cls, fields)]
    for name in (name for name in dir(thing) if not name.startswith("_")):
        static = inspect.getattr_static(thing, name)
        if not (inspect.isfunction(static) or isinstance(static, classmethod | staticmethod)):
            continue
        method = getattr(value, name)
        if inspect.signature(method).parameters:
            arguments = fields if name == "replace" else sound_arguments(f"{place}.{name}", method)
            found.append(Call(f"{place}.{name}", method, arguments))
    return tuple(found)


# --- the sweep


def refusal(called: Callable[..., object], *positional: object, **arguments: object) -> str:
    """Call something and read its answer; return the text of our error, and nothing where it answers."""
    try:
        answer = called(*positional, **arguments)
        if isinstance(answer, Iterator):
            list(answer)
        elif any(field.validator is not None for field in fields_of(answer)):
            str(answer)
            if isinstance(answer, Viewable):
                answer.to_text(80)
    except ReleasekitError as error:
        return str(error)
    return ""


def fields_of(answer: object) -> Iterable["attrs.Attribute[Any]"]:
    """Return the fields of an answer; an answer that checks none of them may be made of anything, and is not read."""
    return attrs.fields(type(answer)) if attrs.has(type(answer)) else ()


def text_faults(text: str) -> Iterator[str]:
    """Say what an error text lacks: what was expected, one line for each problem, and an end."""
    if "expected" not in text and "there is none" not in text:
        yield "no word of what was expected"
    if not text.replace("\n", "").isprintable():
        yield "marks that nobody can read"
    if len(text) > LONGEST_TEXT:
        yield f"{len(text)} characters"


def faults(call: Call) -> Iterator[str]:
    """Put junk in place of each argument in turn, and say where anything but our errors came out."""
    for argument in call.arguments:
        for kind, junk in JUNK.items():
            try:
                text = refusal(call.called, **{**call.arguments, argument: junk()})
                problems = list(text_faults(text)) if text else []
            except CallersError as error:
                problems = [] if kind in PASSED_ON else [repr(error)]
            except Exception as error:  # noqa: BLE001 - whatever comes out
                problems = [repr(error)]
            yield from (f"{call.name}: {argument} is {kind}: {problem}" for problem in problems)


each_owner = pytest.mark.parametrize(("place", "thing"), list(owners()), ids=[place for place, _ in owners()])


@each_owner
def test_junk_ends_in_one_of_our_errors(place: str, thing: Any) -> None:  # noqa: ANN401 - a class or a function
    assert [fault for call in calls(place, thing) for fault in faults(call)] == []


@each_owner
def test_sound_arguments_end_in_an_answer(place: str, thing: Any) -> None:  # noqa: ANN401 - as above
    """Otherwise the junk would be refused for what stands beside it, and reach nothing."""
    assert [(call.name, text) for call in calls(place, thing) if (text := refusal(call.called, **call.arguments))] == []


@each_owner
def test_a_wrong_number_of_arguments_is_refused_by_python(place: str, thing: Any) -> None:  # noqa: ANN401 - as above
    for call in calls(place, thing):
        parameters = inspect.signature(call.called).parameters.values()
        needed = [each.name for each in parameters if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
        for name in needed:
            with pytest.raises(TypeError, match="missing"):
                call.called(**{given: value for given, value in call.arguments.items() if given != name})
        with pytest.raises(TypeError, match="positional argument"):
            call.called(*range(100))
        with pytest.raises(TypeError, match="unexpected keyword"):
            call.called(**call.arguments, junk=None)


def methods_of(cls: type) -> Iterator[str]:
    """Yield the names of the public methods that take more than the object or class that they belong to."""
    for name, method in inspect.getmembers(cls, lambda member: inspect.isfunction(member) or inspect.ismethod(member)):
        code = inspect.unwrap(method).__code__
        if not name.startswith("_") and (
            code.co_argcount + code.co_kwonlyargcount > 1 or code.co_flags & inspect.CO_VARKEYWORDS
        ):
            yield name


def test_everything_public_is_called() -> None:
    """Each function and class of the packages, and each method of theirs but for those without arguments."""
    called = {call.name for place, thing in owners() for call in calls(place, thing)}
    public = set()
    for package in PACKAGES:
        module = import_module(f"releasekit.{package}")
        things = {name: getattr(module, name) for name in module.__all__}
        functions = [name for name, thing in things.items() if isinstance(thing, types.FunctionType)]
        classes = {name: thing for name, thing in things.items() if isinstance(thing, type)}
        classes = {name: cls for name, cls in classes.items() if not issubclass(cls, Enum | Exception)}
        public |= {f"{package}.{name}" for name in (*functions, *classes)}
        public |= {f"{package}.{name}.{method}" for name, cls in classes.items() for method in methods_of(cls)}
    assert called == public
    assert len(called) >= FEWEST
