"""The forms of what has parts of one kind: tuples, frozensets, choices, and types with limits."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from json import dumps
from typing import Any, Final

from releasekit.documents._form import BAD, Definitions, Form, Leaf, Read, Refused, Schema
from releasekit.documents._leaves import NOTHING
from releasekit.documents._problems import Bare, Findings, Path, given
from releasekit.documents._texts import Text, whole

LISTS: Final = frozenset({list})


def type_name(name: str) -> str:
    """Return the name of a class as documents spell it: ``ReleaseEvidence`` is ``release_evidence``."""
    breaks = [
        at
        for at in range(1, len(name))
        if name[at].isupper() and (not name[at - 1].isupper() or name[at + 1 : at + 2].islower())
    ]
    return "_".join(name[start:end] for start, end in zip([0, *breaks], [*breaks, len(name)], strict=True)).lower()


class Listed(Form):
    """A list, for a tuple or a frozenset of any length.

    Args:
        item: the form of each member.
        container: ``tuple`` or ``frozenset``; a frozenset is written in order, and no member may be given twice.
    """

    accepts = LISTS

    def __init__(self, item: Form, container: type[tuple[Any, ...]] | type[frozenset[Any]]) -> None:
        self.words = f"a list in which each is {item.words}"
        self._item = item
        self._container = container
        self._is_set = container is frozenset

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the members."""
        if type(data) is not list:
            raise Refused
        read = self._item.reader
        if not self._is_set:
            return tuple([read(part, None) for part in data])
        members = frozenset([read(part, None) for part in data])
        if len(members) < len(data):
            raise Refused
        return members

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk all members."""
        if type(data) is not list:
            found.add(path, f"{given(data)}; expected a list")
            return BAD
        walked = [self._item.walk(part, (*path, at), found) for at, part in enumerate(data)]
        if any(part is BAD for part in walked):
            return BAD
        if self._is_set and not _are_distinct(walked, data, path, found):
            return BAD
        return self._container(walked)

    def write(self, value: Any) -> Any:
        """Return the list; the members of a frozenset in the order of their texts."""
        written = list(map(self._item.writer, value))
        return in_order(written) if self._is_set else written

    def settle(self, data: object) -> object:
        """Settle each member."""
        return [self._item.settle(part) for part in data] if type(data) is list else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the list."""
        base: Schema = {"type": "array", "items": self._item.schema(definitions)}
        return base | {"uniqueItems": True} if self._is_set else base


def in_order(written: list[Any]) -> list[Any]:
    """Return the plain data of a set in the one order that it is written in."""
    return sorted(written, key=_order)


def _order(plain: object) -> tuple[bool, str]:
    return (False, plain) if isinstance(plain, str) else (True, dumps(plain, sort_keys=True))


def _are_distinct(walked: list[object], data: list[object], path: Path, found: Findings) -> bool:
    """Tell whether no member is there twice; name those that are."""
    seen: set[object] = set()
    for at, part in enumerate(walked):
        if part in seen:
            found.add((*path, at), f"{given(data[at])} is there twice; expected it once")
        seen.add(part)
    return len(seen) == len(walked)


