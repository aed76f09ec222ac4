"""Release classes: the facets of a change, what each follows from, and which gates it asks for.

Theory of operation. A candidate declares classes, others follow from what the change touches or from its release type,
and the gates of all of them add up. The classes of a playbook are rows; the tables that collect gates and classes are
made of them here, so that they are proved, shown and compared like any other table.
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

import attrs

from releasekit._arguments import as_frozenset, of_kind
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
        by_scope: the gates that it requires where they are in the scope of the change; a name that ends in ``*`` stands
            for every gate whose id begins so.
        reports: the advisory gates of which it asks for a result, whatever that is.
        follows_from: what a change touches that is of this class, in the words of the playbook.
        release_types: the types of release that are of this class; one that is not stated may be any of them.
        excludes: the classes that cannot be declared beside it.
        alone: the classes whose gates count as well where it is declared without any other.
        source: the sentence of the playbook.
        reports_source: the sentence that asks for the advisory results, where it is another one.
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
    reports_source: Source | None = attrs.field(default=None, kw_only=True)

    def asks_for(self, gate: str) -> bool:
        """Tell whether it requires a gate, always or by scope, or reports it.

        Raises:
            FieldError: where the gate is no text.
        """
        of_kind("gate", gate, str)
        return gate in self.gates | self.reports or any(is_of(gate, pattern) for pattern in self.by_scope)


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
            others = [name for name in ids if name != each.id]
            yield from unknown_names(f"classes[{place}].{field}", getattr(each, field), others)
    for noun, texts in ("classes", ids), ("follows_from", sorted(touched(listed))):
        first: dict[str, str] = {}
        for text in texts:
            other = first.setdefault(column_name(text), text)
            if other != text:
                yield f"{noun} hold {shown(other)} and {shown(text)}, which differ in no letter or digit"


def is_of(gate: str, pattern: str) -> bool:
    """Tell whether a gate is meant: by its id, or by what stands before a star."""
    return gate.startswith(pattern[:-1]) if pattern.endswith("*") else gate == pattern


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
    return _collecting(
        "implied classes",
        (
            Rule(
                f"{each.id}/{effect}",
                {column_name(effect): True},
                then=each.id,
                because=f"{effect} is of class {each.id}",
                source=each.source,
            )
            for each in classes
            for effect in sorted(each.follows_from)
        ),
    )


def gates_asked(classes: Iterable[ReleaseClass], field: str, name: str, says: str) -> Table[str] | None:
    """Return the table that collects some gates of the classes; ``None`` where no class has any.

    Args:
        classes: the classes.
        field: the field that holds the gates.
        name: the name of the table.
        says: what a rule says of a class and a gate.
    """
    rules = []
    for each in classes:
        column, source = column_name(each.id), getattr(each, f"{field}_source", None) or each.source
        for gate in sorted(getattr(each, field)):
            because = says.format(each.id, gate)
            rules.append(Rule(f"{each.id}/{gate}", {column: True}, then=gate, because=because, source=source))
    return _collecting(name, rules)


def _collecting(name: str, given: Iterable[Rule[str]]) -> Table[str] | None:
    """Return a table of rules that each ask one column; ``None`` where there are no rules."""
    rules = tuple(given)
    if not rules:
        return None
    columns = dict.fromkeys(column for rule in rules for column, _ in rule.when)
    outcomes = tuple(dict.fromkeys(rule.then for rule in rules))
    return Table(name, [Column(each, bool) for each in columns], rules=rules, hit=Hit.COLLECT, outcomes=outcomes)


def with_alone(classes: Iterable[ReleaseClass], declared: frozenset[str]) -> frozenset[str]:
    """Return the declared classes, and those whose gates count as well where one of them is declared alone."""
    return declared.union(*(each.alone for each in classes if declared == {each.id}))


def collected(table: Table[str] | None, names: Iterable[str]) -> frozenset[str]:
    """Return what a table collects for some of the texts that its columns stand for."""
    if table is None:
        return frozenset()
    on = set(map(column_name, names))
    decisions = table.collect({column.name: column.name in on for column in table.columns})
    return frozenset(decision.outcome for decision in decisions)
