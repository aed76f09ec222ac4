"""The kinds of documents, and what stands around the fields of each: its schema number and its kind.

A document is a mapping of two keys. ``schema`` says by which edition of its kind it is written; the kind has the fields
under it, as in the templates of the playbooks. Documents of an older edition are brought up to date by migrations, one
edition at a time, before anything is checked.

The table names its classes, and loads one when its documents are first read or written.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Annotated, Any, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, of_kind
from releasekit._fields import Frozen, Name, checked
from releasekit._words import near_match, shown
from releasekit.documents._containers import type_name
from releasekit.documents._form import BAD
from releasekit.documents._leaves import LEAVES
from releasekit.documents._problems import Bare, Findings, given
from releasekit.errors import FieldError

SCHEMA: Final = "schema"
SETTLED: Final = (None, bool, int)


@attrs.frozen(field_transformer=checked)
class DocumentKind(Frozen):
    """A class that is written as a document of its own.

    Attributes:
        of: the class, or the dotted name that it is imported by, for one that need not be loaded before it is needed.
        schema: the number of the current edition, from 1.
        kind: the key of the fields; the name of the class in small letters with underlines unless given.
        migrations: brings plain data of an older edition to the next, the first from the oldest edition that is still
            read; each takes and returns the mapping of the fields, and changes nothing that it is given.

    Raises:
        FieldError: where a field is outside its limits, or there are more migrations than older editions.
    """

    of: type | Name
    schema: Annotated[int, Ge(1)] = 1
    kind: Name = attrs.field(default=attrs.Factory(lambda own: type_name(own.name), takes_self=True), kw_only=True)
    migrations: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if len(self.migrations) >= self.schema:
            expected = f"expected at most {self.schema - 1}, since the schema is {self.schema}"
            raise FieldError((f"DocumentKind.migrations are {len(self.migrations)}; {expected}",))

    @property
    def name(self) -> str:
        """The name of the class, which need not be loaded for it."""
        return self.of.__name__ if isinstance(self.of, type) else str(self.of).rpartition(".")[2]

    @property
    def cls(self) -> type:
        """The class; it is loaded where only its name was given.

        Raises:
            FieldError: where there is no class of that name.
        """
        return self.of if isinstance(self.of, type) else _loaded(self.of)

    @property
    def oldest(self) -> int:
        """The oldest edition that is still read."""
        return self.schema - len(self.migrations)


@cache
def _loaded(name: str) -> type:
    home, _, own = name.rpartition(".")
    try:
        found = getattr(import_module(home), own, None)
    except (ImportError, ValueError):
        found = None
    if not isinstance(found, type):
        raise FieldError((f"DocumentKind.of is {shown(name)}; expected the dotted name of a class",))
    return found


DOCUMENTS: Final = (
    DocumentKind("releasekit.cadence.ReleaseCalendar"),
    DocumentKind("releasekit.notes.ReleaseEvidence"),
    DocumentKind("releasekit.notes.ReleaseNotes"),
    DocumentKind("releasekit.sync.SyncConfig"),
    DocumentKind("releasekit.sync.SyncLog"),
    DocumentKind("releasekit.rollback.RollbackEvidence"),
    DocumentKind("releasekit.readiness.ReleaseCandidate"),
    DocumentKind("releasekit.readiness.ReleasePacket"),
    DocumentKind("releasekit.rollout.StatusUpdate"),
    DocumentKind("releasekit.milestones.Milestone"),
    DocumentKind("releasekit.milestones.MilestoneEvidence"),
    DocumentKind("releasekit.milestones.TaskCard"),
    DocumentKind("releasekit.compat.CompatMatrix", kind="compatibility_matrix"),
    DocumentKind("releasekit.procedures.Run", kind="procedure_run"),
    DocumentKind("releasekit.procedures.ChecklistResults"),
    DocumentKind("releasekit.cadence.DutyLog"),
    DocumentKind("releasekit.policy.Draft"),
    DocumentKind("releasekit.policy.Table"),
    DocumentKind("releasekit.playbook.Playbook"),
)
"""Every class that is a document of its own; the fields of all others stand bare, without a schema number."""
BY_NAME: Final = MappingProxyType({row.name: (row,) for row in DOCUMENTS})


def kind_of(cls: object, documents: tuple[DocumentKind, ...]) -> DocumentKind | None:
    """Return the kind of document that a class is, ``None`` where it is none.

    Raises:
        FieldError: where the documents are no tuple of kinds.
    """
    of_kind("documents", documents, tuple)
    name = getattr(cls, "__name__", "")
    rows = BY_NAME.get(name, ()) if documents is DOCUMENTS else documents
    for row in rows:
        of_kind("documents", row, DocumentKind)
        if row.name == name and row.cls is cls:
            return row
    return None


def opened(row: DocumentKind, data: object, found: Findings) -> object:
    """Return the fields of a document, brought up to date; `BAD` where they cannot be checked."""
    if type(data) is not dict:
        found.add((), f"{given(data)}; expected a mapping with `{SCHEMA}` and `{row.kind}`")
        return BAD
    lacks_kind = _check_keys(row, data, found)
    number = _number(row, data, found)
    if lacks_kind or not number:
        return BAD
    return _migrated(row, data[row.kind], number, found)


def _check_keys(row: DocumentKind, data: Mapping[object, object], found: Findings) -> bool:
    """Name what stands beside the two keys; tell whether the kind is missing."""
    lacking = [row.kind] if row.kind not in data else []
    is_explained = False
    for key in data:
        if key in (SCHEMA, row.kind):
            continue
        if found.is_full:
            found.more += 1
            continue
        near = near_match(key, [*lacking, SCHEMA])
        is_explained |= near in lacking
        expected = f"did you mean `{near}`?" if near else f"expected only `{SCHEMA}` and `{row.kind}`"
        found.add((key if isinstance(key, str) else given(key),), f"unknown key; {expected}", at_key=True)
    if lacking and not is_explained:
        found.add((), f"the key `{row.kind}` is missing; expected the fields of the document under it")
    return bool(lacking)


def _number(row: DocumentKind, data: Mapping[object, object], found: Findings) -> int:
    """Return the schema number: the current one where there is none to go by, 0 where nobody can read it."""
    words = f"{row.oldest} to {row.schema}" if row.migrations else str(row.schema)
    if SCHEMA not in data:
        found.add((), f"the key `{SCHEMA}` is missing; expected {words}")
        return row.schema
    number = LEAVES[int].settle(data[SCHEMA])
    if type(number) is not int:
        found.add((SCHEMA,), f"{given(number)}; expected {words}")
        return row.schema
    if row.oldest <= number <= row.schema:
        return number
    later = " from a later edition" if number > row.schema else ""
    found.add((SCHEMA,), f"{given(number)}{later}; expected {words}")
    return 0


def _migrated(row: DocumentKind, fields: object, number: int, found: Findings) -> object:
    """Bring fields up to date, one edition after the other."""
    if number == row.schema or type(fields) is not dict:
        return fields
    current: Any = _natural(fields)
    for older in range(number, row.schema):
        try:
            current = row.migrations[older - row.oldest](current)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            problem = f"fields that edition {older} does not have; expected those that edition {older + 1} is made from"
            found.add((row.kind,), problem)
            return BAD
    return current


def _natural(data: object) -> object:
    """Settle plain scalars of YAML that can be one thing only, for functions that know plain data."""
    if isinstance(data, dict):
        return {key: _natural(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_natural(value) for value in data]
    settled = (LEAVES[kind].settle(data) for kind in SETTLED)
    return next((value for value in settled if type(value) is not Bare), data)
