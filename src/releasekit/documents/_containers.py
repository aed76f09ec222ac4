"""The codecs of what has parts of one kind: lists, choices, types with limits, and what is written as another type."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import repeat
from json import dumps
from operator import length_hint
from typing import Any, Final

from releasekit.documents._codec import Codec, Definitions, Refused, ScalarCodec, Schema, read_members
from releasekit.documents._faults import BAD, Faults, PlainScalar, given
from releasekit.documents._scalars import NOTHING, STRING, whole
from releasekit.errors import ReleasekitError

LISTS: Final = frozenset({list})


def type_name(name: str) -> str:
    """Return the name of a class as documents spell it: ``ReleaseEvidence`` is ``release_evidence``."""
    breaks = [
        at
        for at in range(1, len(name))
        if name[at].isupper() and (not name[at - 1].isupper() or name[at + 1 : at + 2].islower())
    ]
    return "_".join(name[start:end] for start, end in zip([0, *breaks], [*breaks, len(name)], strict=True)).lower()


class ListCodec(Codec):
    """A list, for a tuple or a frozenset of any length.

    Args:
        item: the codec of each member.
        container: ``tuple`` or ``frozenset``; a frozenset is written in order, and no member may be given twice.
    """

    accepts = LISTS

    def __init__(self, item: Codec, container: type[tuple[Any, ...]] | type[frozenset[Any]]) -> None:
        self.words = f"a list in which each is {item.words}"
        self._item = item
        self._container = container
        self._is_set = container is frozenset

    def read(self, data: Any, faults: Faults) -> Any:
        """Read all members."""
        if type(data) is not list:
            is_empty = data is None or data == ""
            return faults.add(f"{given(data)}; {'write `[]`, or leave the key out' if is_empty else 'expected a list'}")
        members = read_members(repeat(self._item), data, faults)
        if members is BAD or (self._is_set and not are_distinct(members, data, faults)):
            return BAD
        return self._container(members)

    def write(self, value: Any) -> Any:
        """Return the list; the members of a frozenset in the order of their texts."""
        members = iter(value)
        try:
            written = list(members) if self._item.plain else [self._item.write(member) for member in members]
        except Refused as refused:
            at = len(value) - length_hint(members) - 1
            # Who reads a set in a document finds its members in another order.
            raise refused.at([*value][at], *([] if self._is_set else [at])) from None
        return in_order(written) if self._is_set else written

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the list."""
        base: Schema = {"type": "array", "items": self._item.schema(definitions)}
        return base | {"uniqueItems": True} if self._is_set else base


def in_order(written: list[Any]) -> list[Any]:
    """Return the plain data of a set in the one order that it is written in: texts first, then by their JSON."""
    return sorted(
        written, key=lambda plain: (False, plain) if isinstance(plain, str) else (True, dumps(plain, sort_keys=True))
    )


def are_distinct(members: list[object], data: list[object], faults: Faults) -> bool:
    """Tell whether no member is there twice; name those that are."""
    seen: set[object] = set()
    for at, member in enumerate(members):
        if member in seen:
            faults.add(f"{given(data[at])} is there twice; expected it once", at)
        seen.add(member)
    return len(seen) == len(members)