class Fixed(Form):
    """A list of a fixed number of members, each of its own form.

    Args:
        items: the forms.
    """

    accepts = LISTS

    def __init__(self, items: tuple[Form, ...]) -> None:
        self._items = items
        self.words = f"a list of {len(items)}: " + ", ".join(item.words for item in items)

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the members."""
        if type(data) is not list or len(data) != len(self._items):
            raise Refused
        return tuple([item.read(part, None) for item, part in zip(self._items, data, strict=True)])

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk all members, if there are as many as there must be."""
        if type(data) is not list or len(data) != len(self._items):
            count = f"a list of {len(data)}" if type(data) is list else given(data)
            found.add(path, f"{count}; expected {self.words}")
            return BAD
        pairs = enumerate(zip(self._items, data, strict=True))
        walked = tuple(item.walk(part, (*path, at), found) for at, (item, part) in pairs)
        return BAD if any(part is BAD for part in walked) else walked

    def write(self, value: Any) -> Any:
        """Return the list."""
        return [item.write(part) for item, part in zip(self._items, value, strict=True)]

    def settle(self, data: object) -> object:
        """Settle each member."""
        if type(data) is not list or len(data) != len(self._items):
            return data
        return [item.settle(part) for item, part in zip(self._items, data, strict=True)]

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the list."""
        count = len(self._items)
        items: Schema = {"prefixItems": [item.schema(definitions) for item in self._items]} if count else {}
        return {"type": "array", **items, "items": False, "minItems": count, "maxItems": count}


class Choice(Form):
    """One of several forms. Where data could be of more than one, the narrower comes first.

    Args:
        options: the forms, each with a test whether a value is of it.
        left_out: a value that has no form of its own, and is written by leaving its key out.
    """

    def __init__(self, options: list[tuple[Form, Callable[[Any], bool]]], left_out: object = None) -> None:
        self._left_out = left_out
        self._options = sorted(options, key=lambda option: option[0].rank)
        self.words = " or ".join(form.words for form, _ in options)
        self.accepts = frozenset[type]().union(*(form.accepts for form, _ in options))
        self._by_type = {
            kind: tuple(form for form, _ in self._options if kind in form.accepts) for kind in self.accepts
        }

    def read(self, data: Any, _: Any = None) -> Any:
        """Return what the first form makes of the data that takes it."""
        forms = self._by_type.get(type(data))
        if forms is None:
            if data is self._left_out:
                return data
            raise Refused
        for form in forms[:-1]:
            try:
                return form.read(data, None)
            except ValueError:
                continue
        return forms[-1].read(data, None)

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk by the one form that the data can be of; where there are several, say what they all expect."""
        forms = self._by_type.get(type(data), ())
        if len(forms) == 1 and forms[0].accepts != NOTHING.accepts:
            return forms[0].walk(data, path, found)
        if not forms and data is self._left_out:
            return data
        for form in forms:
            tried = Findings()
            value = form.walk(data, path, tried)
            if not tried:
                return value
        texts = [form.message(data, self.words) for form in forms if isinstance(form, Leaf)]
        if type(data) is Bare and any(form.rank == Text.rank for form, _ in self._options):
            texts.append(Text().message(data, self.words))
        found.add(path, max(texts, key=len, default=f"{given(data)}; expected {self.words}"))  # a hint makes it longer
        return BAD

    def write(self, value: Any) -> Any:
        """Return plain data by the form of the value."""
        form = next((form for form, is_own in self._options if is_own(value)), None)
        return None if form is None else form.write(value)  # what has no form is left out

    def is_left_out(self, value: object) -> bool:
        """Tell whether the value is nothing, which is an option, or the one that has no form."""
        return type(None) in self.accepts if value is None else value is self._left_out

    def settle(self, data: object) -> object:
        """Settle by the first form that makes something of the data."""
        if type(data) is not Bare:
            forms = self._by_type.get(type(data), ())
            return forms[0].settle(data) if len(forms) == 1 else data
        settled = (form.settle(data) for form, _ in self._options)
        return next((own for own in settled if type(own) is not Bare), data)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schemas of all forms."""
        return {"anyOf": [form.schema(definitions) for form, _ in self._options]}


LIMITS: Final = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
LENGTHS: Final = {"min_length": ("minLength", "minItems"), "max_length": ("maxLength", "maxItems")}
UNSEEN: Final = r"\u0000-\u001f\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
ONE_LINE: Final = rf"(?:[^ {UNSEEN}](?:[^{UNSEEN}]*[^ {UNSEEN}])?)?"
"""What JSON Schema can say of a line of printable text: it knows marks by number only, so not all that are unseen."""


class Limited(Form):
    """A form with limits. The class that has the field checks them; here they are only written into the schema.

    Args:
        base: the form without limits.
        limits: the entries of ``Annotated``.
    """

    def __init__(self, base: Form, limits: tuple[object, ...]) -> None:
        self._base = base
        self._limits = limits
        self.words = base.words
        self.accepts = base.accepts
        self.rank = base.rank
        self.is_plain = base.is_plain

    @property
    def reader(self) -> Read:
        """What reads without the limits, so that these cost no time."""
        return self._base.reader

    @property
    def writer(self) -> Callable[[Any], Any]:
        """What writes without the limits."""
        return self._base.writer

    def read(self, data: Any, _: Any = None) -> Any:
        """Read without the limits."""
        return self._base.read(data, None)

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk without the limits."""
        return self._base.walk(data, path, found)

    def write(self, value: Any) -> Any:
        """Write without the limits."""
        return self._base.write(value)

    def settle(self, data: object) -> object:
        """Settle without the limits."""
        return self._base.settle(data)

    def is_left_out(self, value: object) -> bool:
        """Tell it of the form without limits."""
        return self._base.is_left_out(value)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema with what it can say of the limits."""
        schema = self._base.schema(definitions)
        is_list = schema.get("type") == "array"
        for entry in self._limits:
            numbers = {word: getattr(entry, name, None) for name, word in LIMITS.items()}
            lengths = {words[is_list]: getattr(entry, name, None) for name, words in LENGTHS.items()}
            limits = {word: _as_number(limit) for word, limit in (numbers | lengths).items()}
            schema |= {word: limit for word, limit in limits.items() if limit is not None}
            if getattr(entry, "is_printable", None) and getattr(entry, "is_trimmed", None):
                schema["pattern"] = whole(ONE_LINE)
        return schema


def _as_number(limit: object) -> int | float | None:
    """Return a limit as JSON has it, ``None`` where it is no number."""
    if isinstance(limit, int | float):
        return limit
    if isinstance(limit, Decimal | Fraction):
        return int(limit) if limit == int(limit) else float(limit)
    return None
