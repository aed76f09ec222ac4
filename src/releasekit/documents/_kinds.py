"""The codecs of several classes that are told apart by their kind: those of a choice, and all below a base class."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from inspect import isabstract
from typing import Any, Final

import attrs

from releasekit._checks import expectation
from releasekit._fields import Name
from releasekit._words import did_you_mean, listing, shown
from releasekit.documents._classes import MAPPINGS, ClassCodec
from releasekit.documents._codec import Codec, Definitions, FormError, Refused, Schema
from releasekit.documents._containers import type_name
from releasekit.documents._faults import Faults, given

TAGS: Final = ("kind", "type")
"""The keys that say which of several classes a mapping is of: the first that is no field of any of them."""
NAME: Final = expectation(Name)


class TaggedCodec(Codec):
    """One of several classes; the key ``kind`` says which, or ``type`` where one of them has a field ``kind``.

    Args:
        options: the codec of each class.
    """

    accepts = MAPPINGS

    def __init__(self, options: tuple[ClassCodec, ...]) -> None:
        self._options = {type_name(codec.cls.__name__): codec for codec in options}
        self._tags = {codec.of: tag for tag, codec in self._options.items()}
        self._key = tag_of(options) or TAGS[0]
        self.words = self._listed()

    def _listed(self) -> str:
        return f"a mapping whose `{self._key}` is one of {listing(self._tags.values())}"

    def _option(self, tag: str) -> ClassCodec | None:
        """Return the codec of the class that a tag names, if there is one."""
        return self._options.get(tag)

    def _tag(self, cls: type) -> str | None:
        """Return the tag of a class, if it has one."""
        return self._tags.get(cls)

    def read(self, data: Any, faults: Faults) -> Any:
        """Read by the class that the kind names."""
        if type(data) is not dict or self._key not in data:
            return faults.add(f"{given(data)}; expected {self._listed()}")
        tag = data[self._key]
        codec = self._option(tag) if isinstance(tag, str) else None
        if codec is not None:
            return codec.read({key: part for key, part in data.items() if key != self._key}, faults)
        tags = self._tags.values()
        hint = did_you_mean(str(tag), tags) if isinstance(tag, str) else ""
        return faults.add(f"{given(tag)}; expected one of {listing(tags)}{hint}", self._key)

    def write(self, value: Any) -> Any:
        """Return the mapping, its kind first."""
        tag = self._tag(type(value))
        codec = None if tag is None else self._option(tag)
        if codec is None:
            raise Refused(self._listed())
        return {self._key: tag, **codec.write(value)}

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schemas of all classes, each with its kind."""
        return {"oneOf": list(map(partial(self._tagged_schema, definitions), self._options, self._options.values()))}

    def _tagged_schema(self, definitions: Definitions, tag: str, codec: ClassCodec) -> Schema:
        make = partial(codec.mapping_schema, definitions, {self._key: {"const": tag}})
        return definitions.refer((self._key, tag, codec.cls), f"{codec.cls.__name__}Kind", make)


def tag_of(options: tuple[ClassCodec, ...]) -> str | None:
    """Return the key that tells some classes apart, if there is one that none of them has for a field."""
    taken = frozenset[str]().union(*(codec.keys for codec in options))
    return next((key for key in TAGS if key not in taken), None)


# A base class does not list its subclasses, and anybody may add one at any time. So they are looked for again where a
# kind or a class is met that is not known yet, and whenever the schema is asked for; and the codec of each is made when
# it is needed, so that a subclass without a form is in nobody's way.
class BaseCodec(TaggedCodec):
    """One of the classes below a base class; the key ``kind`` says which.

    Args:
        base: the base class, which says ``document_union = True``.
        codec_of: gives the codec of a class.

    Raises:
        FormError: where no class is below it, one has a field ``kind``, or two have the same kind.
    """

    def __init__(self, base: type, codec_of: Callable[[type], Any]) -> None:
        self.words = f"a mapping ({type_name(base.__name__).replace('_', ' ')}) with its `{TAGS[0]}`"
        self._key = TAGS[0]
        self._base, self._codec_of = base, codec_of
        self._look()

    def _look(self) -> None:
        """Find the classes that there are now."""
        self._classes = kinds_below(self._base)
        self._tags = {cls: kind for kind, cls in self._classes.items()}

    def _option(self, tag: str) -> ClassCodec | None:
        if tag not in self._classes:
            self._look()
        return self._codec_of(self._classes[tag]) if tag in self._classes else None

    def _tag(self, cls: type) -> str | None:
        if cls not in self._tags:
            self._look()
        return self._tags.get(cls)

    def schema(self, definitions: Definitions) -> Schema:
        """Return a reference to the schemas of all classes that have a form, each with its kind."""
        self._look()

        def make() -> Schema:
            return {"oneOf": [self._tagged_schema(definitions, kind, codec) for kind, codec in self._with_form()]}

        return definitions.refer(self._base, self._base.__name__, make)

    def _with_form(self) -> Iterator[tuple[str, ClassCodec]]:
        for kind, cls in self._classes.items():
            with suppress(FormError):
                yield kind, self._codec_of(cls)


def is_base(cls: type) -> bool:
    """Tell whether a class says that its documents are those of the classes below it; its bases do not count."""
    return vars(cls).get("document_union") is True


def kinds_below(base: type) -> dict[str, type]:
    """Return every attrs class below a base class by its kind, in the order of the kinds.

    Raises:
        FormError: where there is none, one has a field ``kind``, or two have the same kind.
    """
    # Of two classes with one name the later one counts: a notebook may have defined the class before.
    named = {(cls.__module__, cls.__qualname__): cls for cls in _below(base)}
    kinds: dict[str, type] = {}
    for cls in named.values():
        kind = vars(cls).get("document_kind", type_name(cls.__name__))
        if not NAME.test(kind):
            raise FormError(cls, f"a `document_kind` of {NAME.words}, not {shown(kind)}")
        if TAGS[0] in ((field.alias or field.name) for field in attrs.fields(cls)):
            raise FormError(cls, f"no field `{TAGS[0]}`, since that key says which class below `{base.__name__}` it is")
        if kind in kinds:
            pair = " and ".join(sorted(f"`{each.__module__}.{each.__qualname__}`" for each in (kinds[kind], cls)))
            raise FormError(base, f"classes below it of different kinds, unlike {pair}, which are both `{kind}`")
        kinds[kind] = cls
    if not kinds:
        raise FormError(base, "an attrs class below it")
    return dict(sorted(kinds.items()))


def _below(base: type) -> Iterator[type]:
    """Yield the attrs classes below a base class that have objects."""
    subclasses: list[type] = base.__subclasses__()
    for cls in subclasses:
        # What attrs makes of a class with slots is another class than the one that was written.
        if "__attrs_attrs__" in vars(cls) and not isabstract(cls) and not is_base(cls):
            yield cls
        yield from _below(cls)
