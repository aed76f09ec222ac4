"""YAML: PyYAML splits the text, and nothing of it decides what a scalar is.

The events of its parser are put together here, without recursion and without constructors. A scalar in quotes or in a
block is a text. A plain one is a `PlainScalar`, and what it is, the type says that is asked for. What makes YAML
surprising, or lets a short text be a huge document, is refused: anchors, tags, merge keys, keys that are there twice.

What is written, readers of YAML 1.1 and of 1.2 read as the same data, with or without our strictness. Keys stand in
their order, a list below its key is indented, and a text is in quotes unless nobody could take it for anything else.
Texts of several lines stand as they are. In a document, the fields that take several lines stand apart, as in the
templates of the playbooks. The same data gives the same text.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from releasekit.documents._faults import (
    MOST_NESTED,
    ExtraError,
    Faults,
    Parsed,
    Path,
    Place,
    PlainScalar,
    fail,
    given,
    place_of,
    sound,
)
from releasekit.documents._grammar import taken_for

BREAKS: Final = re.compile("[\x85\u2028\u2029]")
LENIENT: Final = re.compile("[\t\ufeff]|[|>][-+0-9]*#")
"""What libyaml takes and the scanner in Python does not: some tabs and byte order marks, and a comment at the mark of
a block. Besides, a question mark in a text without quotes between brackets."""
COMMENT: Final = re.compile(r"[ \t]*(?P<comma>,[ \t]*)?(?P<text>#(?![\s#])\S*)")
DASH: Final = re.compile(r"[\r\n] *(?P<dash>-)(?=\s|\Z)")
# What PyYAML says, and what people are told instead.
REASONS: Final = (
    (r"found character '\\t' that cannot start any token", "a tab; expected blanks"),
    (r"found character '(.)' that cannot start any token", r"a text cannot start with `\1`; quote it"),
    (r"mapping values are not allowed here", "a `:` is not allowed here; quote a text that has `: ` in it"),
    (r"sequence entries are not allowed here", "a text cannot start with `- `; quote it"),
    (r"mapping keys are not allowed here", "a text cannot start with `? `; quote it"),
    (r"expected <block end>, but found .*", "a line that is not indented like those around it"),
    (r"could not find expected ':'", "a line without `:`; expected a key and its value"),
    (
        r"expected alphabetic or numeric character, but found '.*'",
        "YAML reads a text that begins with `*` or `&` as an alias or an anchor; quote it",
    ),
    (r"found unexpected end of stream", "the end of the document; expected the closing quote"),
    (r"expected the node content, but found '<(?:stream|document) end>'", "the end of the document; expected a value"),
    (r"expected the node content, but found '(.*)'", r"`\1`; expected a value"),
    (r"expected '<document start>', but found .*", "text outside of the document"),
    (r"expected (.*), but got '<stream end>'", r"the end of the document; expected \1"),
)
# What leaks from PyYAML where a text has numbers or escapes that Python does not take.
LEAKS: Final = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)


class Stopped(Exception):  # noqa: N818 - it never leaves this module
    """Composing cannot go on, and the reason has been said; or it need not."""


def parse_yaml(text: str, limit: int) -> Parsed:
    """Return what a text in YAML says, with each scalar without quotes as a `PlainScalar`.

    Raises:
        DocumentError: where it is no YAML, or has what is refused.
        ExtraError: where PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError:
        raise ExtraError("PyYAML", "yaml") from None
    sound(text, limit)
    if match := BREAKS.search(text):
        mark = ord(match[0])
        fail(text, match.start(), f"a line break, U+{mark:04X}, that not all readers know; expected an escape")
    # The scanner of libyaml is some eight times as fast as the one in Python, and not always installed. It says less
    # about what is wrong, and takes a little more (`LENIENT`). So it reads only the texts that are right: where it may
    # be too lenient, or anything is found to be wrong, the scanner in Python reads the text again and decides. Lines
    # and columns of faults are found by that one, too. A law holds the two against each other.
    is_doubtful = LENIENT.search(text) or ("?" in text and ("[" in text or "{" in text))
    if yaml.__with_libyaml__ and not is_doubtful:
        data = _Composer(text, faults := Faults()).run_fast()
        if not faults:
            return Parsed(data, partial(_located, text))
    data = _Composer(text, faults := Faults()).run()
    if faults:
        raise faults.error()
    return Parsed(data, partial(_located, text))


def _located(text: str, faults: Faults) -> Mapping[Path, Place]:
    composer = _Composer(text, Faults(), faults.wanted())
    composer.run()
    return composer.values | faults.at_keys(composer.keys)


