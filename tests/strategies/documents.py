"""Values of any class that documents know, made from its annotations and their limits alone.

Nothing here calls `releasekit.documents`. A class with checks across its fields gets by with rejection, unless most of
its objects would be refused: then it has an entry in `OWN`.
"""

import operator
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

import attrs
from annotated_types import Interval
from hypothesis import assume
from hypothesis import strategies as st

from releasekit._fields import Commit, Name, Note, Person, Told
from releasekit._words import is_evidence
from releasekit.cadence import MajorRelease, MinorRelease, PatchRelease
from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, SupportWindow, Tier
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, MetricVerdict, TreeState
from releasekit.milestones import (
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    PublishedMatrix,
    TaskCard,
    TaskState,
    TaskStatus,
)
from releasekit.notes import (
    Breakage,
    BugFix,
    Changes,
    ChecklistEntry,
    Deprecation,
    Distribution,
    Feature,
    GateSummary,
    Improvement,
    KnownIssue,
    NotesProvenance,
    ReleaseEvidence,
    ReleaseNotes,
    ReleaseValidation,
    SecurityFix,
)
from releasekit.playbook import Playbook
from releasekit.policy import MISSING, Column, Draft, Missing, Table
from releasekit.procedures import (
    Aborted,
    Actor,
    ItemStatus,
    Procedure,
    Run,
    RunEvent,
    Started,
    Step,
    StepBegun,
    StepFailed,
    StepFinished,
)
from releasekit.readiness import (
    Confirmation,
    DecisionEntry,
    GoNoGo,
    PacketResult,
    ReadinessRules,
    ReleaseCandidate,
    ReleasePacket,
    RollbackRecord,
)
from releasekit.rollback import (
    RollbackCause,
    RollbackEvidence,
    RollbackExecution,
    RollbackFollowUp,
    RollbackVerification,
    TriggerFacts,
    TriggerRules,
)
from releasekit.sync import (
    AppliedChanges,
    ApprovalLog,
    ChangeSet,
    DryRun,
    DryRunCounts,
    DryRunLog,
    ExecutionLog,
    Guard,
    Namespace,
    Snapshot,
    SyncApproval,
    SyncFilters,
    SyncLog,
    SyncNotifications,
    SyncOptions,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    VerificationLog,
)
from releasekit.versions import BumpLevel, ReleaseType, Version, VersionRange
from releasekit.versions._ranges import VersionInterval
from tests.documents.samples import Span
from tests.strategies import playbooks
from tests.strategies.syncs import blocked_plan, merged_plan, plans, relatives, trees
from tests.strategies.triggers import own_facts, own_rules
from tests.sync_oracle import changes_between

ODD_TEXTS: Final = (
    *("", " ", "~", "null", "no", "on", "y", "Yes", "TRUE", "0777", "0o17", "0x1F", "1_000", "1,000", "22:30", "1.10"),
    *("12e4567", ".5", "-.inf", ".NaN", "2026-01-31", "2026-1-1", "2026-01-31 12:00:00", "=", "<<", "missing", "-"),
    *("a: b", "a #b", "#", "- x", "? x", "{a}", "[a]", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "'", '"', "\\"),
    *(" lead", "trail ", "two\nlines", "ends\n", "ends\n\n", "\nstarts", " a\nb", "a\n \nb", "a\n\nb\n", "a\tb"),
    *('"""', "'''", 'a\n"', 'a\n"""b', "a\\\nb", "a: b\nc: d", "...", "---", "a\rb", "\x85", "\u2028", "\ufeff"),
    *("é", "日本語", "😀", "a\u00adb", "\x00", "\x7f", "key = 1", "1.2.3", "5114f85", "1e5", "0b1", "12:61", "a:"),
    *("https://example.org/a?b=c", "a\n\ud7ff", '\n"""', 'a\n""""b"', "\ue000", "\uffff", "a\n\x07"),
)
BLANKS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Marks that count as printable and print as nothing."""
LENGTHS: Final = ("min_length", "max_length")
WIDE: Final = 10**30


@cache  # a strategy that is made anew is checked anew
def objects(cls: type) -> st.SearchStrategy[Any]:
    """Objects of an attrs class, or of one that has its own strategy; of a base class, objects of those below it."""
    if "document_union" in vars(cls):
        return st.one_of(list(map(objects, _below(cls))))
    return OWN[cls]() if cls in OWN else _built(cls)


def _below(base: type) -> list[type]:
    """Return the attrs classes below a base class that the package has, or the module of the base."""
    homes = (base.__module__, "releasekit.")
    below = [each for cls in base.__subclasses__() for each in (cls, *_below(cls))]
    return [
        cls
        for cls in dict.fromkeys(below)
        if "__attrs_attrs__" in vars(cls) and "document_union" not in vars(cls) and cls.__module__.startswith(homes)
    ]


@st.composite
def _built(draw: st.DrawFn, cls: type) -> object:
    """Draw an object field by field; now and then a field with a default is left to it."""
    attrs.resolve_types(cls)
    chosen: dict[str, object] = {}
    for field in attrs.fields(cls):
        if field.init and (field.default is attrs.NOTHING or draw(st.integers(0, 3))):
            chosen[field.alias or field.name] = draw(values(field.type))
    try:
        return cls(**chosen)
    except FieldError:
        assume(False)  # noqa: FBT003 - Hypothesis takes it so
        raise


@cache
def values(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    """Values of an annotation within its limits."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _limited(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return st.one_of([values(argument) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if isinstance(annotation, TypeVar):  # of a finding, whose kind is a word of whoever found it
        return st.sampled_from(GateStatus)
    if annotation in SCALARS:
        return SCALARS[annotation]
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return st.deferred(lambda: objects(annotation))


