"""Entries of the compatibility matrix: what is claimed of one exact tuple, and what the claim rests on.

An entry refuses a claim that comes without its proof, so every claim in a matrix has one.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Self

import attrs

from releasekit._arguments import as_frozenset, as_tuple, as_utc, in_order, instant, of_kind
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._views import Row, tone_of
from releasekit._words import Word, is_evidence, short_ref
from releasekit.compat._tiers import COMMITTED_TREES, Tier, TierDecision, foreign_gates
from releasekit.compat._tuples import ReleaseTuple
from releasekit.compat._windows import SupportWindow
from releasekit.gates import Gate, TreeState


class Role(Word):
    """What an entry is kept for."""

    CURRENT = "current"
    ROLLBACK = "rollback"
    LISTED = "listed"


def _gates_by_id(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    return in_order(as_tuple(gates), Gate, lambda gate: gate.id)


@attrs.frozen(field_transformer=checked)
class MatrixEntry(Frozen):
    """What is claimed of one tuple, with what the claim rests on.

    Attributes:
        release_tuple: the tuple.
        tier: what is claimed of it.
        role: whether it is the consumer's current tuple, one to go back to, or only listed.
        validated_at: when its required gates were last shown to hold; an aware instant.
        required_gates: the gates that the claim rests on; kept sorted by id.
        evidence: where the proof lies.
        tree: the state of the consumer's tree that it was made on.
        release_blocking: whether trouble with this tuple stops a release; yes, unless somebody says otherwise.
        window: from when until when the tuple is supported; ``None`` for as long as it is listed.

    Raises:
        FieldError: where a field is outside its limits, a gate is named twice or tests another consumer, or a tier
            other than unsupported is claimed without evidence, without a gate that tests the consumer, or from a tree
            that was dirty or not recorded.

    Source:
        Release and Rollback Playbook, Go/No-Go Rules: "Automatic no-go on missing tuple evidence for claimed support
        scope." "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
    """

    release_tuple: ReleaseTuple
    tier: Tier
    role: Role = attrs.field(kw_only=True)
    validated_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    required_gates: Annotated[tuple[Gate, ...], Distinct("id")] = attrs.field(converter=_gates_by_id, kw_only=True)
    evidence: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    tree: TreeState = attrs.field(default=TreeState.NOT_RECORDED, kw_only=True)
    release_blocking: bool = attrs.field(default=True, kw_only=True)
    window: SupportWindow | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        for problem in foreign_gates(self.required_gates, self.consumer):
            yield f"required_gates: {problem}"
        if self.tier is Tier.UNSUPPORTED:
            return
        if not any(map(is_evidence, self.evidence)):
            yield f"tier is `{self.tier}` without evidence; expected some, or `unsupported`"
        if not any(gate.consumer == self.consumer for gate in self.required_gates):
            yield f"tier is `{self.tier}` without a gate that tests the consumer; expected one, or `unsupported`"
        if self.tree not in COMMITTED_TREES:
            yield f"tier is `{self.tier}` from tree `{self.tree}`; expected a committed one, or `unsupported`"

    @classmethod
    def of(
        cls, judged: TierDecision, role: Role, *, release_blocking: bool = True, window: SupportWindow | None = None
    ) -> Self:
        """Return the entry that a tier decision proves: its tier, gates, evidence, tree and instant."""
        of_kind("judged", judged, TierDecision)
        return cls(
            judged.release_tuple,
            judged.outcome,
            role=role,
            validated_at=judged.validated_at,
            required_gates=judged.gates,
            evidence=judged.evidence,
            tree=judged.tree,
            release_blocking=release_blocking,
            window=window,
        )

    @property
    def consumer(self) -> str:
        """The consumer of the tuple."""
        return self.release_tuple.consumer

    def support(self, at: datetime) -> Tier:
        """Return what the entry says at an instant: its tier, but unsupported outside its window.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        inside = self.window is None or self.window.supports(at)
        return self.tier if inside else Tier.UNSUPPORTED

    def row(self) -> Row:
        """Return the entry as a row for people: tuple, tier, role, gates, tree, evidence, day of validation."""
        cells = (
            short_ref(self.release_tuple.ref),
            str(self.tier),
            str(self.role) + (", release-blocking" if self.release_blocking else ""),
            ", ".join(gate.id for gate in self.required_gates),
            str(self.tree),
            "\n".join(sorted(self.evidence)),
            self.validated_at.date().isoformat(),
        )
        return Row(cells, tone_of(self.tier))