# PyYAML's own composer recurses, resolves aliases, keeps the last of two equal keys, and decides what a scalar is. Here
# the events drive a stack of open lists and mappings, with the path beside it, so that every problem is told where it
# is, and depth and aliases are refused before they cost anything. The places of values and keys are kept only where
# they are wanted, which is in a second composing, after faults were found.
class _Composer:
    """One composing of a text.

    Args:
        text: what to compose.
        faults: takes the faults.
        wanted: the paths whose places are kept, in `values` and `keys`.
    """

    def __init__(self, text: str, faults: Faults, wanted: frozenset[Path] = frozenset()) -> None:
        self.text, self.faults, self.wanted = text, faults, wanted
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self._root: list[Any] = []
        self._open: list[Any] = [self._root]
        self._path: list[Any] = [0]
        self._is_key = False
        self._documents = 0

    def run_fast(self) -> object:
        """Return the data by the scanner of libyaml; where that finds an error, the fault does not say which."""
        import yaml

        try:
            self._take_all(yaml.CSafeLoader(self.text))
        except (yaml.YAMLError, *LEAKS):
            self.faults.add("not what libyaml reads")
        return self._root[0] if self._root else None

    def run(self) -> object:
        """Return the data of the one document by the scanner in Python."""
        import yaml

        try:
            loader: Any = yaml.SafeLoader(self.text)
        except yaml.reader.ReaderError as error:
            mark = int(error.character)
            fail(self.text, error.position, f"the character U+{mark:04X}; expected an escape in double quotes")
        try:
            self._take_all(loader)
        except yaml.MarkedYAMLError as error:
            problem = str(error.problem or error.context)
            said = (match.expand(words) for pattern, words in REASONS if (match := re.fullmatch(pattern, problem)))
            message = next(said, problem if problem.isprintable() else ascii(problem)[1:-1])
            self._add((), message, error.problem_mark or loader.get_mark())
        except LEAKS:
            self._add((), "a number or an escape that is out of range", loader.get_mark())
        return self._root[0] if self._root else None

    def _take_all(self, loader: Any) -> None:
        import yaml

        takers = {
            yaml.DocumentStartEvent: self._start_document,
            yaml.AliasEvent: self._take_alias,
            yaml.ScalarEvent: self._take_scalar,
            yaml.MappingStartEvent: self._take_mapping,
            yaml.SequenceStartEvent: self._take_list,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
        }
        try:
            while loader.check_event():
                event = loader.get_event()
                if taker := takers.get(type(event)):
                    taker(event)
        except Stopped:
            pass
        finally:
            loader.dispose()

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("a second document; expected one", event)
        if event.version or event.tags:
            self._add((), "a directive; expected none", event.start_mark)

    def _take_alias(self, event: Any) -> None:
        alias = given(PlainScalar(f"*{event.anchor}"))
        self._add(self._here(), f"an alias, {alias}; expected the value itself", event.start_mark)
        self._put(None, event)

    def _take_mapping(self, event: Any) -> None:
        self._check(event, is_open=bool(event.flow_style))
        self._push({}, event)

    def _take_list(self, event: Any) -> None:
        self._check(event, is_open=bool(event.flow_style))
        self._push([], event)

    def _check(self, event: Any, *, is_open: bool) -> None:
        """Refuse anchors and tags, and a comment that may be meant as a value."""
        if event.anchor is not None:
            anchor = given(PlainScalar(f"&{event.anchor}"))
            self._add(self._here(), f"an anchor, {anchor}; expected the value alone", event.start_mark)
        if event.tag is not None:
            tag = given(PlainScalar(event.tag))
            self._add(self._here(), f"a tag, {tag}; expected the value alone", event.start_mark)
        # Where a text is open, or a list or mapping goes on: `pr_ref: #412` would be nothing, `text: Fixes #412` only
        # half of what somebody wrote, `[#412,` no member.
        comment = COMMENT.match(self.text, event.end_mark.index)
        if comment and (is_open or comment["comma"]):
            text = given(PlainScalar(comment["text"]))
            message = f"YAML reads {text} as a comment; quote the text, or write a blank after `#`"
            self._add(self._here(), message, event.start_mark)

    def _take_scalar(self, event: Any) -> None:
        value: str = event.value
        is_plain = not event.style  # `None` in Python, an empty text in libyaml
        if event.style == '"' and any("\ud800" <= mark <= "\udfff" for mark in value):
            self._add(self._here(), "half of a surrogate pair in a text; expected whole characters", event.start_mark)
        self._check(event, is_open=is_plain)
        start, end = event.start_mark, event.end_mark
        if is_plain and start.line < end.line and (dash := DASH.search(self.text, start.index, end.index)):
            # A member would be part of the text above it, since it is indented deeper.
            message = "YAML reads this `- ` as part of the text above it; "
            message += "indent it like the other members, or quote the text"
            self.faults.add(message, *self._here(), place=place_of(self.text, dash.start("dash")))
        if self._is_key:
            self._take_key(value, event, is_plain=is_plain)
        else:
            self._put(PlainScalar(value) if is_plain else value, event)

    def _take_key(self, key: str, event: Any, *, is_plain: bool) -> None:
        self._path[-1], self._is_key = key, False
        if self.wanted and (here := self._here()) in self.wanted:
            self.keys.setdefault(here, _place(event.start_mark))
        taken = taken_for(key) if is_plain else None
        if key == "<<" and is_plain:
            self._add(self._here(), "a merge key; expected the keys themselves", event.start_mark)
        elif taken is not None:
            words = f"YAML reads {given(PlainScalar(key))} as {taken}" if key else "an empty key"
            self._add(self._here(), f"{words}; quote it to make it a key", event.start_mark)
        elif key in self._open[-1]:
            self._add(self._here(), "the key is there twice; expected it once", event.start_mark)

    def _put(self, value: object, event: Any) -> None:
        """Put a value where it belongs, and go on to the next place."""
        if self._is_key:
            self._stop("a key that is not text; expected text", event)
        if self.wanted and (here := self._here()) in self.wanted:
            self.values.setdefault(here, _place(event.start_mark))
            if len(self.values) == len(self.wanted):
                raise Stopped
        holder = self._open[-1]
        if isinstance(holder, dict):
            holder.setdefault(self._path[-1], value)
            self._is_key = True
        else:
            holder.append(value)
            self._path[-1] += 1

    def _push(self, holder: object, event: Any) -> None:
        if len(self._open) > MOST_NESTED:
            self._path = [0]  # the pointer would be as long as that
            self._stop(f"lists and mappings nested deeper than {MOST_NESTED}", event)
        self._put(holder, event)
        if not isinstance(self._open[-1], dict):
            self._path[-1] -= 1
        self._open.append(holder)
        self._is_key = isinstance(holder, dict)
        self._path.append("" if self._is_key else 0)

    def _close(self, _: Any) -> None:
        self._open.pop()
        self._path.pop()
        outer = self._open[-1]
        self._is_key = isinstance(outer, dict)
        if not self._is_key:
            self._path[-1] += 1

    def _here(self) -> Path:
        return tuple(self._path[1 : -1 if self._is_key else None])

    def _add(self, path: Path, message: str, mark: Any) -> None:
        self.faults.add(message, *path, place=_place(mark))

    def _stop(self, message: str, event: Any) -> None:
        self._add(self._here(), message, event.start_mark)
        raise Stopped


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


