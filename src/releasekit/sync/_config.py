"""The configuration of a sync: two endpoints, and on what conditions one follows the other."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Final, TypeAlias, TypeVar

import attrs

from releasekit._arguments import as_tuple
from releasekit._fields import SHOWN_EMPTY, Distinct, Frozen, Length, Migrations, Name, Place, checked
from releasekit._words import Word, shown
from releasekit.errors import FieldError
from releasekit.sync._editions import second_config
from releasekit.sync._patterns import DEEP, keeper, pattern_problem


class SyncType(Word):
    """Which way a sync goes.

    Source:
        Release Cadence & Sync Automation, Sync Types.
    """

    UPSTREAM = "upstream"
    DOWNSTREAM = "downstream"
    CROSS_REPO = "cross_repo"
    CONFIG = "config"


class EndpointType(Word):
    """What kind of place an endpoint is."""

    GIT = "git"
    API = "api"
    FILE = "file"
    REGISTRY = "registry"


class ConflictStrategy(Word):
    """What happens where both sides changed: nothing at all, the source's, the target's, or the caller's merge."""

    FAIL = "fail"
    THEIRS = "theirs"
    OURS = "ours"
    MERGE = "merge"


class SyncTrigger(Word):
    """What starts a sync."""

    MANUAL = "manual"
    ON_RELEASE = "on_release"
    CRON = "cron"


Value = TypeVar("Value")
Places: TypeAlias = Annotated[tuple[Place, ...], Distinct()]
Patterns: TypeAlias = Annotated[tuple[Place, ...], Length(1, 1_000), Distinct()]
LONGEST_SEARCHED: Final = 2_000
SECRETS: Final = (
    re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#\s:@]*:[^/?#\s@]+@"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    re.compile(r"\bgh[opsur]_[A-Za-z0-9]{36}"),
    re.compile(r"\bgithub_pat_[A-Za-z0-9_]{22}"),
    re.compile(r"\bglpat-[A-Za-z0-9_-]{20}"),
)
"""What is certainly a secret: a password in an address, a private key, tokens that begin with what they are."""


def _refuse_secrets(part: attrs.AttrsInstance, _field: "attrs.Attribute[Value]", _value: Value) -> None:
    """Refuse what is certainly a secret; runs before the check of the fields, which would repeat a wrong one."""
    names = [field.name for field in attrs.fields(type(part))]
    secret = [name for name in names if _is_secret(getattr(part, name))]
    if secret:
        where = type(part).__name__
        raise FieldError(tuple(f"{where}.{name} holds a secret; expected a reference to it" for name in secret))


def _is_secret(given: object) -> bool:
    """Tell whether a text, or one of a tuple, is certainly a secret."""
    if isinstance(given, tuple):
        return any(map(_is_secret, given))
    return isinstance(given, str) and any(pattern.search(given[:LONGEST_SEARCHED]) for pattern in SECRETS)


@attrs.frozen(field_transformer=checked)
class Endpoint(Frozen):
    """One side of a sync.

    Attributes:
        type: what kind of place it is.
        location: its address or path.
        branch: the branch, where the place has branches.
        credentials: where the credentials are kept; never the credentials themselves.

    Raises:
        FieldError: where a field is outside its limits, or holds what is certainly a secret; the text does not repeat
            it. Most secrets look like any other text, so that none is reported proves nothing.
    """

    type: EndpointType
    location: Place = attrs.field(validator=_refuse_secrets)
    branch: Name | None = attrs.field(default=None, kw_only=True)
    credentials: Place = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class SyncOptions(Frozen):
    """On what conditions a sync runs.

    Attributes:
        dry_run_required: true, always.
        approval_required: whether somebody has to approve the dry run.
        approver: a role or a person; must be there where an approval is required.
        conflict_strategy: what happens where both sides changed.

    Raises:
        FieldError: where a field is outside its limits, the dry run is not required, or the approver is missing.

    Source:
        Release Cadence & Sync Automation, Sync Configuration Schema: "dry_run_required: true  # Always true".
    """

    dry_run_required: bool
    approval_required: bool
    approver: Name | None = attrs.field(default=None, kw_only=True)
    conflict_strategy: ConflictStrategy = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        # The playbook's words for it are "Always true".
        if not self.dry_run_required:
            yield "dry_run_required is `False`; expected true, always"
        if self.approval_required and self.approver is None:
            yield "approver is `None` and an approval is required; expected a role or a person"