def _limited(base: Any, limits: tuple[object, ...]) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    """Values within limits, their ends more often than by chance."""
    found = {name: limit for entry in limits for name in NAMES if (limit := getattr(entry, name, None)) is not None}
    if base is str:
        low, high = (found.get(name) for name in LENGTHS)
        if "is_hexadecimal" in found:
            return st.text("0123456789abcdef", min_size=low or 0, max_size=min(high or 12, 12))
        texts = _texts(low or 0, high, is_line="is_printable" in found)
        texts = texts.filter(is_evidence) if "is_meant" in found else texts
        return texts.filter(_is_visible) if "is_visible" in found else texts
    if get_origin(base) in (Union, types.UnionType):
        return st.one_of([_limited(part, limits) for part in get_args(base)])
    if base in (int, Decimal):
        return _numbers(base, found)
    if base in SCALARS:
        return SCALARS[base].filter(lambda value: all(LIMITS[name](value, limit) for name, limit in found.items()))
    low, high = (found.get(name) for name in LENGTHS)
    item = values(get_args(base)[0])
    return st.lists(item, min_size=low or 0, max_size=min(high or 3, (low or 0) + 3)).map(get_origin(base))


def _is_visible(text: str) -> bool:
    return any(mark.isprintable() and mark != " " and mark not in BLANKS for mark in text)


LIMITS: Final = {"ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt}
NAMES: Final = (*LIMITS, *LENGTHS, "is_printable", "is_trimmed", "is_visible", "is_hexadecimal", "is_meant")


def _numbers(kind: type, limits: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    low = max((limits[name] for name in ("ge", "gt") if name in limits), default=-WIDE)
    high = min((limits[name] for name in ("le", "lt") if name in limits), default=WIDE)
    inside = st.integers(int(low), int(high)) if kind is int else st.decimals(low, high, places=2)
    ends = st.sampled_from([kind(end) for end in (low, high)])
    outside = {limits[name] for name in ("gt", "lt") if name in limits}
    return (inside | ends).filter(lambda number: number not in outside)


ANY: Final = st.characters(exclude_categories=("Cs",))
VISIBLE: Final = st.characters(categories=("L", "N", "P", "S"), exclude_characters=BLANKS)


def _texts(low: int, high: int | None, *, is_line: bool) -> st.SearchStrategy[str]:
    """Texts between two lengths; a line is trimmed and has no mark that cannot be seen."""
    most = 12 if high is None else min(high, 12)
    odd = [text.strip() if is_line else text for text in ODD_TEXTS]
    fitting = [text for text in odd if low <= len(text) <= (high or len(text))]
    kinds = [
        st.sampled_from([text for text in fitting if text.isprintable() or not is_line]),
        st.text("abc-_.:0123#", min_size=low, max_size=most),
        st.text(VISIBLE if is_line else ANY, min_size=low, max_size=most),
    ]
    if not is_line:
        kinds.append(st.lists(st.text("ab :#-\"'\\", max_size=3), min_size=2, max_size=3).map("\n".join))
    if high is not None and high < 1_000:
        kinds.append(st.just("x" * high))
    return st.one_of(kinds)


@cache
def _instants() -> st.SearchStrategy[datetime]:
    zones = st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=12))))
    ends = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC))
    years = (datetime(2, 1, 1), datetime(9998, 1, 1))  # noqa: DTZ001 - the zones are drawn
    return st.datetimes(*years, timezones=zones) | st.sampled_from(ends)


