"""Release classes as they were written before: four of them, in the columns of three tables that collect."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, TypeAlias

from releasekit._words import did_you_mean, one_of_listed, shown
from releasekit.errors import FieldError
from releasekit.policy import Cell, CellError, cell
from releasekit.versions import ReleaseType

Fields: TypeAlias = dict[str, Any]
"""The fields of a part, as plain data."""

CLASSES: Final = ("r0", "r1", "r2", "r3")
"""The columns of the classes; their ids are the same in capitals."""
PERFORMANCE: Final = "r3"
"""The class that is one on top of the others."""
EXCLUDES: Final = {PERFORMANCE: ("r0",)}
ALONE: Final = {PERFORMANCE: ("r1", "r2")}
EFFECTS: Final[Mapping[str, str]] = {
    "documents": "documents",
    "internal_logic": "internal logic",
    "api_behavior": "API or behavior",
    "schema_version": "schema or version",
    "adapter_seam": "adapter seam",
    "latency_throughput": "latency or throughput",
    "execution_flow": "execution flow",
}
"""What a change could touch, by the columns."""
RELEASE_TYPE: Final = "release_type"
TYPES: Final = tuple(map(str, ReleaseType))
COLLECTING: Final[Mapping[str, tuple[str, ...]]] = {
    "required": (*CLASSES, RELEASE_TYPE),
    "implied": tuple(EFFECTS),
    "reported": (*CLASSES, RELEASE_TYPE),
}
"""The tables that collect, and the columns that each could have."""
KEYS: Final = frozenset({"name", "version", "hit", "columns", "outcomes", "permissive", "rules"})


def second_classes(fields: Fields) -> list[Fields]:
    """Return the classes that the tables of some go/no-go rules tell, those of release types after the four.

    Raises:
        FieldError: where a rule asks several columns, or anything is not as edition 1 has it.
    """
    rows: dict[str, Fields] = {name: {"id": name.upper()} for name in CLASSES}
    for key, others in ("excludes", EXCLUDES), ("alone", ALONE):
        for name, beside in others.items():
            rows[name][key] = [other.upper() for other in beside]
    for rule in _collecting(fields, "required"):
        row, gate = _class_of(rule, rows), rule["then"]
        _add(row, "by_scope" if gate.endswith("*") else "gates", gate, "source", rule)
    for rule in _collecting(fields, "implied"):
        _add(_implied(rule, rows), "follows_from", EFFECTS[next(iter(rule["when"]))], "source", rule)
    for rule in _collecting(fields, "reported"):
        row = _class_of(rule, rows)
        is_same = row.get("source") in (None, rule.get("source"))
        _add(row, "reports", rule["then"], "source" if is_same else "reports_source", rule)
    return list(rows.values())


def _add(row: Fields, field: str, name: str, cited: str, rule: Fields) -> None:
    """Add a name to a list of a class, and the source of the first rule that says so."""
    listed = row.setdefault(field, [])
    if name not in listed:
        listed.append(name)
    if rule.get("source") is not None:
        row.setdefault(cited, rule["source"])


def _collecting(fields: Fields, field: str) -> Iterator[Fields]:
    """Yield the rules of a table that collects, once it is known that nothing of the table is lost."""
    table = fields.get(field)
    if table is None and field == "required":
        raise FieldError(("the key `readiness.required` is missing; expected the table of the required gates",))
    if table is None:
        return
    if strange := sorted(table.keys() - KEYS):
        raise FieldError((f"readiness.{field}: unknown key {shown(strange[0])}; {one_of_listed(sorted(KEYS))}",))
    if table["hit"] != "collect":
        raise FieldError((f"readiness.{field}.hit is {shown(table['hit'])}; expected `collect`",))
    for column in table["columns"]:
        name = column["name"]
        if name not in COLLECTING[field]:
            expected = one_of_listed(COLLECTING[field])
            raise FieldError(
                (f"readiness.{field} has column {shown(name)}; {expected}{did_you_mean(name, COLLECTING[field])}",)
            )
        kind = column["domain"]["kind"]
        if kind != ("vocabulary" if name == RELEASE_TYPE else "bool"):
            raise FieldError((f"readiness.{field} has column `{name}` of another kind, {shown(kind)}",))
    names, listed = [column["name"] for column in table["columns"]], table["outcomes"]["listed"]
    for rule in table["rules"]:
        place = f"readiness.{field}, rule {shown(rule['id'])}"
        if not isinstance(rule["then"], str) or rule["then"] not in listed:
            hint = did_you_mean(rule["then"], filter(str.isprintable, listed))
            raise FieldError((f"{place}: the outcome {shown(rule['then'])} is not listed{hint}",))
        if strange := sorted(rule["when"].keys() - set(names)):
            raise FieldError((f"{place}: unknown column {shown(strange[0])}; {one_of_listed(names)}",))
        if len(rule["when"]) > 1:
            raise FieldError((f"{place} asks several columns; expected one, since a class has its gates alone",))
        yield rule


def _class_of(rule: Fields, rows: dict[str, Fields]) -> Fields:
    """Return the class that a rule is about: one of the four, or one of release types, which may be new."""
    place, types = f"rule {shown(rule['id'])}", TYPES
    for name, text in rule["when"].items():
        if name != RELEASE_TYPE:
            match _truths(place, text):
                case [True]:
                    return rows[name]
                case [False, True]:
                    continue
                case _:
                    raise FieldError((f"{place} asks for a change that is not of a class; expected `true`",))
        asked = asked_among(name, text, TYPES)
        types = tuple(each for each in TYPES if asked.contains(each))
        if not types or not asked.missing:
            raise FieldError((f"{place} asks for a release type; expected one or several, and `missing` beside them",))
    # Without a condition on a class or a type the gates are those of any release.
    return rows.setdefault(", ".join(types), {"id": ", ".join(types), "release_types": list(types)})


def _implied(rule: Fields, rows: Mapping[str, Fields]) -> Fields:
    """Return the class that follows from the one thing that a rule asks for."""
    place, known = f"rule {shown(rule['id'])}", [row["id"] for row in rows.values() if "release_types" not in row]
    if rule["then"] not in known:
        raise FieldError((f"{place} implies {shown(rule['then'])}; {one_of_listed(known)}",))
    if [_truths(place, text) for text in rule["when"].values()] != [[True]]:
        raise FieldError((f"{place} does not ask for one effect; expected `true` in one column",))
    return rows[rule["then"].lower()]


def _truths(place: str, text: object) -> list[bool]:
    """Return which of false and true a cell holds."""
    asked = asked_of(place, text)
    return [value for value in (False, True) if asked.contains(value)]


def asked_of(place: str, text: object) -> Cell:
    """Return the cell that a text of a document is.

    Raises:
        FieldError: where it is none.
    """
    if not isinstance(text, str):
        raise FieldError((f"{place}: {shown(text)}; expected the text of a cell",))
    try:
        return cell(str(text))
    except CellError as error:
        raise FieldError((f"{place}: {error}",)) from None


def asked_among(column: str, text: object, words: Collection[str]) -> Cell:
    """Return the cell that a text of a document is, where it asks for nothing but some words.

    Raises:
        FieldError: where it is none, or asks for anything else.
    """
    asked = asked_of(f"column `{column}`", text)
    strange = [value for value in sorted(asked.values, key=shown) if value not in words]
    if strange or asked.spans:
        given, hint = (shown(strange[0]), did_you_mean(strange[0], words)) if strange else ("a number", "")
        raise FieldError((f"column `{column}` is asked for {given}; {one_of_listed(words)}{hint}",))
    return asked


def first_of(fields: Fields, *later: str) -> None:
    """Refuse keys that only the second edition has.

    Raises:
        FieldError: where one is there.
    """
    strange = [name for name in later if name in fields]
    if strange:
        raise FieldError(tuple(f"`{name}` is a key of edition 2; expected the keys of edition 1" for name in strange))
