"""Documents of playbooks as they were written before: brought up to the fields of today, part by part."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from releasekit._words import did_you_mean, one_of_listed, shown
from releasekit.errors import FieldError
from releasekit.playbook._edition_of_classes import first_of
from releasekit.playbook._edition_of_rules import second_rules
from releasekit.policy import Draft

Fields: TypeAlias = dict[str, Any]
"""The fields of a part, as plain data."""

RHYTHMS: Final[Mapping[str, Fields]] = {
    "as needed": {"kind": "as_needed"},
    "bi-weekly": {"kind": "days_apart", "days": 14},
    "quarterly": {"kind": "quarterly", "day": 31},
}
"""What the words for a frequency meant."""
CIRCUMSTANCES: Final[Mapping[str, str | None]] = {
    "yes": None,
    "major only": "major release",
    "if planned": "planned rollback",
}
"""When an item of a checklist had to pass, and the circumstance that this is now."""


def second_playbook(fields: Fields) -> Fields:
    """Return the fields of a playbook's second edition."""
    return {name: _brought(name, value) for name, value in fields.items()}


def _brought(name: str, value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return a field of a playbook with each of its parts brought up; what has no parts is for the reader to refuse."""
    second = SECOND.get(name)
    return value if second is None else _each(second, value)


def _each(second: Callable[[Fields], Fields], value: Any) -> Any:  # noqa: ANN401 - plain data
    """Return a part, or each part of a list, brought up."""
    if isinstance(value, list):
        return [second(part) if isinstance(part, dict) else part for part in value]
    return second(value) if isinstance(value, dict) else value


def _second_promotion(fields: Fields) -> Fields:
    return {"runs": 3, **fields}


def _second_support(fields: Fields) -> Fields:
    return {"minimum_tuples": 2, "deprecation_lead": "P14D", **fields}


def _second_cadence(fields: Fields) -> Fields:
    first_of(fields, "rhythm")
    return {**fields, "rhythm": _meant("frequency", fields["frequency"], RHYTHMS)}


def _second_duty(fields: Fields) -> Fields:
    first_of(fields, "recurrence")
    return {("recurrence" if name == "trigger" else name): value for name, value in fields.items()}


def _second_checklist(fields: Fields) -> Fields:
    return {**fields, "items": _each(_second_item, fields["items"])}


def _second_item(fields: Fields) -> Fields:
    first_of(fields, "only_if")
    kept = {name: value for name, value in fields.items() if name != "required"}
    only_if = _meant("required", fields.get("required", "yes"), CIRCUMSTANCES)
    return kept if only_if is None else {**kept, "only_if": only_if}


def _meant(field: str, word: object, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - plain data
    if not isinstance(word, str) or word not in known:
        raise FieldError((f"{field} is {shown(word)}; {one_of_listed(known)}{did_you_mean(word, known)}",))
    return known[word]


SECOND: Final[Mapping[str, Callable[[Fields], Fields]]] = {
    "tables": Draft.document_migrations[0],
    "readiness": second_rules,
    "promotions": _second_promotion,
    "support": _second_support,
    "cadences": _second_cadence,
    "duties": _second_duty,
    "checklists": _second_checklist,
}
"""What brings up the parts of a playbook, by the field that holds them."""