IDENTIFIERS: Final = st.integers(0, 99) | st.sampled_from(("alpha", "rc", "0a", "-", "x-y", "1e5"))
VERSIONS: Final = st.builds(
    Version,
    st.integers(0, 10**20) | st.integers(0, 3),
    st.integers(0, 12),
    st.integers(0, 12),
    pre=st.lists(IDENTIFIERS, max_size=3).map(tuple),
    build=st.lists(st.sampled_from(("exp", "5114f85", "001")), max_size=2).map(tuple),
)
SCALARS: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    str: _texts(0, None, is_line=False),
    bool: st.booleans(),
    int: st.integers() | st.sampled_from((0, -1, 10**999, -(10**999))),
    Decimal: st.decimals(-WIDE, WIDE) | st.sampled_from(list(map(Decimal, ("0", "-0.0", "1.50", "1E+5", "1E-9")))),
    Fraction: st.fractions(max_denominator=99) | st.just(Fraction(1, 10**500)),
    date: st.dates(),
    datetime: _instants(),
    timedelta: st.timedeltas()
    | st.sampled_from((timedelta(0), timedelta.min, timedelta.max, timedelta(microseconds=-1))),
    types.NoneType: st.none(),
    Missing: st.just(MISSING),
}


@st.composite
def _ranges(draw: st.DrawFn) -> VersionRange:
    ends = sorted({version.without_build() for version in draw(st.lists(VERSIONS, max_size=5))})
    spans = [VersionInterval(low, high) for low, high in zip(ends[::2], ends[1::2], strict=False)]
    if len(ends) % 2:
        spans.append(VersionInterval(ends[-1]))
    return VersionRange(tuple(spans), prereleases=draw(st.booleans()))


@st.composite
def _results(draw: st.DrawFn) -> GateResult:
    fields = {field.name: values(field.type) for field in attrs.fields(GateResult) if field.name != "measured"}
    chosen = {name: draw(strategy) for name, strategy in fields.items()}
    chosen["measured"] = draw(st.lists(objects(MetricVerdict), max_size=2, unique_by=lambda own: own.metric))
    chosen["status"] = max([chosen["status"], *(judged.status for judged in chosen["measured"])])
    if chosen["status"] is GateStatus.PASS:
        chosen["failed"] = None
    chosen["supersedes"] = tuple(name for name in chosen["supersedes"] if name != chosen["id"])
    return GateResult(**chosen)


@st.composite
def _entries(draw: st.DrawFn) -> DecisionEntry:
    one, two = sorted((draw(_instants()), draw(_instants())))
    kinds = {"commit": Commit, "by": Person, "role": Name}
    told = {name: draw(st.none() | values(kind)) for name, kind in kinds.items()}
    return DecisionEntry(draw(values(Name)), one, lifted_at=draw(st.sampled_from((None, two))), **told)


DRAWN_APART: Final = frozenset(
    {
        "bump",
        "claims",
        "confirmations",
        "consumer_owners",
        "decisions",
        "rates",
        "results",
        "rollbacks",
        "stated",
    }
)


@st.composite
def _candidates(draw: st.DrawFn) -> ReleaseCandidate:
    """Draw a candidate whose reruns name an earlier result of the same gate."""
    chosen = {
        field.name: draw(values(field.type))
        for field in attrs.fields(ReleaseCandidate)
        if field.name not in DRAWN_APART
    }
    if chosen["version"] is not MISSING and chosen["release_type"] is not MISSING:
        chosen["release_type"] = ReleaseType.of_version(chosen["version"])
    least = draw(st.sampled_from((0, 2, 3)))
    results = draw(st.lists(_results(), min_size=least, max_size=3, unique_by=lambda result: result.id))
    results = [result.replace(supersedes=()) for result in results]
    if len(results) > 1:
        first, *_, last = sorted(results, key=lambda result: result.recorded_at)
        rerun = last.replace(gate=first.gate, supersedes=(first.id,))
        results = [rerun if result is last else result for result in results]
    decisions = draw(st.lists(_entries(), max_size=2, unique_by=lambda entry: entry.id))
    rates = draw(_unique(st.tuples(LABELS, values(Annotated[Decimal, Interval(ge=0, le=100)])), lambda pair: pair[0]))
    owners = draw(st.just(MISSING) | _unique(st.tuples(LABELS, values(Person)), lambda pair: pair[0]))
    rollbacks = draw(st.just(MISSING) | _unique(objects(RollbackRecord), lambda own: own.id))
    return ReleaseCandidate(
        **chosen,
        results=results,
        decisions=decisions,
        rates=rates,
        bump=draw(st.sampled_from([*BumpLevel, MISSING])),
        confirmations=draw(st.just(()) | st.lists(objects(Confirmation), min_size=2, max_size=3)),
        consumer_owners=owners,
        rollbacks=rollbacks,
        claims=draw(st.just(MISSING) | _unique(objects(ReleaseTuple), lambda own: own.ref)),
        stated=draw(_unique(st.tuples(LABELS, LABELS), lambda pair: pair[0])),
    )


