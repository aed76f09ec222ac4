"""Closed vocabularies, and how values are shown to people, in error texts above all."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import TYPE_CHECKING, Final

LONGEST_SHOWN: Final = 60
MOST_BITS_SHOWN: Final = 2_000
LONGEST_TUPLE_SHOWN: Final = 3
"""A pair, or one with a third that should not be there; of a longer tuple only its kind is shown."""
MOST_COMPARED: Final = 1_000
MOST_LISTED: Final = 30
BLANKS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Joiners, fillers and the empty pattern: they are printable for Python, and print as nothing."""
VOWELS: Final = frozenset("AEIOUaeiou")

UNSEEN: Final = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: they count as printable, and show nothing of their own."""


class Word(Enum):
    """One word of a closed vocabulary; ``str()`` is its value, comparison and hash are by identity.

    A plain ``Enum`` on purpose: a ``StrEnum`` equals its text, so a misspelt text would pass for a word, and
    serialisers leave its members in their output. Members are declared from permissive to restrictive where
    the vocabulary is ordered.

    Example:
        >>> class Traffic(Word):
        ...     GREEN = "green"
        ...     RED = "red"
        >>> str(Traffic.RED), Traffic.RED == "red"
        ('red', False)
    """

    if not TYPE_CHECKING:  # checkers read a plain assignment as "not hashable"
        # INVARIANT: identity hash, as fast as a look-up gets; so nothing may depend on the order of a set of words.
        __hash__ = object.__hash__

    def __str__(self) -> str:
        return word_text(self)


class Ordered(Word):
    """A vocabulary whose members are declared in an order: from permissive to restrictive, from best to worst, upward.

    Its words compare in that order, so the worst of several is their maximum.
    """

    def __lt__(self, other: object) -> bool:
        return _rank(self) < _rank(other) if isinstance(other, type(self)) else NotImplemented

    def __le__(self, other: object) -> bool:
        return _rank(self) <= _rank(other) if isinstance(other, type(self)) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return _rank(self) > _rank(other) if isinstance(other, type(self)) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return _rank(self) >= _rank(other) if isinstance(other, type(self)) else NotImplemented


def _rank(word: Enum) -> int:
    return list(type(word)).index(word)


def word_text(word: Enum) -> str:
    """Return the text that stands for a member: its value where all members have texts, else its name."""
    if all(type(member.value) is str for member in type(word)):
        return str(word.value)
    return word.name


def shown(value: object) -> str:
    """Return a value in backticks, fit for an error text of one line, whatever the value is."""
    return f"`{_bare(value)}`"


def _bare(value: object) -> str:
    match value:
        case Enum():
            text = _clipped(word_text(value))
        case str():
            text = f'"{_clipped(str.__str__(value))}"'
        case bool() | None:
            text = str(value)
        case int() if value.bit_length() >= MOST_BITS_SHOWN:  # Python refuses to write a number of so many digits
            text = f"int of {value.bit_length()} bits"
        case date():
            text = value.isoformat()
        case tuple() if type(value) is tuple and 0 < len(value) <= LONGEST_TUPLE_SHOWN:
            members = (a_or_an("tuple") if isinstance(member, tuple) else _bare(member) for member in value)
            text = f"({', '.join(members)}{',' if len(value) == 1 else ''})"
        case type():
            text = "class " + _clipped(value.__name__)
        case int() | float() | Decimal():
            text = _clipped(str(value))
        case _:
            text = a_or_an(_clipped(type(value).__name__))
    return text


def spelt(value: object) -> str:
    """Return a value as it is written in code, so that a text is never mistaken for a word.

    Of a class below ``str``, which no check takes for text, the name is shown.
    """
    if isinstance(value, str) and type(value) is not str:
        return f"`{a_or_an(_clipped(type(value).__name__))}`"
    return f"`{type(value).__name__}.{value.name}`" if isinstance(value, Enum) else shown(value)


def _clipped(text: str) -> str:
    clean = "".join(mark if is_seen(mark) else f"\\u{ord(mark):04x}" for mark in text[: LONGEST_SHOWN + 1])
    return clean if len(clean) <= LONGEST_SHOWN else clean[: LONGEST_SHOWN - 1] + "…"


def to_the_minute(at: datetime) -> str:
    """Return an instant as people read it, such as ``2026-03-02 12:00+00:00``."""
    return at.isoformat(sep=" ", timespec="minutes")


def short_ref(refs: str) -> str:
    """Shorten the full commit hashes in a text to the seven digits that people know them by."""
    return re.sub(r"\b([0-9a-f]{7})[0-9a-f]{33}\b", r"\1", refs)


def a_or_an(noun: str) -> str:
    """Return a noun with its article, by its first letter."""
    return f"{'an' if noun[:1] in VOWELS else 'a'} {noun}"


def is_seen(text: str) -> bool:
    """Tell whether a text is printable and has no mark that prints as nothing."""
    return text.isprintable() and (text.isascii() or BLANKS.isdisjoint(text))


def listing(texts: Iterable[str]) -> str:
    """Return texts with commas between them, or ``none``; of many only the first and how many there are more."""
    listed = list(texts)
    more = [f"{len(listed) - MOST_LISTED} more"] if len(listed) > MOST_LISTED else []
    return ", ".join([*listed[:MOST_LISTED], *more]) or "none"


def one_of_listed(texts: Iterable[str]) -> str:
    """Say that one of some texts was expected, or that there is none."""
    listed = list(texts)
    return f"expected one of {listing(listed)}" if listed else "there is none"


def near_match(given: object, allowed: Iterable[str]) -> str | None:
    """Return the allowed text that a misspelt one most likely means, or ``None``.

    Only texts of ordinary length are compared, and a thousand at most; letters' case is ignored.
    """
    from difflib import get_close_matches  # costs import time and only errors need it

    if not isinstance(given, str) or len(given) > LONGEST_SHOWN:
        return None
    by_folded = {text.casefold(): text for text in islice(allowed, MOST_COMPARED)}
    close = get_close_matches(given.casefold(), by_folded, n=1)
    return by_folded[close[0]] if close else None


def did_you_mean(given: object, known: Iterable[str]) -> str:
    """Return what an error text adds for a misspelt name: the known one it is near to; nothing where there is none."""
    near = near_match(given, known)
    return f"; did you mean `{near}`?" if near else ""


REF: Final = re.compile(r"([^@+\s]+)@[^@+\s]+\+([^@+\s]+)\+[^@+\s]+\+[^@+\s]+")


def named_by_ref(ref: str) -> tuple[str, str]:
    """Return the consumer and the producer's commit that the ref of a release tuple names; of other texts, nothing."""
    found = REF.fullmatch(ref)
    return ("", "") if found is None else (found[1], found[2])