class TupleCodec(Codec):
    """A list of a fixed number of members, each of its own type.

    Args:
        items: the codecs.
    """

    accepts = LISTS

    def __init__(self, items: tuple[Codec, ...]) -> None:
        self._items = items
        self.words = f"a list of {len(items)}: " + ", ".join(item.words for item in items)

    def read(self, data: Any, faults: Faults) -> Any:
        """Read all members, if there are as many as there must be."""
        if type(data) is not list or len(data) != len(self._items):
            count = f"a list of {len(data)}" if type(data) is list else given(data)
            return faults.add(f"{count}; expected {self.words}")
        members = read_members(self._items, data, faults)
        return BAD if members is BAD else tuple(members)

    def write(self, value: Any) -> Any:
        """Return the list."""
        parts = iter(value)
        try:
            return [item.write(part) for item, part in zip(self._items, parts, strict=True)]
        except Refused as refused:
            at = len(value) - length_hint(parts) - 1
            raise refused.at(value[at], at) from None

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the list."""
        count = len(self._items)
        items: Schema = {"prefixItems": [item.schema(definitions) for item in self._items]} if count else {}
        return {"type": "array", **items, "items": False, "minItems": count, "maxItems": count}


class ChoiceCodec(Codec):
    """One of several types. Where data could be of more than one, the narrower comes first.

    Args:
        options: the codecs, each with a test whether a value is of it.
        left_out: a value that has no codec, and is written by leaving its key out.
    """

    def __init__(self, options: list[tuple[Codec, Callable[[Any], bool]]], left_out: object = None) -> None:
        self._left_out = left_out
        self._options = sorted(options, key=lambda option: option[0].rank)
        self._codecs = [codec for codec, _ in self._options]
        self.words = " or ".join(codec.words for codec, _ in options)
        self.accepts = frozenset[type]().union(*(codec.accepts for codec in self._codecs))
        self._by_type = {kind: tuple(codec for codec in self._codecs if kind in codec.accepts) for kind in self.accepts}
        # Data of these types can be of one option only, so its faults are those that the option finds.
        self._only = {
            kind: codecs[0] for kind, codecs in self._by_type.items() if len(codecs) == 1 and codecs[0] is not NOTHING
        }

    def read(self, data: Any, faults: Faults) -> Any:
        """Read by the one option that the data can be of; where there are several, say what they all expect."""
        if type(data) is PlainScalar:
            data = self.resolve_scalar(data)
        only = self._only.get(type(data))
        if only is not None:
            return only.read(data, faults)
        codecs = self._by_type.get(type(data), ())
        if not codecs and data is self._left_out:
            return data
        for codec in codecs:
            value = codec.read(data, Faults())
            if value is not BAD:
                return value
        texts = [codec.message(data, self.words) for codec in codecs if isinstance(codec, ScalarCodec)]
        if type(data) is PlainScalar and any(codec.rank == STRING.rank for codec in self._codecs):
            texts.append(STRING.message(data, self.words))
        # A hint makes a text longer.
        return faults.add(max(texts, key=len, default=f"{given(data)}; expected {self.words}"))

    def write(self, value: Any) -> Any:
        """Return plain data by the codec of the value."""
        codec = next((codec for codec, is_of in self._options if is_of(value)), None)
        if codec is not None:
            return codec.write(value)
        if value is not self._left_out:
            raise Refused(self.words)
        return None

    def is_left_out(self, value: object) -> bool:
        """Tell whether the value is nothing, which is an option, or the one that has no codec."""
        return type(None) in self.accepts if value is None else value is self._left_out

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Return what the first option makes of the scalar that makes something of it."""
        resolved = (codec.resolve_scalar(scalar) for codec in self._codecs)
        return next((value for value in resolved if type(value) is not PlainScalar), scalar)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schemas of all options."""
        return {"anyOf": [codec.schema(definitions) for codec in self._codecs]}


UNSEEN: Final = r"\u0000-\u001f\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
ONE_LINE: Final = rf"(?:[^ {UNSEEN}](?:[^{UNSEEN}]*[^ {UNSEEN}])?)?"
"""What JSON Schema can say of a line of printable text: it knows marks by number only, so not all that are unseen."""
NUMBERS: Final = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
LENGTHS: Final = {"min_length": ("minLength", "minItems"), "max_length": ("maxLength", "maxItems")}
MARKS: Final[Mapping[tuple[str, object], Schema]] = {
    ("is_printable", True): {"pattern": whole(ONE_LINE)},
    ("is_hexadecimal", True): {"pattern": whole("[0-9a-f]*")},
    ("distinct_by", ""): {"uniqueItems": True},
}
"""What an entry of ``Annotated`` says in a schema, by its attributes: limits of numbers, limits of lengths (of a text,
of a list), and marks, which have one value. What is not listed, a schema cannot say."""


class LimitedCodec(Codec):
    """A type with limits. The class that has the field checks them; here they are only written into the schema.

    Args:
        base: the codec without limits.
        limits: the entries of ``Annotated``.
    """

    def __init__(self, base: Codec, limits: tuple[object, ...]) -> None:
        self._base = base
        self._limits = limits
        self.words, self.accepts, self.rank, self.plain = base.words, base.accepts, base.rank, base.plain

    def read(self, data: Any, faults: Faults) -> Any:
        """Read without the limits."""
        return self._base.read(data, faults)

    def write(self, value: Any) -> Any:
        """Write without the limits."""
        return self._base.write(value)

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Resolve without the limits."""
        return self._base.resolve_scalar(scalar)

    def is_left_out(self, value: object) -> bool:
        """Tell it of the codec without limits."""
        return self._base.is_left_out(value)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema with what it can say of the limits."""
        schema = self._base.schema(definitions)
        is_list = schema.get("type") == "array"
        for entry in self._limits:
            named = {word: getattr(entry, name, None) for name, word in NUMBERS.items()}
            named |= {words[is_list]: getattr(entry, name, None) for name, words in LENGTHS.items()}
            schema |= {word: number for word, limit in named.items() if (number := _as_number(limit)) is not None}
            for (name, value), words in MARKS.items():
                schema |= words if getattr(entry, name, None) == value else {}
        return schema


def _as_number(limit: object) -> int | float | None:
    """Return a limit as JSON has it, ``None`` where it is no number."""
    if isinstance(limit, int | float):
        return limit
    if isinstance(limit, Decimal | Fraction):
        return int(limit) if limit == int(limit) else float(limit)
    return None


class ViaCodec(Codec):
    """Values that stand in documents as values of another type.

    Args:
        inner: the codec of the other type.
        into: makes a value of the other type; raises `Refused` where it cannot be written.
        back: makes the value again, or adds what is wrong, each at its steps within the data, and gives `BAD`; a
            `ReleasekitError` that it raises is about the value as a whole.
    """

    def __init__(self, inner: Codec, *, into: Callable[[Any], Any], back: Callable[[Any, Faults], Any]) -> None:
        self.words = inner.words
        self.accepts = inner.accepts
        self._inner, self._into, self._back = inner, into, back

    def read(self, data: Any, faults: Faults) -> Any:
        """Read the other value, and make this one of it."""
        other = self._inner.read(data, faults)
        if other is BAD:
            return BAD
        try:
            return self._back(other, faults)
        except ReleasekitError as error:
            return faults.add_reasons(error)

    def write(self, value: Any) -> Any:
        """Write the other value."""
        return self._inner.write(self._into(value))

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Resolve as the other type."""
        return self._inner.resolve_scalar(scalar)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the other type."""
        return self._inner.schema(definitions)
