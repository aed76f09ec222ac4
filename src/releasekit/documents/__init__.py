"""Documents: objects as plain data and as texts in JSON, YAML and TOML, and their JSON Schema.

People keep packets, evidence, logs and calendars as files, edit them by hand and make mistakes. So reading is strict:
nothing is converted, guessed or ignored, and all problems of a document are told at once, each with its place.

Example:
    >>> from releasekit.compat import ReleaseTuple
    >>> from releasekit.documents import DocumentError, from_yaml, to_yaml
    >>> claim = ReleaseTuple("editor", "528f900", producer_sha="75f806f")
    >>> print(to_yaml(claim), end="")
    consumer: editor
    consumer_sha: "528f900"
    producer_sha: "75f806f"
    >>> from_yaml(ReleaseTuple, to_yaml(claim)) == claim
    True
"""

from typing import TYPE_CHECKING

from releasekit.documents._codec import FormError
from releasekit.documents._convert import (
    configure,
    from_data,
    from_json,
    from_toml,
    from_yaml,
    json_schema,
    to_data,
    to_json,
    to_toml,
    to_yaml,
)
from releasekit.documents._faults import DocumentError, ExtraError, Problem
from releasekit.documents._house import DocumentKind

__all__ = [
    "DOCUMENTS",
    "DocumentError",
    "DocumentKind",
    "ExtraError",
    "FormError",
    "Problem",
    "configure",
    "from_data",
    "from_json",
    "from_toml",
    "from_yaml",
    "json_schema",
    "to_data",
    "to_json",
    "to_toml",
    "to_yaml",
]

if TYPE_CHECKING:
    DOCUMENTS: tuple[DocumentKind, ...]
    """Every class of releasekit that is a document of its own; the fields of all others stand without a number."""
else:

    def __getattr__(name: str) -> object:
        """Make the table of documents when it is first asked for, since that loads every package."""
        if name != "DOCUMENTS":
            raise AttributeError(f"module `releasekit.documents` has no attribute `{name}`")
        from releasekit.documents._house import documents

        return documents()


def __dir__() -> list[str]:
    return __all__
