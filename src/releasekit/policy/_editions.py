"""Documents of tables as they were written before: some vocabularies of the library are texts of playbooks now."""

from collections.abc import Callable, Mapping
from typing import Any, Final

GONE: Final[Mapping[str, tuple[str, ...]]] = {
    "Action": ("defer", "fix forward", "planned rollback", "immediate rollback"),
    "Advisory": ("none declared", "passed", "named failure", "other failure"),
    "ApprovalSubject": ("breaking change", "major release"),
    "BreakingChange": ("none", "approved", "unapproved"),
    "ContractAmbiguity": ("none", "unresolved"),
    "Effect": (
        "documents",
        "internal logic",
        "API or behavior",
        "schema or version",
        "adapter seam",
        "latency or throughput",
        "execution flow",
    ),
    "EvidenceMode": ("no claim", "clean clone", "committed", "dirty"),
    "FailureStreak": ("none", "some", "repeated"),
    "Frequency": ("as needed", "bi-weekly", "quarterly"),
    "GateStage": ("before merge", "release candidate validation", "after merge"),
    "Impact": ("minimal", "limited", "significant", "widespread"),
    "Migration": ("not asked", "confirmed", "refused"),
    "ReleaseClass": tuple(f"R{number}" for number in range(4)),
    "Required": ("yes", "major only", "if planned"),
    "Seam": ("outside", "inside"),
    "SprintPhase": (
        "development",
        "final PRs and regression testing",
        "release candidate cut",
        "release",
        "after the release",
    ),
    "SprintWeek": ("Week 1", "Week 2"),
    "TriggerKind": ("functional", "compatibility", "performance", "stability", "contract"),
    "TupleScope": ("sound", "ambiguous", "inconsistent"),
}
"""The vocabularies that documents of the first edition may name and nobody knows any more, with their words."""


def second_table(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the second edition of a table or draft: words of vocabularies that are gone are texts.

    A vocabulary of the same name with other words is somebody's own, and stays. So does what is not as edition 1 has
    it, for the reader to refuse.
    """
    brought = {**fields, "columns": _each(_second_column, fields.get("columns"))}
    if isinstance(fields.get("outcomes"), dict):
        brought["outcomes"], gone = _second_outcomes(fields["outcomes"])
        brought["rules"] = _each(lambda rule: _with_texts(rule, "then", gone), fields.get("rules"))
        brought = _with_texts(brought, "permissive", gone)
    return {name: value for name, value in brought.items() if name in fields}


def _each(change: Callable[[Any], Any], listed: Any) -> Any:  # noqa: ANN401 - plain data
    return list(map(change, listed)) if isinstance(listed, list) else listed


def _is_gone(vocabulary: object) -> bool:
    match vocabulary:
        case {"name": str(name), "words": list(words), **others} if not others:
            return name in GONE and list(GONE[name]) == words
        case _:
            return False


def _second_column(column: Any) -> Any:  # noqa: ANN401 - plain data
    match column:
        case {"domain": {"kind": "vocabulary", **vocabulary}} if _is_gone(vocabulary):
            return {**column, "domain": {"kind": "texts", "texts": vocabulary["words"]}}
        case _:
            return column


def _second_outcomes(fields: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the outcomes without the vocabularies that are gone, and the names of those that words name."""
    others = fields["others"] if isinstance(fields.get("others"), list) else []
    gone = {other["name"] for other in others if _is_gone(other)}
    known = [other for other in others if not _is_gone(other)]
    kept = {name: value for name, value in fields.items() if name != "vocabulary" or not _is_gone(value)}
    if gone:
        kept = {name: value for name, value in kept.items() if name != "others"} | ({"others": known} if known else {})
    return _with_texts(kept, "listed", gone), gone


def _with_texts(holder: Any, key: str, gone: set[str]) -> Any:  # noqa: ANN401 - plain data
    """Return what holds outcomes, with texts for their words of vocabularies that are gone."""
    has_outcomes = isinstance(holder, dict) and key in holder
    return {**holder, key: _as_texts(holder[key], gone)} if has_outcomes else holder


def _as_texts(outcome: Any, gone: set[str]) -> Any:  # noqa: ANN401 - plain data
    match outcome:
        case {"vocabulary": str(name), "word": word, **others} if not others and name in gone and word in GONE[name]:
            return word
        case {"set": list(members), **others} if not others:
            return {"set": _as_texts(members, gone)}
        case list():
            return [_as_texts(member, gone) for member in outcome]
        case _:
            return outcome
