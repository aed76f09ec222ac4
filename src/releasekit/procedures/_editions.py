"""Documents of checklists as they were written before: brought up to the fields of today."""

from typing import Any, Final

MISSING: Final = "missing"


def second_results(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the second edition of results: what the list was gone through for stands by its name."""
    kept = {name: value for name, value in fields.items() if name not in ("level", "planned")}
    level, planned = fields.get("level", MISSING), fields.get("planned", MISSING)
    stated = [["major release", level == "major"]] if level != MISSING else []
    stated += [["planned rollback", planned]] if planned != MISSING else []
    return {**kept, "circumstances": stated} if stated else kept
