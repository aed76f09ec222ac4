"""JSON: read with the standard library, and read again by hand where something is wrong.

The second reading is a state machine without recursion. It says what was expected where, with its line and column, and
finds the places of keys and values; so the first need only say that something is wrong.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final

from releasekit.documents._faults import MOST_NESTED, Faults, Parsed, Path, Place, fail, place_of, places, sound
from releasekit.documents._grammar import MOST_DIGITS

NESTING: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|([\[{])|([\]}])', re.DOTALL)
SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
SPACE: Final = re.compile(r"[ \t\n\r]*+")
STRING: Final = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+'
TOKEN: Final = re.compile(
    rf'(?P<string>{STRING}")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<word>true|false|null)"
    r"|(?P<mark>[\[\]{},:])"
)
BROKEN: Final = re.compile(STRING)
NO_NUMBER: Final = re.compile(r"-?(?:NaN|Infinity)")
LONG_EXPONENT: Final = re.compile(r"[eE][-+]?[0-9]{5}")
LONGEST_SHOWN: Final = 40
VALUES: Final = frozenset({"string", "number", "word", "[", "{"})
# What may come in each state of the machine, and how an error text calls it.
EXPECTED: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "value": (VALUES, "a value"),
    "first": (VALUES | {"]"}, "a value or `]`"),
    "key": (frozenset({"string"}), "a key in double quotes"),
    "first key": (frozenset({"string", "}"}), "a key in double quotes or `}`"),
    "colon": (frozenset({":"}), "`:`"),
    "in list": (frozenset({",", "]"}), "`,` or `]`"),
    "in mapping": (frozenset({",", "}"}), "`,` or `}`"),
    "end": (frozenset(), "the end of the document"),
}


class Flagged(ValueError):  # noqa: N818 - it never leaves this module
    """The standard library let something pass that is refused here."""


def parse_json(text: str, limit: int) -> Parsed:
    """Return what a text in JSON says; numbers with a point are decimal numbers.

    Raises:
        DocumentError: where it is no JSON, has a key twice, a number that is none or very long, or is too deep.
    """
    sound(text, limit)
    # The standard library recurses, so depth is looked at first: only where there are brackets enough for it, since
    # this look takes twice as long as all the reading.
    if text.count("[") + text.count("{") > MOST_NESTED:
        depth = 0
        for match in NESTING.finditer(text):
            depth += bool(match[1]) - bool(match[2])
            if depth > MOST_NESTED:
                fail(text, match.start(), f"lists and mappings nested deeper than {MOST_NESTED}")
    try:
        data = json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_mapping
        )
    except ValueError:
        raise _scanned(text).error() from None
    if SURROGATE.search(text) and (faults := _scanned(text)):
        raise faults.error()
    return Parsed(data, partial(_located, text))


def _scanned(text: str) -> Faults:
    """Return what is wrong with a text in JSON, whatever is asked for."""
    _Scan(text, faults := Faults(), frozenset()).run()
    return faults


def _is_short(digits: str) -> bool:
    """Tell whether a number has at most 1 000 characters, and an exponent of at most four digits."""
    return len(digits.lstrip("-")) <= MOST_DIGITS and not LONG_EXPONENT.search(digits)


def _integer(digits: str) -> int:
    if not _is_short(digits):
        raise Flagged
    return int(digits)


def _decimal(digits: str) -> Decimal:
    if not _is_short(digits):
        raise Flagged
    return Decimal(digits)


def _constant(_: str) -> Any:
    raise Flagged


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise Flagged
    return mapping


def _located(text: str, faults: Faults) -> dict[Path, Place]:
    scan = _Scan(text, Faults(), faults.wanted())
    scan.run()
    return places(text, (scan.values | faults.at_keys(scan.keys)).items())


# Why by hand, and only then: the standard library stops at the first mistake, calls it in words of its own, and keeps
# no places. A stack of states takes the place of recursion, so depth costs nothing; each token is one match of one
# expression that never goes back, so time is linear in the text whatever it holds. Where all wanted places are known,
# or at the first thing that is not JSON, the reading ends.
class _Scan:
    """One reading by hand.

    Args:
        text: what to read.
        faults: takes the faults.
        wanted: the paths whose offsets are kept, in `values` and `keys`.
    """

    def __init__(self, text: str, faults: Faults, wanted: frozenset[Path]) -> None:
        self.text, self.faults, self.wanted = text, faults, wanted
        self.values: dict[Path, int] = {}
        self.keys: dict[Path, int] = {}
        self._state = "value"
        self._path: list[str | int] = []
        self._seen: list[set[str]] = []

    def run(self) -> None:
        """Read to the end, or to the first thing that is not JSON."""
        for offset, kind, token in self._tokens():
            allowed, words = EXPECTED[self._state]
            if kind not in allowed:
                self._add(offset, f"{_shown(token)}; expected {words}")
                return
            self._take(offset, kind, token)
            if self.wanted and len(self.values) == len(self.wanted):
                return
        # Where the tokens end early, the reason has been said.

    def _tokens(self) -> Iterator[tuple[int, str, str]]:
        offset = 0
        while True:
            space = SPACE.match(self.text, offset)
            offset = space.end() if space else offset
            match = TOKEN.match(self.text, offset)
            if match is None:
                break
            kind = match.lastgroup or ""
            yield offset, match[0] if kind == "mark" else kind, match[0]
            offset = match.end()
        if offset < len(self.text) or self._state != "end":
            self._add(*self._stop(offset))

    def _stop(self, offset: int) -> tuple[int, str]:
        """Say what is wrong where there is no token."""
        words = EXPECTED[self._state][1]
        if offset == len(self.text):
            return offset, f"the end of the document; expected {words}"
        if number := NO_NUMBER.match(self.text, offset):
            return offset, f"`{number[0]}` is not a JSON number; expected {words}"
        if self.text[offset] != '"':
            return offset, f"{_shown(self.text[offset])}; expected {words}"
        broken = BROKEN.match(self.text, offset)
        end = broken.end() if broken else offset
        if end == len(self.text):
            return offset, 'a text that is not closed; expected `"`'
        if self.text[end] == "\\":
            return end, 'an escape that JSON does not have; expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX'
        return end, f"a control character, U+{ord(self.text[end]):04X}, in a text; expected an escape"

    def _add(self, offset: int, message: str) -> None:
        self.faults.add(message, place=place_of(self.text, offset))

    def _take(self, offset: int, kind: str, token: str) -> None:
        """Go on by one token that may come here."""
        if self._state in ("key", "first key") and kind == "string":
            self._take_key(offset, token)
        elif kind in VALUES:
            self._take_value(offset, kind, token)
        elif kind in ("]", "}"):
            self._path.pop()
            self._seen.pop()
            self._after_value()
        elif kind == ":":
            self._state = "value"
        elif isinstance(step := self._path[-1], int):  # a comma in a list
            self._path[-1] = step + 1
            self._state = "value"
        else:
            self._state = "key"

    def _take_key(self, offset: int, token: str) -> None:
        key = self._string(offset, token)
        seen = self._seen[-1]
        self._path[-1] = key
        if key in seen and self.faults.is_full:
            self.faults.more += 1
        elif key in seen:
            place = place_of(self.text, offset)
            self.faults.add("the key is there twice; expected it once", *self._path, place=place)
        seen.add(key)
        self._keep(self.keys, offset)
        self._state = "colon"

    def _take_value(self, offset: int, kind: str, token: str) -> None:
        self._keep(self.values, offset)
        if kind in ("[", "{"):
            self._path.append(0 if kind == "[" else "")
            self._seen.append(set())
            self._state = "first" if kind == "[" else "first key"
            return
        if kind == "number" and not _is_short(token):
            self._add(offset, f"{_shown(token)}; expected a number of at most 1 000 digits")
        if kind == "string":
            self._string(offset, token)
        self._after_value()

    def _string(self, offset: int, token: str) -> str:
        text: str = json.loads(token)
        if SURROGATE.search(token):
            try:
                text.encode()
            except UnicodeEncodeError:
                self._add(offset, "half of a surrogate pair in a text; expected whole characters")
        return text

    def _keep(self, offsets: dict[Path, int], offset: int) -> None:
        if self.wanted and (path := tuple(self._path)) in self.wanted:
            offsets.setdefault(path, offset)

    def _after_value(self) -> None:
        if not self._path:
            self._state = "end"
        else:
            self._state = "in list" if isinstance(self._path[-1], int) else "in mapping"


def _shown(token: str) -> str:
    if not token.isprintable():
        return f"the character U+{ord(token[0]):04X}"
    return f"`{token}`" if len(token) <= LONGEST_SHOWN else f"`{token[:LONGEST_SHOWN]}…`"


def json_text(data: object) -> str:
    """Return plain data as JSON, two blanks deeper for each level, with a line break at the end."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
