"""What a team decides about its syncs beforehand: how old a plan may be, who may approve, what must be attested."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

import attrs
from annotated_types import Gt

from releasekit._arguments import as_tuple, as_utc, of_kind
from releasekit._fields import Distinct, Frozen, Length, Name, Person, Place, Told, checked
from releasekit._words import shown
from releasekit.answers import Finding
from releasekit.policy import Source
from releasekit.sync._config import SyncConfig, SyncTrigger, SyncType
from releasekit.sync._vocabulary import SyncFindingKind


@attrs.frozen(field_transformer=checked)
class SyncFrequency(Frozen):
    """How often syncs of a type run, in a word of the playbook, and which triggers fit it.

    Attributes:
        type: the type of sync.
        frequency: the word.
        triggers: the triggers that fit, at least one.
        near: why a trigger that fits is not quite what the word says; ``None`` where it is.
        source: where the word stands.

    Raises:
        FieldError: where a field is outside its limits.
    """

    type: SyncType
    frequency: Name
    triggers: Annotated[tuple[SyncTrigger, ...], Length(1, len(SyncTrigger)), Distinct()] = attrs.field(
        converter=as_tuple, kw_only=True
    )
    near: Told | None = attrs.field(default=None, kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Attestation(Frozen):
    """What somebody saw before a sync: the library cannot look.

    Attributes:
        fact: what was looked at, such as ``credentials``.
        holds: whether it is as it should be.
        sync_id: of which sync; it counts for no other.
        by: who looked.
        at: when.
        evidence: where the proof lies; words that say that there is none count as nothing.

    Raises:
        FieldError: where a field is outside its limits.
    """

    fact: Name
    holds: bool
    sync_id: Name = attrs.field(kw_only=True)
    by: Person = attrs.field(kw_only=True)
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    evidence: Place = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class SyncRules(Frozen):
    """What holds for all syncs of a team.

    Attributes:
        max_age: how old a dry run, and what was attested, may be; the limit itself is not too old.
        self_approval: whether who approves may carry out as well.
        attested: what somebody must have looked at before a sync is carried out.
        frequencies: how often syncs of each type run.

    Raises:
        FieldError: where a field is outside its limits, or a type or a fact comes again.
    """

    document_schema: ClassVar[int] = 1

    max_age: Annotated[timedelta, Gt(timedelta(0))]
    self_approval: bool = False
    attested: Annotated[tuple[Name, ...], Distinct()] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    frequencies: Annotated[tuple[SyncFrequency, ...], Distinct("type")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )

    def frequency(self, type: SyncType) -> SyncFrequency | None:  # noqa: A002 - the word of the schema
        """Return how often syncs of a type run; ``None`` where the rules do not say.

        Raises:
            FieldError: where the type is none.
        """
        of_kind("type", type, SyncType)
        return next((each for each in self.frequencies if each.type is type), None)

    def findings(self, config: SyncConfig) -> tuple[Finding[SyncFindingKind], ...]:
        """Say where the trigger of a configuration does not fit its type, or fits it only nearly.

        Raises:
            FieldError: where the argument is no configuration.
        """
        of_kind("config", config, SyncConfig)
        return tuple(self._found(config))

    def _found(self, config: SyncConfig) -> Iterator[Finding[SyncFindingKind]]:
        rule, trigger = self.frequency(config.type), config.schedule.trigger
        if rule is None:
            return
        place = "schedule.trigger"
        if trigger not in rule.triggers:
            fitting = " or ".join(shown(each) for each in rule.triggers)
            message = f"is {shown(trigger)}; expected {fitting}: a {config.type} sync runs {rule.frequency}"
            yield Finding(SyncFindingKind.OTHER_TRIGGER, place, message=message)
        elif rule.near is not None:
            yield Finding(SyncFindingKind.NO_TRIGGER, place, message=f"is {shown(trigger)}: {rule.near}")
