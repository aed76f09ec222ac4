"""SHA-256 digests over a canonical, length-prefixed stream of bytes.

Two values have the same digest exactly when they are equal in content: whatever order a set was filled in,
whatever the hash seed, however a number was written (``1.0`` is ``1.00``). The stream starts with a domain tag
and a schema number, so a digest of one kind of thing is never that of another.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import chain
from typing import Any, Final

import attrs

from releasekit._words import shown, word_text
from releasekit.errors import FieldError

LARGEST_POWER: Final = 1_000
SEPARATOR: Final = "\0"


def digest(tag: str, schema: int, value: object) -> str:
    """Return the digest of a value as 64 hexadecimal digits.

    Args:
        tag: the kind of thing, such as ``"table"``.
        schema: the number of the form that is digested; a change of the form raises it.
        value: texts, numbers, words, instants, tuples, frozensets and attrs objects of those, at any depth.

    Raises:
        FieldError: where a part of the value has no canonical form (floats, lists, naive instants).
    """
    from hashlib import sha256  # loads OpenSSL, which only a digest needs

    return sha256(canonical(("releasekit", tag, schema, value))).hexdigest()


def column_digest(texts: Collection[str]) -> str:
    """Return a digest of many texts in their order, in a few steps however many there are.

    The texts go in with a mark between them that none of them holds; where one does, with the length of each. How many
    there are and which of the two it is go in as well, so no two columns are one stream.
    """
    from hashlib import sha256

    joined = SEPARATOR.join(texts)
    kind = "separated"
    if joined.count(SEPARATOR) != max(len(texts) - 1, 0):
        kind, joined = "measured", " ".join(map(str, map(len, texts))) + SEPARATOR + "".join(texts)
    stream = sha256(f"{kind} {len(texts)}{SEPARATOR}".encode())
    stream.update(joined.encode(errors="surrogatepass"))
    return stream.hexdigest()


def canonical(value: object) -> bytes:
    """Return the canonical bytes of a value: a letter for its kind, the length, the content.

    Raises:
        FieldError: where a part of the value has no canonical form.
    """
    if isinstance(value, Enum):
        return _framed(b"w", canonical(type(value).__name__), canonical(word_text(value)))
    encode = ENCODERS.get(type(value))
    if encode is not None:
        return encode(value)
    if attrs.has(type(value)):
        cls: Any = type(value)
        kind, fields = _layout(cls)
        return _framed(b"o", kind, *chain(*((label, canonical(getattr(value, name))) for label, name in fields)))
    expected = "texts, exact numbers, words, instants, tuples or frozensets"
    raise FieldError((f"{shown(value)} has no canonical form; expected {expected}",))


@cache
def _layout(cls: type) -> tuple[bytes, tuple[tuple[bytes, str], ...]]:
    """Return the encoded name of a class, and the fields that carry content, each with its encoded name.

    ``metadata={"digest": False}`` leaves a field out.
    """
    fields = [field for field in attrs.fields(cls) if field.eq and field.metadata.get("digest", True)]
    return canonical(cls.__name__), tuple((canonical(field.name), field.name) for field in fields)


def _framed(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return b"%s%d:%s" % (kind, len(content), content)


def _number(value: int | Decimal) -> bytes:
    """Encode by numeric value: sign, digits without trailing zeros, exponent; so 5 and 5.0 are one number."""
    if isinstance(value, int):
        return _framed(b"i", b"%x" % value)
    if value.is_nan():
        raise FieldError((f"{shown(value)} has no canonical form; expected a number",))
    if value.is_infinite():  # the open end of a cell
        return _framed(b"d", b"-" if value < 0 else b"+", b"infinity")
    sign, digits, exponent = value.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0")
    power = int(exponent) + len(digits) - len(kept)
    if not kept:
        return _number(0)
    if power >= LARGEST_POWER:
        raise FieldError((f"{shown(value)} has no canonical form; expected less than 10 to the {LARGEST_POWER}",))
    if power >= 0:
        return _number((-1 if sign else 1) * int(kept) * 10**power)
    return _framed(b"d", b"-" if sign else b"+", kept.encode(), b"e%d" % power)


def _instant(value: datetime) -> bytes:
    if value.utcoffset() is None:
        raise FieldError((f"instant `{value.isoformat()}` has no zone; expected an aware datetime",))
    return _framed(b"z", value.astimezone(UTC).isoformat(timespec="microseconds").encode())


def _span(value: timedelta) -> bytes:
    return _framed(b"p", b"%d" % (value // timedelta(microseconds=1)))


ENCODERS: Final[Mapping[type, Callable[[Any], bytes]]] = {
    type(None): lambda _: b"n0:",
    bool: lambda value: _framed(b"b", b"%d" % value),
    int: _number,
    Decimal: _number,
    str: lambda value: _framed(b"s", value.encode(errors="surrogatepass")),
    bytes: lambda value: _framed(b"y", value),
    datetime: _instant,
    date: lambda value: _framed(b"a", value.isoformat().encode()),
    timedelta: _span,
    tuple: lambda value: _framed(b"t", *map(canonical, value)),
    frozenset: lambda value: _framed(b"f", *sorted(map(canonical, value))),
}
