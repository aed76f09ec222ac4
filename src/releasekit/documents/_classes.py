"""The codecs of attrs classes: mappings of their fields."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from inspect import getdoc
from typing import Any, Final, NamedTuple, TypeVar

import attrs

from releasekit._checks import Check, expectation
from releasekit._words import a_or_an, listing, near_match
from releasekit.documents._codec import Codec, Definitions, FormError, Refused, Schema
from releasekit.documents._containers import type_name
from releasekit.documents._faults import BAD, Bad, Faults, given, reasons
from releasekit.errors import ReleasekitError
from releasekit.policy import MISSING

MAPPINGS: Final = frozenset({dict})
PLACE: Final = r"(?P<field>\w+)(?P<part>(?:\.\w+|\[[0-9]+\])*)"
NAMED: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"(?P<cls>\w+)\.{PLACE}:? (?P<rest>.*)",
        rf"(?P<cls>){PLACE}: (?P<rest>.*)",
        rf"(?P<cls>)[^:]*: {PLACE} (?P<rest>.*)",
    )
)
"""How an error text of a class names a field, or a part of one.

``Plan.phases[2].exposure is``, ``phases[2]: exposure is``, ``plan `a`: exposure is``.
"""
VERB: Final = re.compile(r"\A(?:is|are) (?!there\b)")
"""What stands between a field and the value that is wrong, where the field is named by the place of the problem."""
SPELT: Final = (
    ("`True`", "`true`"),
    ("`False`", "`false`"),
    ("`None`", "no value"),
    ("`a tuple`", "a list"),
    ("`a frozenset`", "a list"),
    ("+00:00`", "Z`"),
)
"""What classes and documents spell differently."""
ABSENT: Final = (None, MISSING)
"""What is written by leaving the key out, where the class takes it for a key that is left out."""
EMPTY: Final[tuple[object, ...]] = ((), frozenset(), "")


class Part(NamedTuple):
    """A field of a class in a document.

    Attributes:
        name: the name of the attribute.
        key: the key in the document, and the name of the argument.
        annotation: the type of the field.
        codec: its codec.
        is_required: whether the key must be there.
        fill: what stands for a key that is left out where the class has no default; at most one entry.
        left_out: the value whose key is not written, because reading fills it in; at most one entry.
    """

    name: str
    key: str
    annotation: Any
    codec: Codec
    is_required: bool
    fill: Mapping[str, object]
    left_out: tuple[object, ...]


class ClassCodec(Codec):
    """A mapping of the fields of an attrs class.

    Args:
        cls: the class.
        codec_of: gives the codec of an annotation.
    """

    accepts = MAPPINGS

    def __init__(self, cls: type, codec_of: Callable[[object], Codec]) -> None:
        self.cls = cls
        self.words = f"a mapping ({type_name(cls.__name__).replace('_', ' ')})"
        self._codec_of = codec_of

    @property
    def of(self) -> type:
        """The class of the values."""
        return self.cls

    @property
    def keys(self) -> frozenset[str]:
        """The keys that the fields have."""
        return frozenset(field.alias or field.name for field in attrs.fields(self.cls))

    def prepare(self) -> None:
        """Make the codecs of the fields; not in ``__init__``, because classes may hold themselves."""
        try:
            attrs.resolve_types(self.cls)
        except NameError as error:
            raise FormError(self.cls, f"annotations whose names are all defined, unlike `{error.name}`") from None
        self._parts = tuple(self._part(field) for field in attrs.fields(self.cls) if field.init)
        self._by_key = {part.key: part for part in self._parts}
        self._fill: dict[str, Any] = {key: value for part in self._parts for key, value in part.fill.items()}
        self._reading = tuple((part.key, part.codec.plain, part.codec.read, part.is_required) for part in self._parts)
        self._writing = tuple((part.name, part.key, part.left_out, self._write_of(part)) for part in self._parts)

    def _part(self, field: "attrs.Attribute[Any]") -> Part:
        kind: Any = field.type
        if isinstance(kind, TypeVar) or (not isinstance(kind, type) and getattr(kind, "__parameters__", None)):
            raise FormError(self.cls, f"a class whose field `{field.name}` has one type")
        codec = self._codec_of(field.type)
        key, default = field.alias or field.name, field.default
        has_default = default is not attrs.NOTHING
        if has_default and default is not MISSING and codec.is_left_out(MISSING):
            raise FormError(field.type, "no default, or `MISSING`, since a text has no word for it")
        absent = () if has_default else tuple(value for value in ABSENT if codec.is_left_out(value))[:1]
        is_shown = field.metadata.get("shown_empty", False)
        empty = ABSENT if is_shown else (*ABSENT, *EMPTY)
        return Part(
            field.name,
            key,
            field.type,
            codec,
            is_required=not has_default and not absent,
            fill=dict.fromkeys([key] * len(absent), *absent),
            left_out=absent or tuple(value for value in empty if type(default) is type(value) and default == value),
        )

    def _write_of(self, part: Part) -> Callable[[Any], Any] | None:
        """Return what writes a field, ``None`` where its value is its own plain data."""
        if not is_ours(self.cls):  # ours cannot hold what is unsound; what another class checks, nobody knows
            return partial(_write_sound, expectation(part.annotation), part.codec.write)
        return None if part.codec.plain else part.codec.write

    # Nearly all data is right, so the loop does the least that finds out: keys are counted, values that stand for
    # themselves are taken without a call, and no path is built. Only a part with faults is told where it stands, by
    # the key that is put in front of its faults; what is wrong with the keys themselves comes before these. The class
    # checks the fields and the object as a whole when it is made; where it cannot be made because one field is bad,
    # the others are checked by their annotations, so that all that is wrong is told at once.
    def read(self, data: Any, faults: Faults) -> Any:
        """Read all fields, then let the class check the object as a whole."""
        if type(data) is not dict:
            return faults.add(f"{given(data)}; expected {self.words}")
        values, first = self._fill.copy(), len(faults.kept)
        known, start, is_sound, is_complete = 0, first, True, True
        for key, plain, read, is_required in self._reading:
            if key in data:
                known += 1
                part = data[key]
                value = part if type(part) is plain else read(part, faults)
                if value is BAD:
                    start, is_sound = faults.within(key, start), False
                values[key] = value
            elif is_required:
                is_complete = False
        if known < len(data) or not is_complete:
            of_parts, is_sound = faults.kept[first:], False
            del faults.kept[first:]
            self._name_wrong_keys(data, faults)
            faults.extend(of_parts)
        if not is_sound:
            return self._check_limits(values, faults)
        try:
            return self.cls(**values)
        except ReleasekitError as error:
            for reason in reasons(error):
                self._add_at_field(reason, faults)
            return BAD
        except ValueError as error:
            if is_ours(self.cls):
                raise
            # Validators of attrs give their text first, and after it what it is made of.
            text = " ".join(str(error.args[0]).split()) if error.args else ""
            return faults.add(text or f"fields that do not go together; expected {a_or_an(self.cls.__name__)}")

    def _name_wrong_keys(self, data: dict[object, object], faults: Faults) -> None:
        """Name the keys that are unknown, each with the one that it may be meant for, and those that are missing."""
        missing = {part.key: part for part in self._parts if part.is_required and part.key not in data}
        for key in data:
            if key in self._by_key:
                continue
            if faults.is_full:
                faults.more += 1
                continue
            near = near_match(key, missing) or near_match(key, self._by_key)
            missing.pop(near or "", None)
            expected = f"did you mean `{near}`?" if near else f"expected one of {listing(self._by_key)}"
            faults.add(f"unknown key; {expected}", key if isinstance(key, str) else given(key), is_at_key=True)
        for key, part in missing.items():
            faults.add(f"the key `{key}` is missing; expected {part.codec.words}")

    def _add_at_field(self, reason: str, faults: Faults) -> None:
        """Add what the class says against an object, at the field where it names one."""
        fields = {part.name.lstrip("_"): part.key for part in self._parts}
        matches = (match for pattern in NAMED if (match := pattern.fullmatch(reason)))
        named = next(
            (match for match in matches if match["cls"] in ("", self.cls.__name__) and match["field"] in fields), None
        )
        if named is None:
            faults.add(_in_documents(reason))
        else:
            steps = re.findall(r"\w+", named["part"])
            inner = (int(step) if step.isdecimal() else step for step in steps)
            faults.add(_in_documents(VERB.sub("", named["rest"])), fields[named["field"]], *inner)

    def _check_limits(self, values: dict[str, object], faults: Faults) -> Bad:
        """Check single fields where no object can be made that would check them itself."""
        for part in self._parts:
            value = values.get(part.key, BAD)
            if value is not BAD:
                check = expectation(part.annotation)
                if not check.test(value):
                    faults.add(f"{given(part.codec.write(value))}; expected {_in_documents(check.words)}", part.key)
        return BAD

    def write(self, value: Any) -> Any:
        """Return the mapping, with its keys in the order of the fields."""
        if type(value) is not self.cls:
            self._refuse_more(value)
        written = {}
        key, part = "", value
        try:
            for name, key, left_out, write in self._writing:
                part = getattr(value, name)
                if not (left_out and part == left_out[0]):
                    written[key] = part if write is None else write(part)
        except Refused as refused:
            raise refused.at(part, key) from None
        return written

    def _refuse_more(self, value: Any) -> None:
        """Refuse an object with fields that would be lost, since the document is read back as this class."""
        names = {field.name for field in attrs.fields(self.cls)}
        more = [field.name for field in attrs.fields(type(value)) if field.init and field.name not in names]
        if more:
            raise Refused(f"{a_or_an(self.cls.__name__)}, which has no `{listing(more)}`")

    def schema(self, definitions: Definitions) -> Schema:
        """Return a reference to the schema of the class."""
        return definitions.refer(self.cls, self.cls.__name__, lambda: self.mapping_schema(definitions))

    def mapping_schema(self, definitions: Definitions, tags: Schema | None = None) -> Schema:
        """Return the schema of the mapping, with the key that says its kind where it is one of several."""
        tags = tags or {}
        # The first sentence of the docstring.
        text = " ".join((getdoc(self.cls) or "").split("\n\n", 1)[0].split())
        required = [*tags, *(part.key for part in self._parts if part.is_required)]
        return {
            "type": "object",
            **({"description": text} if text else {}),
            "properties": {**tags, **{part.key: part.codec.schema(definitions) for part in self._parts}},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }


def is_ours(kind: type) -> bool:
    """Tell whether a class is one of releasekit."""
    return kind.__module__.startswith("releasekit.")


def _write_sound(check: Check, write: Callable[[Any], Any], value: object) -> Any:
    """Write a value that its annotation accepts; any other would be read back as another, or not at all."""
    if check.test(value):
        return write(value)
    refused = Refused(check.words)
    refused.message = VERB.sub("", check.problem("", value).lstrip())
    raise refused


def _in_documents(words: str) -> str:
    """Say "list" where a class says tuple or frozenset, and spell values as documents do."""
    for ours, theirs in SPELT:
        words = words.replace(ours, theirs)
    return re.sub(r"\ba (?:tuple|frozenset)(?= (?:of [\w ]+ )?in which each\b)", "a list", words)


class ShapedCodec(ClassCodec):
    """The codec of a class whose documents have the fields of another one, its shape.

    Args:
        of: the class.
        shape: the attrs class that has the fields.
        codec_of: gives the codec of an annotation.
        into: makes a shape of a value; raises `Refused` where it cannot be written.
        back: makes the value again, or adds what is wrong with it and gives `BAD`.
    """

    def __init__(
        self,
        of: type,
        shape: type,
        codec_of: Callable[[object], Codec],
        *,
        into: Callable[[Any], Any],
        back: Callable[[Any, Faults], Any],
    ) -> None:
        super().__init__(shape, codec_of)
        self._of = of
        self._into, self._back = into, back

    @property
    def of(self) -> type:
        """The class of the values."""
        return self._of

    def read(self, data: Any, faults: Faults) -> Any:
        """Read the shape, then make the value of it."""
        shape = super().read(data, faults)
        return BAD if shape is BAD else self._back(shape, faults)

    def write(self, value: Any) -> Any:
        """Write the shape of the value."""
        return super().write(self._into(value))