@st.composite
def _spans(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(st.integers()), draw(st.integers())))
    return Span(low, high, unit=draw(values(Name)))


ODD_LABELS: Final = [text for text in ODD_TEXTS if text.isprintable() and text == text.strip() and text]
LABELS: Final = st.sampled_from(ODD_LABELS) | st.text("abc-_.:0123#", min_size=1, max_size=12)
PATTERNS: Final = st.sampled_from(("**", "*.md", "a/**", "**/[!a]?", "\\*", "[[:alpha:]]"))
NUMBERS: Final = st.integers(1, 12)


def _replaced(cls: type, **own: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects of a class, some fields of which are drawn otherwise than by their annotation."""
    attrs.resolve_types(cls)
    return _fields_replaced(cls, own)


# Not within `_replaced`: Hypothesis reads the source of a function each time that it makes it a strategy.
@st.composite
def _fields_replaced(draw: st.DrawFn, cls: type, own: Mapping[str, st.SearchStrategy[Any]]) -> object:
    chosen = {name: draw(strategy) for name, strategy in own.items()}
    for field in attrs.fields(cls):
        if field.init and field.name not in own and (field.default is attrs.NOTHING or draw(st.booleans())):
            chosen[field.name] = draw(values(field.type))
    return cls(**chosen)


@cache
def _instants_in_order(count: int) -> st.SearchStrategy[list[datetime]]:
    return st.lists(_instants(), min_size=count, max_size=count).map(sorted)


def _unique(strategy: st.SearchStrategy[Any], key: Callable[[Any], object], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most, unique_by=key).map(tuple)


@st.composite
def _notes(draw: st.DrawFn) -> ReleaseNotes:
    """Draw notes whose type, breaking changes and removals fit their version."""
    kind = draw(st.sampled_from(ReleaseType))
    major, minor, patch = draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)
    is_zero = draw(st.booleans()) and kind is not ReleaseType.MAJOR
    first, second, third = {
        ReleaseType.MAJOR: (major, 0, 0),
        ReleaseType.MINOR: (major, minor, 0),
        ReleaseType.PATCH: (major, minor, patch),
    }[kind]
    version = Version(0 if is_zero else first, second, third, pre=draw(st.sampled_from(((), ("rc", 1)))))
    may_break = kind is ReleaseType.MAJOR or (is_zero and kind is ReleaseType.MINOR)
    gone = _replaced(Deprecation, timeline=NUMBERS.map(lambda more: Version(first + more, 0, 0)))
    changes = Changes(
        draw(_unique(objects(Feature), lambda own: own.title)),
        draw(_unique(objects(Improvement), lambda own: own.title)),
        bug_fixes=draw(_unique(objects(BugFix), lambda own: own.issue_ref)),
        breaking_changes=draw(_unique(objects(Breakage), lambda own: own.title, 3 if may_break else 0)),
        deprecations=draw(_unique(gone, lambda own: own.item)),
        security=draw(_unique(objects(SecurityFix), lambda own: own.cve)),
    )
    return ReleaseNotes(
        version,
        draw(st.dates()),
        release_type=kind,
        highlights=draw(_unique(values(Told), str)),
        changes=changes,
        known_issues=draw(_unique(objects(KnownIssue), lambda own: own.issue)),
        upgrade_notes=draw(values(Note)),
        contributors=draw(_unique(LABELS, str)),
        provenance=draw(objects(NotesProvenance)),
    )


@st.composite
def _validations(draw: st.DrawFn) -> ReleaseValidation:
    """Draw a validation that has each check once."""
    gates = draw(objects(GateSummary))
    listed = st.sampled_from([f"RL-0{at}" for at in range(1, 9)])
    names = draw(st.lists(listed | LABELS, min_size=1, max_size=4, unique=True))
    entries = [ChecklistEntry(name, draw(st.sampled_from(ItemStatus))) for name in names]
    return ReleaseValidation(gates, entries)


@st.composite
def _evidences(draw: st.DrawFn) -> ReleaseEvidence:
    released, published = draw(_instants_in_order(2))
    channels = draw(st.lists(LABELS, min_size=1, max_size=3, unique=True))
    own = {"release_date": st.just(released), "distribution": st.just(Distribution(channels, published))}
    return draw(_replaced(ReleaseEvidence, **own))


@st.composite
def _counts(draw: st.DrawFn) -> DryRunCounts:
    added, modified, deleted = (draw(st.integers(0, 9)) for _ in range(3))
    return DryRunCounts(added, modified, files_to_delete=deleted, total_changes=added + modified + deleted)


@st.composite
def _sync_logs(draw: st.DrawFn) -> SyncLog:
    """Draw a log of something done, or of nothing done, after an approval, a rejection or no word."""
    run, approved, started, own, completed = draw(_instants_in_order(5))
    counts = draw(_counts())
    is_done = draw(st.booleans())
    execution = draw(_executions(counts, started, completed)) if is_done else None
    name, dry_run = draw(LABELS), draw(_replaced(DryRunLog, executed_at=st.just(run), result=st.just(counts)))
    approval = _replaced(
        ApprovalLog,
        approved=st.just(True) if is_done else st.booleans(),  # noqa: FBT003
        approved_at=st.just(approved),
        dry_run_ref=st.sampled_from((dry_run.diff_ref, name)),
    )
    return SyncLog(
        draw(LABELS),
        name,
        executed_at=own,
        executed_by=draw(values(Person)),
        dry_run=dry_run,
        approval=draw(approval if is_done else approval | st.none()),
        execution=execution,
        verification=draw(objects(VerificationLog)) if is_done else None,
    )


@st.composite
def _executions(draw: st.DrawFn, counts: DryRunCounts, started: datetime, completed: datetime) -> ExecutionLog:
    shown = (counts.files_to_add, counts.files_to_modify, counts.files_to_delete)
    wanted = draw(st.sampled_from(SyncStatus))
    done = {
        SyncStatus.SUCCESS: shown,
        SyncStatus.PARTIAL: tuple(draw(st.integers(min(1, most), most)) for most in shown),
        SyncStatus.FAILED: (0, 0, 0),
    }[wanted]
    status = SyncStatus.FAILED if wanted is SyncStatus.PARTIAL and not any(done) else wanted
    least = 0 if status is SyncStatus.SUCCESS else 1
    return ExecutionLog(
        started,
        completed,
        status=status,
        changes_applied=AppliedChanges(done[0], done[1], deleted=done[2]),
        errors=draw(st.lists(values(Told), min_size=least, max_size=3 * least, unique=True)),
    )


def _schedules() -> st.SearchStrategy[SyncSchedule]:
    """Schedules; only that of `SyncTrigger.CRON` has an expression."""
    crons = st.sampled_from(("0 3 * * *", "*/5 * * * MON-FRI", "30 0 2 1 * *"))
    others = st.sampled_from([word for word in SyncTrigger if word is not SyncTrigger.CRON])
    return st.builds(SyncSchedule, st.just(SyncTrigger.CRON), crons) | st.builds(SyncSchedule, others)


@st.composite
def _rollbacks(draw: st.DrawFn) -> RollbackEvidence:
    detected, decided, executed = draw(_instants_in_order(3))
    issue, *others = draw(st.lists(LABELS, min_size=1, max_size=4, unique=True))
    own = {
        "trigger": _replaced(RollbackCause, issue_id=st.just(issue), detected_at=st.just(detected)),
        "execution": _replaced(RollbackExecution, decided_at=st.just(decided), executed_at=st.just(executed)),
        "verification": _replaced(RollbackVerification, new_issues=st.just(others)),
        "follow_up": _replaced(RollbackFollowUp, prevention=_unique(values(Told), str)),
    }
    return draw(_replaced(RollbackEvidence, **own))


@st.composite
def _tuples(draw: st.DrawFn) -> ReleaseTuple:
    text = st.text("abc019._-", min_size=2, max_size=9)
    more = st.none() | st.sampled_from(("75f806f", "1.10", "12e4567"))
    own = dict.fromkeys(("consumer", "consumer_sha", "producer_sha"), text)
    return draw(_replaced(ReleaseTuple, **own, vendored_sha=more, schema_version=more))


@st.composite
def _packets(draw: st.DrawFn) -> ReleasePacket:
    """Draw a packet of any outcome; a go, conditional or not, has all that it needs."""
    outcome = draw(st.sampled_from([*GoNoGo, GoNoGo.NO_GO, GoNoGo.NO_GO]))  # the one that takes any status
    least = 0 if outcome is GoNoGo.NO_GO else 1
    gates = draw(st.lists(LABELS, min_size=least or draw(st.sampled_from((0, 2, 3))), max_size=3, unique=True))
    current = draw(st.lists(_tuples(), max_size=2, unique_by=lambda own: own.consumer))
    back = [own.replace(producer_sha=own.producer_sha + "0") for own in current]
    proofs = st.lists(LABELS, max_size=1).map(lambda own: ["g.txt", *own])
    proved = _replaced(PacketResult, status=st.just(GateStatus.PASS), evidence=proofs)
    any_result = proved if least else objects(PacketResult)
    owner, approver = draw(st.sampled_from((("Olga", "Piet"), ("no", "on"), ("1.10", "yes"))))
    least = 1 if outcome is GoNoGo.CONDITIONAL_GO else 0
    reported = objects(PacketResult).filter(
        lambda own: not own.is_proved and (outcome is GoNoGo.NO_GO or own.gate not in gates)
    )
    findings = st.lists(reported, min_size=least, max_size=2, unique_by=lambda own: own.gate)
    return ReleasePacket(
        draw(st.dates()),
        owner,
        release_class=draw(st.sets(LABELS, min_size=0 if outcome is GoNoGo.NO_GO else 1, max_size=3)),
        tuple_current=current,
        tuple_rollback=back,
        required_gates=gates,
        gate_results=[draw(any_result).replace(gate=gate) for gate in gates],
        advisory_findings=draw(findings),
        go_no_go=outcome,
        approver=approver,
        follow_up_actions=draw(st.lists(values(Told), min_size=least, max_size=2, unique=True)),
    )


@st.composite
def _matrix_entries(draw: st.DrawFn, latest: datetime, release_tuple: ReleaseTuple, role: Role) -> MatrixEntry:
    """Draw an entry that can show what it claims."""
    tier = draw(st.sampled_from((*Tier, Tier.UNSUPPORTED)))
    least = 0 if tier is Tier.UNSUPPORTED else 1
    ids = draw(st.lists(LABELS, min_size=least, max_size=2, unique=True))
    consumer = release_tuple.consumer
    tested = [consumer, *(draw(st.sampled_from((None, consumer))) for _ in ids)]
    kinds = [GateKind.BLOCKING, *(draw(st.sampled_from(GateKind)) for _ in ids)]
    gates = [Gate(name, kind, consumer=own) for name, kind, own in zip(ids, kinds, tested, strict=False)]
    trees = [TreeState.COMMITTED, TreeState.CLEAN_CLONE_COMMITTED] if least else list(TreeState)
    own = {
        "release_tuple": st.just(release_tuple),
        "tier": st.just(tier),
        "role": st.just(role),
        "validated_at": _instants().map(lambda at: min(at, latest)),
        "required_gates": st.just(gates),
        "evidence": st.sets(LABELS.filter(is_evidence), min_size=least, max_size=2),
        "tree": st.sampled_from(trees),
        "window": st.none() | _windows(),
    }
    return draw(_replaced(MatrixEntry, **own))


@st.composite
def _windows(draw: st.DrawFn) -> SupportWindow:
    released, deprecated, end = draw(_instants_in_order(3))
    return SupportWindow(released, draw(st.sampled_from((None, deprecated))), end=draw(st.sampled_from((None, end))))


@st.composite
def _matrices(draw: st.DrawFn) -> CompatMatrix:
    at = draw(_instants())
    least = draw(st.sampled_from((0, 2, 2, 2)))
    tuples = draw(st.lists(_tuples(), min_size=least, max_size=3, unique_by=lambda own: own.consumer))
    roles = [draw(st.sampled_from(Role)) for _ in tuples]
    entries = [draw(_matrix_entries(at, *pair)) for pair in zip(tuples, roles, strict=True)]
    return CompatMatrix(entries, draw(LABELS), published_at=at)


@st.composite
def _published_matrices(draw: st.DrawFn) -> PublishedMatrix:
    """Draw a publication of a matrix that is known, mostly, under the version and on the day that it has."""
    matrix = draw(_matrices())
    own = {
        "version": st.just(matrix.version),
        "published_on": st.just(matrix.published_at.date()),
        "matrix": st.sampled_from((matrix, matrix, matrix, MISSING)),
    }
    return draw(_replaced(PublishedMatrix, **own))


def _versions_of(major: st.SearchStrategy[int], minor: st.SearchStrategy[int], patch: st.SearchStrategy[int]) -> Any:  # noqa: ANN401 - a strategy
    return st.builds(Version, major, minor, patch)


@st.composite
def _cards(draw: st.DrawFn) -> TaskCard:
    gates = draw(st.lists(LABELS, max_size=2, unique=True))
    own = {"required_gates": st.just(gates), "evidence": _unique(LABELS, str, 2 if gates else 0)}
    return draw(_replaced(TaskCard, **own))


@st.composite
def _statuses(draw: st.DrawFn) -> TaskStatus:
    state = draw(st.sampled_from(TaskState))
    return TaskStatus(state, draw(st.dates() if state is TaskState.DONE else st.none() | st.dates()))


@st.composite
def _snapshots(draw: st.DrawFn) -> Snapshot:
    """Draw what stood in a folder or in a configuration."""
    seen = {
        "complete": draw(st.booleans()),
        "folds_case": draw(st.sampled_from((True, False, MISSING))),
        "identified_by": draw(LABELS),
    }
    if draw(st.booleans()):
        keys = draw(st.lists(LABELS, max_size=3, unique=True))
        paths = [f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys]
        states = ['setting {"a":[1]}'] * len(paths)
        return Snapshot(paths, states, namespace=Namespace.SETTINGS, unreadable=paths[:1], **seen)
    tree = draw(trees())
    unreadable = draw(st.sampled_from(([], ["z/z"], ["y", "z"])))
    return Snapshot(list(tree), list(tree.values()), unreadable=unreadable, **seen)


@st.composite
def _change_sets(draw: st.DrawFn) -> ChangeSet:
    """Draw what differs between two trees, or between two configurations."""
    if draw(st.booleans()):
        return ChangeSet(["/a"], [""], after=["setting 1"], namespace=Namespace.SETTINGS)
    found = changes_between(*draw(relatives(2)))
    before, after = ([pair[side] or "" for pair in found.values()] for side in (0, 1))
    return ChangeSet(list(found), before, after=after)


@st.composite
def _approvals(draw: st.DrawFn) -> SyncApproval:
    """Draw a yes of a person or of nobody, or a no of a person."""
    actor = draw(st.none() | st.builds(Actor, LABELS.map("p".__add__), LABELS.map("r".__add__)))
    is_yes = actor is None or draw(st.booleans())
    return SyncApproval(
        draw(LABELS),
        draw(st.text("0123456789abcdef", min_size=64, max_size=64)),
        approved=is_yes,
        by=actor,
        at=draw(values(datetime)),
        overrides=draw(st.frozensets(st.sampled_from(Guard))) if actor and is_yes else (),
        note=draw(values(Note)),
    )


@st.composite
def _milestones(draw: st.DrawFn) -> Milestone:
    """Draw a milestone all parts of which have ids of their own."""
    ids = iter(draw(st.lists(LABELS.map("id ".__add__), min_size=12, max_size=12, unique=True)))
    cards = []
    for card in draw(st.lists(_cards(), max_size=2)):
        criteria = [own.replace(id=next(ids)) for own in card.acceptance_criteria[:1]]
        cards.append(card.replace(id=next(ids), acceptance_criteria=criteria))
    entry, leaving = (
        [own.replace(id=next(ids)) for own in draw(st.lists(objects(Criterion), max_size=2))] for _ in range(2)
    )
    demands = {demand for own in (*entry, *leaving) for demand in own.demands}
    demands |= {demand for card in cards for own in card.acceptance_criteria for demand in own.demands}
    own = {
        "id": st.just(next(ids)),
        "entry_criteria": st.just(entry),
        "exit_criteria": st.just(leaving),
        "task_cards": st.just(cards),
        "predecessor": LABELS if Demand.PREDECESSOR in demands else st.none() | LABELS,
    }
    return draw(_replaced(Milestone, **own))


def _procedures() -> st.SearchStrategy[Procedure]:
    """Procedures that can be run."""
    some = st.sets(LABELS, min_size=1, max_size=2)
    step = _replaced(Step, roles=some, actions=st.lists(LABELS, min_size=1, max_size=2))
    steps = st.lists(step, min_size=1, max_size=3, unique_by=lambda own: own.id)
    return _replaced(Procedure, steps=steps)


@st.composite
def _runs(draw: st.DrawFn) -> Run:
    """Draw a run that was cut short anywhere, failed, or was called off."""
    procedure = draw(_procedures())
    count = draw(st.integers(1, 2 * len(procedure.steps) + 1))
    times = draw(_instants_in_order(count + 1))
    actor = Actor(draw(LABELS), min(procedure.steps[0].roles))
    events: list[RunEvent] = [Started(draw(LABELS), procedure.digest, at=times[0], by=actor)]
    for place in range(1, count):
        step = procedure.steps[(place - 1) // 2]
        actor = Actor(draw(LABELS), min(step.roles))
        begun, done = StepBegun(step.id, times[place], by=actor), draw(_finished(step, times[place], actor))
        events.append(begun if place % 2 else done)
    reached = (count - 1) // 2
    if reached < len(procedure.steps):
        step = procedure.steps[reached]
        actor, reason = Actor(draw(LABELS), min(step.roles)), draw(values(Told))
        ends: list[RunEvent] = [Aborted(times[count], actor, reason=reason)]
        if not count % 2:
            proof = draw(st.lists(LABELS, max_size=2))
            ends.append(StepFailed(step.id, times[count], by=actor, reason=reason, evidence=proof))
        events += draw(st.sampled_from([[], *([end] for end in ends)]))
    return Run(procedure, events)


def _finished(step: Step, at: datetime, by: Actor) -> st.SearchStrategy[StepFinished]:
    more = st.sets(LABELS, max_size=1)
    return _replaced(
        StepFinished,
        step=st.just(step.id),
        at=st.just(at),
        by=st.just(by),
        evidence=st.lists(LABELS, min_size=1 if step.needs_evidence else 0, max_size=2),
        gates=more.map(step.gates.__or__),
        checklists=more.map(step.checklists.__or__),
    )


ZERO: Final = st.just(0)
RECORDS: Final[Mapping[type, Callable[[], st.SearchStrategy[Any]]]] = {
    CompatMatrix: _matrices,
    DryRunCounts: _counts,
    MajorRelease: lambda: _replaced(MajorRelease, version=_versions_of(NUMBERS, ZERO, ZERO)),
    Milestone: _milestones,
    MilestoneEvidence: lambda: _replaced(
        MilestoneEvidence,
        results=_unique(_results(), lambda own: own.id),
        matrix=st.sampled_from((True, True, True, False)).flatmap(
            lambda is_there: _published_matrices() if is_there else st.just(MISSING)
        ),
    ),
    MinorRelease: lambda: _replaced(MinorRelease, version=_versions_of(st.integers(0, 3), NUMBERS, ZERO)),
    PatchRelease: lambda: _replaced(PatchRelease, version=_versions_of(st.integers(0, 3), st.integers(0, 3), NUMBERS)),
    PublishedMatrix: _published_matrices,
    ReleaseEvidence: _evidences,
    ReleaseNotes: _notes,
    ReleasePacket: _packets,
    ReleaseTuple: _tuples,
    ReleaseValidation: _validations,
    RollbackEvidence: _rollbacks,
    Run: _runs,
    SecurityFix: lambda: _replaced(SecurityFix, cve=st.integers(1000, 10**19 - 1).map("CVE-2026-{}".format)),
    SupportWindow: _windows,
    SyncFilters: lambda: _replaced(
        SyncFilters, include=_unique(PATTERNS, str).filter(bool), exclude=_unique(PATTERNS, str)
    ),
    SyncLog: _sync_logs,
    ChangeSet: _change_sets,
    DryRun: lambda: plans() | st.sampled_from((merged_plan(), blocked_plan())),
    Snapshot: _snapshots,
    SyncApproval: _approvals,
    SyncNotifications: lambda: _replaced(
        SyncNotifications, on_success=_unique(LABELS, str), on_failure=_unique(LABELS, str)
    ),
    SyncOptions: lambda: _replaced(SyncOptions, dry_run_required=st.just(True), approver=LABELS)  # noqa: FBT003
    | _replaced(SyncOptions, dry_run_required=st.just(True), approval_required=st.just(False), approver=st.none()),  # noqa: FBT003
    SyncSchedule: _schedules,
    TaskCard: _cards,
    TaskStatus: _statuses,
}


OWN: Final[Mapping[type, Callable[[], st.SearchStrategy[Any]]]] = {
    Column: playbooks.columns,
    Draft: playbooks.drafts,
    Playbook: playbooks.playbooks,
    Confirmation: lambda: _replaced(
        Confirmation, parts=_unique(st.tuples(LABELS, st.booleans()), lambda pair: pair[0])
    ),
    ReadinessRules: playbooks.readiness_rules,
    Table: playbooks.tables,
    TriggerFacts: own_facts,
    TriggerRules: own_rules,
    Version: lambda: VERSIONS,
    VersionRange: _ranges,
    GateResult: _results,
    DecisionEntry: _entries,
    ReleaseCandidate: _candidates,
    Span: _spans,
    **RECORDS,
}
