"""Documents of tables as they were written before: some vocabularies of the library are texts of playbooks now."""

from collections.abc import Mapping
from typing import Any, Final

from releasekit.errors import FieldError

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

    A vocabulary of the same name with other words is somebody's own, and stays.

    Raises:
        FieldError: where a column says what only the second edition has.
    """
    given = [column for column in fields["columns"] if "given" in column]
    if given:
        raise FieldError(tuple(f"column `{column['name']}` is `given`; expected no such key" for column in given))
    outcomes = fields["outcomes"]
    others = outcomes.get("others") or []
    gone = {other["name"] for other in others if _is_gone(other)}
    kept = {name: value for name, value in outcomes.items() if name not in ("vocabulary", "others")}
    if outcomes.get("vocabulary") is not None and not _is_gone(outcomes["vocabulary"]):
        kept["vocabulary"] = outcomes["vocabulary"]
    if known := [other for other in others if other["name"] not in gone]:
        kept["others"] = known
    second = {
        **fields,
        "columns": [{**column, "domain": _second_domain(column["domain"])} for column in fields["columns"]],
        "outcomes": {**kept, "listed": _as_texts(outcomes["listed"], gone)},
        "rules": [{**rule, "then": _as_texts(rule["then"], gone)} for rule in fields["rules"]],
    }
    if fields.get("permissive") is not None:
        second["permissive"] = _as_texts(fields["permissive"], gone)
    return second


def _is_gone(vocabulary: Mapping[str, Any]) -> bool:
    return GONE.get(vocabulary["name"]) == tuple(vocabulary["words"])


def _second_domain(domain: dict[str, Any]) -> dict[str, Any]:
    is_gone = domain["kind"] == "vocabulary" and _is_gone(domain)
    return {"kind": "texts", "texts": domain["words"]} if is_gone else domain


def _as_texts(outcome: Any, gone: set[str]) -> Any:  # noqa: ANN401 - plain data
    """Return an outcome with texts for its words of vocabularies that are gone."""
    match outcome:
        case {"vocabulary": name, "word": word, **others} if not others and name in gone:
            if word not in GONE[name]:
                raise FieldError((f"`{word}` is not a word of `{name}`",))
            return word
        case {"set": list(members), **others} if not others:
            return {"set": _as_texts(members, gone)}
        case list():
            return [_as_texts(member, gone) for member in outcome]
        case _:
            return outcome
