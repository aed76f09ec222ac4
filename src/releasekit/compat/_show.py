"""What people see of tiers, matrices, their changes, removals and skew."""

from collections.abc import Iterable
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit._words import short_ref, to_the_minute
from releasekit.compat._changes import MatrixChange, MatrixChangeKind, MatrixDiff
from releasekit.compat._matrix import CompatMatrix, MatrixEntry
from releasekit.compat._removal import Removal, RemovalOutcome
from releasekit.compat._skew import SkewOutcome, SkewReport
from releasekit.compat._tiers import Tier, TierDecision
from releasekit.gates import GateVerdict, Standing
from releasekit.policy import Missing, Reason

TIER_TONES: Final = {Tier.SUPPORTED: Tone.GOOD, Tier.CONDITIONAL: Tone.WARN, Tier.UNSUPPORTED: Tone.BAD}
STANDING_TONES: Final = {Standing.PASSED: Tone.GOOD, Standing.UNPROVEN: Tone.WARN, Standing.FAILED: Tone.BAD}
REMOVAL_TONES: Final = {RemovalOutcome.ALLOWED: Tone.GOOD, RemovalOutcome.REFUSED: Tone.BAD}
SKEW_TONES: Final = {SkewOutcome.WITHIN: Tone.GOOD, SkewOutcome.UNKNOWN: Tone.WARN, SkewOutcome.OUTSIDE: Tone.BAD}
CHANGE_TONES: Final = {
    MatrixChangeKind.ADDED: Tone.NEUTRAL,
    MatrixChangeKind.REMOVED: Tone.WARN,
    MatrixChangeKind.PROMOTED: Tone.GOOD,
    MatrixChangeKind.DEMOTED: Tone.BAD,
    MatrixChangeKind.RESTATED: Tone.NEUTRAL,
}


def tier_view(judged: TierDecision) -> View:
    """Show a tier: the deciding rules, and what each gate proves."""
    required = (_gate_row(own, "required") for own in judged.required)
    advisory = (_gate_row(own, "advisory") for own in judged.advisory)
    grid = Grid(("gate", "kind", "standing", "note", "evidence"), (*required, *advisory))
    sections = (Section("Why", _why(judged.reasons)), Section("Gates", grid))
    badge = Badge(str(judged.outcome), TIER_TONES[judged.outcome])
    subtitle = f"tree {judged.tree}, judged {to_the_minute(judged.at)}"
    return View(short_ref(judged.release_tuple.ref), badge, sections, subtitle)


def matrix_view(matrix: CompatMatrix) -> View:
    """Show a matrix: a row per tuple."""
    headers = ("tuple", "tier", "role", "gates", "tree", "evidence", "validated")
    subtitle = f"published {to_the_minute(matrix.published_at)}"
    rows = tuple(map(_entry_row, matrix.entries))
    return View(f"Compatibility matrix {matrix.version}", None, (Section("Tuples", Grid(headers, rows)),), subtitle)


def diff_view(difference: MatrixDiff) -> View:
    """Show the changes from one matrix to another: a row per tuple."""
    rows = tuple(map(_change_row, difference.changes))
    grid = Grid(("tuple", "change", "before", "after", "fields"), rows)
    old, new = difference.versions
    badge = Badge("equal" if difference.is_empty else f"{len(rows)} changed")
    return View(f"Compatibility matrix {old} to {new}", badge, (Section("Changes", grid),))


def removal_view(removal: Removal) -> View:
    """Show whether a tuple may be removed: the deciding rules, what is lacking, and the earliest instant."""
    first = removal.earliest
    earliest = "not known" if isinstance(first, Missing) else to_the_minute(first)
    sections = (Section("Why", _why(removal.reasons)), Section("What is lacking", Lines(removal.details)))
    badge = Badge(str(removal.outcome), REMOVAL_TONES[removal.outcome])
    return View(f"Removal of {short_ref(removal.release_tuple.ref)}", badge, sections, f"earliest {earliest}")


def skew_view(report: SkewReport) -> View:
    """Show a check of version skew: a row per pair that is too far apart."""
    rows = tuple(
        Row((f"{own.rule.component} {own.version}", f"{own.rule.peer} {own.peer}", str(own.rule)), Tone.BAD)
        for own in report.findings
    )
    sections = [Section("Too far apart", Grid(("instance", "with", "expected"), rows))]
    if report.unknown:
        sections.append(Section("Versions not stated", Lines(report.unknown)))
    return View("Version skew", Badge(str(report.outcome), SKEW_TONES[report.outcome]), tuple(sections))


def _why(reasons: Iterable[Reason]) -> Lines:
    return Lines(tuple(map(str, reasons)))


def _gate_row(own: GateVerdict, kind: str) -> Row:
    evidence = ", ".join(own.result.evidence) if own.result else ""
    return Row((own.gate, kind, str(own.standing), own.note, evidence), STANDING_TONES[own.standing])


def _entry_row(entry: MatrixEntry) -> Row:
    cells = (
        short_ref(entry.release_tuple.ref),
        str(entry.tier),
        str(entry.role) + (", release-blocking" if entry.release_blocking else ""),
        ", ".join(gate.id for gate in entry.required_gates),
        str(entry.tree),
        "\n".join(sorted(entry.evidence)),
        entry.validated_at.date().isoformat(),
    )
    return Row(cells, TIER_TONES[entry.tier])


def _change_row(change: MatrixChange) -> Row:
    sides = tuple("" if side is None else f"{side.tier}, {side.role}" for side in (change.before, change.after))
    cells = (short_ref(change.release_tuple.ref), str(change.kind), *sides, ", ".join(change.fields))
    return Row(cells, CHANGE_TONES[change.kind])
