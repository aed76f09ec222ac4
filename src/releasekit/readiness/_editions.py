"""Documents of candidates as they were written before: brought up to the fields of today."""

from typing import Any, Final

STATED: Final = ("breaking_change", "contract_ambiguity", "seam")
"""What had fields of its own, and is stated by its name now."""
PARTS: Final = {
    "impact": "migration impact",
    "applicability": "tuple applicability",
    "rollback": "rollback tuple readiness",
}
"""The parts of a confirmation that had fields of their own, and what they are called now."""


def second_candidate(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a candidate's second edition: what people state and confirm stands under its own names."""
    kept = {name: value for name, value in fields.items() if name not in STATED}
    stated = [[name, fields[name]] for name in STATED if fields.get(name, "missing") != "missing"]
    if stated:
        kept["stated"] = stated
    if "confirmations" in fields:
        kept["confirmations"] = [_second_confirmation(confirmation) for confirmation in fields["confirmations"]]
    return kept


def third_candidate(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a candidate's third edition, in which the results of gates hold what was measured.

    The bare numbers of edition 2 name no run, no commit and no budget. They are not brought up, since any result that
    they could be written into would be made up. So their metrics were not measured, and no table of facts is milder
    about that than about a number.
    """
    return {name: value for name, value in fields.items() if name != "regressions"}


def _second_confirmation(fields: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in fields.items() if name not in PARTS}
    said = [[PARTS[name], fields[name]] for name in PARTS if fields.get(name, "missing") != "missing"]
    return {**kept, "parts": said} if said else kept