# --- Writing --------------------------------------------------------------------------------------

PLAIN: Final = re.compile(
    r"[^\W\d_](?:[\w ./+@()=;,'<>`*!?&%$~|-]|:(?=[\w/])|(?<! )#)*(?<! )|[0-9]++\.[0-9]++\.[0-9]++(?:[-+][\w.+-]*)?"
)
ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
STEP: Final = "  "


def yaml_text(data: object, *, is_document: bool = False) -> str:
    """Return plain data as YAML; that of a document has its fields under its kind."""
    return "\n".join(_spaced(data) if is_document and isinstance(data, dict) else _lines(data)) + "\n"


def _spaced(document: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a document, with a blank one before and after each field that takes several."""
    for key, fields in document.items():
        if not (isinstance(fields, dict) and fields):
            yield from _entry(f"{_word(key)}:", fields)
            continue
        yield f"{_word(key)}:"
        blocks = [list(_entry(f"{_word(name)}:", value)) for name, value in fields.items()]
        is_long = [len(block) > 1 for block in blocks]
        for place, block in enumerate(blocks):
            if place and (is_long[place] or is_long[place - 1]):
                yield ""
            yield from _indented(iter(block))


def _lines(data: object) -> Iterator[str]:
    """Yield the lines of a value that stands below its key, without indent."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _entry(f"{_word(key)}:", value)
    elif isinstance(data, list) and data:
        for value in data:
            if isinstance(value, dict) and value:  # its first key stands on the line of the mark
                first, *others = _lines(value)
                yield f"- {first}"
                yield from _indented(iter(others))
            else:
                yield from _entry("-", value)
    else:
        yield _scalar(data)


def _entry(head: str, value: object) -> Iterator[str]:
    """Yield a key or the mark of a list with its value, on the same line or below."""
    if isinstance(value, dict | list) and value:
        yield head
        yield from _indented(_lines(value))
    elif isinstance(value, str) and _is_block(value):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from _indented(iter(value.removesuffix("\n").split("\n")))
    else:
        yield f"{head} {_scalar(value)}"


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (STEP + line if line else line for line in lines)


def _is_block(text: str) -> bool:
    """Tell whether a text can stand as it is, line by line."""
    lines = text.removesuffix("\n").split("\n")
    is_plain = all(line.isprintable() and (not line or not line.isspace()) for line in lines)
    return len(lines) > 1 and is_plain and bool(lines[0]) and bool(lines[-1]) and not lines[0].startswith(" ")


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case dict():
            return "{}"
        case list():
            return "[]"
        case _:
            return _word(value)


def _word(text: str) -> str:
    if PLAIN.fullmatch(text) and text.isprintable() and taken_for(text) is None:
        return text
    if '"' in text and "'" not in text and text.isprintable():  # such as the text of a cell
        return f"'{text}'"
    return '"' + "".join(map(_mark, text)) + '"'


def _mark(mark: str) -> str:
    """Return a mark, or its escape; half of a surrogate pair has none, and is refused with the whole text."""
    if mark in ESCAPES:
        return ESCAPES[mark]
    if mark.isprintable() or "\ud800" <= mark <= "\udfff":
        return mark
    return f"\\u{ord(mark):04x}" if ord(mark) <= 0xFFFF else f"\\U{ord(mark):08x}"  # noqa: PLR2004 - the last of four digits
