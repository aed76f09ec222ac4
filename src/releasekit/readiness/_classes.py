"""Release classes: the facets of a change, what each follows from, and which gates it asks for.

Theory of operation. A candidate declares classes, others follow from what the change touches or from its release type,
and the gates of all of them add up. The classes of a playbook are rows; the tables that collect gates and classes are
made of them here, so that they are proved, shown and compared like any other table.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TypeAlias
from unicodedata import normalize

import attrs

from releasekit._arguments import as_frozenset
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._words import did_you_mean, one_of_listed, shown
from releasekit.policy import Column, Hit, Rule, Source, Table
from releasekit.versions import ReleaseType


@attrs.frozen(field_transformer=checked)
class ReleaseClass(Frozen):
    """One facet of a change; a candidate has one or several, and their gates add up.

    Attributes:
        id: what candidates call it.
        title: the same for people; may be empty.
        gates: the gates that it requires.
        by_scope: the gates that it requires where they are in the scope of the change.
        reports: the advisory gates of which it asks for a result, whatever that is.
        follows_from: what a change touches that is of this class, in the words of the playbook.
        release_types: the types of release that are of this class; one that is not stated may be any of them.
        excludes: the classes that cannot be declared beside it.
        alone: the classes whose gates count as well where it is declared without any other.
        source: the sentence of the playbook.
    """

    id: Name
    title: Note = ""
    gates: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    by_scope: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    reports: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    follows_from: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    release_types: frozenset[ReleaseType] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    excludes: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    alone: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)


Names: TypeAlias = Callable[[ReleaseClass], Iterable[str]]
"""Some names of a class."""


def column_name(text: str) -> str:
    """Return a text as the name of a column: small letters, and an underline for every mark that a name cannot have."""
    name = re.sub(r"\W", "_", normalize("NFKC", text).lower())
    return name if name.isidentifier() and name != "then" else f"_{name}"


def class_problems(classes: Iterable[ReleaseClass]) -> Iterator[str]:
    """Say which classes name one that is not there, or itself, and which texts would be one column."""
    listed = tuple(classes)
    ids = [each.id for each in listed]
    for place, each in enumerate(listed):
        for field in ("excludes", "alone"):
            for name in sorted(getattr(each, field) - (set(ids) - {each.id})):
                hint, expected = did_you_mean(name, ids), "expected another of the classes"
                yield f"classes[{place}].{field} holds {shown(name)}{hint}; {expected}"
    for noun, texts in ("classes", ids), ("follows_from", sorted(touched(listed))):
        first: dict[str, str] = {}
        for text in texts:
            other = first.setdefault(column_name(text), text)
            if other != text:
                yield f"{noun} hold {shown(other)} and {shown(text)}, which differ in no letter or digit"


def touched(classes: Iterable[ReleaseClass]) -> frozenset[str]:
    """Return everything from which a class follows."""
    return frozenset[str]().union(*(each.follows_from for each in classes))


def unknown_names(field: str, given: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Say which names of a candidate the playbook does not know, with a near match."""
    listed = list(known)
    for name in sorted(set(given) - set(listed)):
        yield f"{field} holds {shown(name)}{did_you_mean(name, listed)}; {one_of_listed(listed)}"


def implied_classes(classes: Iterable[ReleaseClass]) -> Table[str] | None:
    """Return the table that collects the classes which follow from what a change touches; ``None`` where none does."""
    return _collecting("implied classes", classes, attrgetter("follows_from"), lambda each: [each.id])


def gates_asked(name: str, classes: Iterable[ReleaseClass], gates: Names) -> Table[str] | None:
    """Return the table that collects some gates of the classes; ``None`` where no class has any."""
    return _collecting(name, classes, lambda each: [each.id], gates)


def _collecting(name: str, classes: Iterable[ReleaseClass], columns: Names, outcomes: Names) -> Table[str] | None:
    """Return a table with a rule for each pair of a column and an outcome of one class."""
    rules = [
        Rule(f"{column}/{outcome}", {column_name(column): True}, then=outcome, source=each.source)
        for each in classes
        for column in sorted(columns(each))
        for outcome in sorted(outcomes(each))
    ]
    if not rules:
        return None
    asked = dict.fromkeys(name for rule in rules for name, _ in rule.when)
    listed = tuple(dict.fromkeys(rule.then for rule in rules))
    return Table(name, [Column(each, bool) for each in asked], rules=rules, hit=Hit.COLLECT, outcomes=listed)


def collected(table: Table[str] | None, names: Iterable[str]) -> frozenset[str]:
    """Return what a table collects for some of the texts that its columns stand for."""
    if table is None:
        return frozenset()
    on = set(map(column_name, names))
    decisions = table.collect({column.name: column.name in on for column in table.columns})
    return frozenset(decision.outcome for decision in decisions)
