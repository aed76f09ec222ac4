"""Documents of configurations as they were written before: brought up to the fields of today."""

from typing import Any


def second_config(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a configuration's second edition: what included everything by saying nothing says so."""
    filters = fields.get("filters")
    if not isinstance(filters, dict) or filters.get("include", ()):
        return fields
    return {**fields, "filters": {**filters, "include": ["**"]}}
