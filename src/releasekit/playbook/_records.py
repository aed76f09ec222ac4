"""What a playbook asks of the records of releases, rollbacks and syncs, as data."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

import attrs
from annotated_types import Gt

from releasekit._arguments import as_frozenset, as_pairs, as_tuple
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._words import shown
from releasekit.answers import Severity
from releasekit.policy import Source
from releasekit.rollback import RollbackType
from releasekit.sync import SyncRules
from releasekit.versions import ReleaseType


@attrs.frozen(field_transformer=checked)
class RollbackRule(Frozen):
    """What a playbook asks of one type of rollback.

    Attributes:
        type: the type.
        action: the answer of the rollback table that stands for it; ``None`` where the table says nothing of it.
        decided_within: the time from the issue to the decision, excluded: of five minutes, exactly five are late;
            ``None`` for any time.
        source: the sentence of the playbook.
    """

    type: RollbackType
    action: Name | None = attrs.field(default=None, kw_only=True)
    decided_within: Annotated[timedelta, Gt(timedelta())] | None = attrs.field(default=None, kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class RecordRules(Frozen):
    """What a playbook asks of records, besides what each record asks of itself.

    Whoever executes never approves, unless the playbook says so: of rollbacks by `approved_afterwards`, of syncs by the
    rules that `authorise` asks as well.

    Attributes:
        release_checklist: the id of the checklist that release evidence is about; ``None`` where there is none.
        release_gate: the item of it that says whether the release gate passes; ``None`` where none does.
        circumstances: in which circumstances of the checklist a release is by its type, by their names; a mapping or
            pairs, kept as sorted pairs.
        rollback_table: the name of the table that says what is done about an issue of a severity; ``None`` for none.
        rollbacks: what is asked of which type of rollback.
        approved_afterwards: the severities of issues whose rollback is approved afterwards, so that whoever decides may
            execute as well.
        syncs: what holds for all syncs; ``None`` where nobody says how old a dry run may be, and nobody who approves
            may execute.

    Raises:
        FieldError: where a field is outside its limits, a circumstance or a type is there twice, the release gate is
            of no checklist, or an action of no table.
    """

    release_checklist: Name | None = attrs.field(default=None, kw_only=True)
    release_gate: Name | None = attrs.field(default=None, kw_only=True)
    circumstances: Annotated[tuple[tuple[Name, ReleaseType], ...], Distinct()] = attrs.field(
        default=(), converter=as_pairs, kw_only=True
    )
    rollback_table: Name | None = attrs.field(default=None, kw_only=True)
    rollbacks: Annotated[tuple[RollbackRule, ...], Distinct("type")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    approved_afterwards: frozenset[Severity] = attrs.field(
        default=frozenset(), converter=as_frozenset, kw_only=True
    )
    syncs: SyncRules | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        if self.release_gate is not None and self.release_checklist is None:
            yield f"release_gate is {shown(self.release_gate)} without release_checklist; expected both"
        for place, rule in enumerate(self.rollbacks):
            if rule.action is not None and self.rollback_table is None:
                yield f"rollbacks[{place}].action is {shown(rule.action)} without rollback_table; expected both"