@attrs.frozen(field_transformer=checked)
class SyncFilters(Frozen):
    r"""Which paths a sync is about, on both sides.

    A pattern is matched against a whole path: `*`, `?` and `[...]` stay within a segment, `**` is a segment of its own
    and stands for any number of them, and a backslash takes the mark behind it for itself.

    Attributes:
        include: the patterns of what is in, at least one.
        exclude: the patterns of what is out, whatever includes it.

    Raises:
        FieldError: where nothing is included, or a pattern is malformed, with what to write in its place.
    """

    include: Patterns = attrs.field(default=(DEEP,), converter=as_tuple, metadata=SHOWN_EMPTY)
    exclude: Places = attrs.field(default=(), converter=as_tuple, metadata=SHOWN_EMPTY)

    def _problems(self) -> Iterator[str]:
        for name in ("include", "exclude"):
            problems = filter(None, map(pattern_problem, getattr(self, name)))
            yield from (f"{name}: {problem}" for problem in problems)

    def test(self, *, pointers: bool = False) -> Callable[[str], object] | None:
        """Return what is put to a path: a match where it is in, nothing where it is out.

        Args:
            pointers: whether paths are JSON pointers, of which patterns leave the first slash out.

        Returns:
            The test; nothing where every path is in.
        """
        return keeper(self.include, self.exclude, pointers=pointers)


@attrs.frozen(field_transformer=checked)
class SyncSchedule(Frozen):
    """What starts a sync, and when.

    Attributes:
        trigger: what starts it.
        cron: the expression of the trigger `SyncTrigger.CRON`, with five fields, or six of which the first is seconds;
            nothing for the other triggers.

    Raises:
        FieldError: where a field is outside its limits, there is an expression without that trigger or the other way
            round, or cronsim does not take the expression.
    """

    trigger: SyncTrigger
    cron: Name | None = None

    def _problems(self) -> Iterator[str]:
        if self.trigger is SyncTrigger.CRON:
            expected = "a cron expression" if self.cron is None else _lacking(self.cron)
        else:
            expected = "" if self.cron is None else f"nothing with the trigger {shown(self.trigger)}"
        if expected:
            yield f"cron is {shown(self.cron)}; expected {expected}"


@attrs.frozen(field_transformer=checked)
class SyncNotifications(Frozen):
    """Who hears of a sync.

    Attributes:
        on_success: after it went well.
        on_failure: after it did not.

    Raises:
        FieldError: where a field is outside its limits, or holds somebody twice or what is certainly a secret.
    """

    on_success: Places = attrs.field(default=(), converter=as_tuple, validator=_refuse_secrets, metadata=SHOWN_EMPTY)
    on_failure: Places = attrs.field(default=(), converter=as_tuple, metadata=SHOWN_EMPTY)


@attrs.frozen(field_transformer=checked)
class SyncConfig(Frozen):
    """What is kept in step with what; the fields are those of the playbook, in its order, and `base`.

    Attributes:
        sync_id: its id.
        name: what people call it.
        type: which way it goes.
        source: what is followed.
        target: what follows.
        options: on what conditions it runs.
        filters: which paths it is about.
        schedule: what starts it.
        notifications: who hears of it.
        base: where the result of the last successful sync is recorded; ``None`` where there was none. The playbook does
            not have this field.

    Raises:
        FieldError: where a field is outside its limits or holds what is certainly a secret, or source and target are
            one place: the same type, location and branch.
    """

    document_schema: ClassVar[int] = 2
    document_migrations: ClassVar[Migrations] = (second_config,)

    sync_id: Name = attrs.field(validator=_refuse_secrets)
    name: Name
    type: SyncType = attrs.field(kw_only=True)
    source: Endpoint = attrs.field(kw_only=True)
    target: Endpoint = attrs.field(kw_only=True)
    options: SyncOptions = attrs.field(kw_only=True)
    filters: SyncFilters = attrs.field(default=SyncFilters(), kw_only=True)
    schedule: SyncSchedule = attrs.field(kw_only=True)
    notifications: SyncNotifications = attrs.field(default=SyncNotifications(), kw_only=True)
    base: Place | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        source, target = ((side.type, side.location, side.branch) for side in (self.source, self.target))
        if source == target:
            yield f"target is {shown(self.target.location)}, the source; expected another place"

    @property
    def is_started_by_hand(self) -> bool:
        """Whether somebody, or something outside, has to start it at each change.

        The playbook runs a config sync "On change", for which its schema has no trigger word: it is written with
        `SyncTrigger.MANUAL`.
        """
        return self.type is SyncType.CONFIG and self.schedule.trigger is SyncTrigger.MANUAL


def _lacking(cron: str) -> str:
    """Return what an expression should be; nothing where it is right."""
    from cronsim import CronSim, CronSimError

    try:
        CronSim(cron if cron.isascii() else "", ANY_TIME)
    except CronSimError as error:
        return f"a cron expression ({str(error).lower()})"
    return ""


ANY_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""An instant to start from, which cronsim asks for; whether an expression is valid does not depend on it."""