def may_be_same_commit(commit: str, other: str) -> bool:
    """Tell whether two commits may be the same: one of them may be shortened, and then the longer begins with it."""
    short, long = sorted((commit.casefold(), other.casefold()), key=len)
    return bool(short) and long.startswith(short)


def is_same_commit(commit: str, other: str) -> bool:
    """Tell whether two commits are known to be the same, one perhaps shortened; other texts have to be equal."""
    return commit == other or (is_commit(commit) and is_commit(other) and may_be_same_commit(commit, other))


def is_other_commit(commit: str, other: str) -> bool:
    """Tell whether two commits are known to be different; a text that is no commit may be any."""
    return is_commit(commit) and is_commit(other) and not may_be_same_commit(commit, other)


def is_commit(text: str) -> bool:
    """Tell whether a text can be a commit, in full or shortened."""
    return SHORTEST_COMMIT <= len(text) <= LONGEST_COMMIT and DIGITS.issuperset(text.casefold())


SHORTEST_COMMIT: Final = 7
LONGEST_COMMIT: Final = 64
DIGITS: Final = frozenset("0123456789abcdef")


def is_same(name: str, other: str) -> bool:
    """Tell whether two names are those of one person.

    Letters' case, spaces, marks such as ``@`` and how Unicode encodes a letter are ignored, and so are the Cyrillic and
    Greek letters that look like Latin ones.
    """
    return _as_person(name) == _as_person(other)


def _as_person(name: str) -> str:
    """Return what is the same for all spellings of a name."""
    from unicodedata import normalize  # costs import time and only the names of people need it

    folded = normalize("NFKC", normalize("NFKC", name).casefold()).translate(LOOK_ALIKES)
    return MARKS.sub("", "".join(mark for mark in folded if mark not in UNSEEN)) or folded


LOOK_ALIKES: Final = str.maketrans("авсеһіјкмнорԛѕтуԝхαεικνορτυχ", "abcehijkmhopqstywxaeikvoptux")
"""Small Cyrillic and Greek letters, and the Latin ones that they look like."""
NOTHING: Final = frozenset(
    {
        *("", "na", "none", "noneyet", "nil", "null", "nothing", "nobody", "missing", "unknown", "unavailable"),
        *("notavailable", "notapplicable", "notrun", "notyet", "pending", "skipped"),
        *("tba", "tbc", "tbd", "todo", "devnull"),
    }
)
"""What people write where they have nothing to name, without marks and in small letters."""
MARKS: Final = re.compile(r"[\W_]+")


def is_evidence(text: str) -> bool:
    """Tell whether a text can say where a proof lies, and does not say in other words that there is none."""
    if not text.isascii():
        from unicodedata import normalize  # as above

        text = normalize("NFKC", text)
    return (text if text.isalnum() else MARKS.sub("", text)).casefold() not in NOTHING


def width_of(text: str) -> int:
    """Return how many columns a terminal gives to a text."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(1 + (east_asian_width(mark) in "WF") for mark in text if category(mark) not in ("Mn", "Me"))
