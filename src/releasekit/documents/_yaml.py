"""YAML: PyYAML splits the text, and nothing of it decides what a scalar is.

The events of its parser are put together here, without recursion and without constructors. A scalar in quotes or in a
block is a text. A plain one is `Bare`, and what it is, the type says that is asked for. What makes YAML surprising, or
lets a short text be a huge document, is refused: anchors, tags, merge keys, keys that are there twice.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from releasekit.documents._problems import Bare, ExtraError, Findings, Path, Place, given
from releasekit.documents._scalars import taken_for
from releasekit.documents._text import MOST_NESTED, Parsed, fail, place_of, sound

BREAKS: Final = re.compile("[\x85\u2028\u2029]")
COMMENT: Final = re.compile(r"[ \t]*(?P<comma>,[ \t]*)?(?P<text>#(?![\s#])\S*)")
DASH: Final = re.compile(r"[\r\n] *(?P<dash>-)(?=\s|\Z)")
# What PyYAML says, and what people are told instead.
REASONS: Final = (
    (r"found character '\\t' that cannot start any token", "a tab; expected blanks"),
    (r"found character '(.)' that cannot start any token", r"`\1` cannot start a text; put the text in quotes"),
    (r"mapping values are not allowed here", "a `:` that cannot stand here; put a text with `: ` in it in quotes"),
    (r"expected <block end>, but found .*", "a line that is not indented like those around it"),
    (r"could not find expected ':'", "a line without `:`; expected a key and its value"),
    (
        r"expected alphabetic or numeric character, but found '.*'",
        "a text that begins with `*` or `&`, which YAML takes for an alias or an anchor; put the text in quotes",
    ),
    (r"found unexpected end of stream", "the end of the document; expected the closing quote"),
    (r"expected the node content, but found '<(?:stream|document) end>'", "the end of the document; expected a value"),
    (r"expected the node content, but found '(.*)'", r"`\1`; expected a value"),
    (r"expected '<document start>', but found .*", "what stands here belongs to no document"),
    (r"expected (.*), but got '<stream end>'", r"the end of the document; expected \1"),
)
# What leaks from PyYAML where a text has numbers or escapes that Python does not take.
LEAKS: Final = (ValueError, ArithmeticError, LookupError, AttributeError, TypeError)


class Stopped(Exception):  # noqa: N818 - it never leaves this module
    """Composing cannot go on, and the reason has been said; or it need not."""


def parse_yaml(text: str, limit: int) -> Parsed:
    """Return what a text in YAML says, with `Bare` scalars.

    Raises:
        DocumentError: where it is no YAML, or has what is refused.
        ExtraError: where PyYAML is not installed.
    """
    try:
        import yaml  # noqa: F401 - only those who ask for YAML need it
    except ImportError:
        raise ExtraError("PyYAML", "yaml") from None
    sound(text, limit)
    if match := BREAKS.search(text):
        mark = ord(match[0])
        fail(text, match.start(), f"a line break, U+{mark:04X}, that not all readers know; expected an escape")
    data = _Composer(text, found := Findings(), frozenset()).run()
    if found:
        raise found.error()
    return Parsed(data, found, lambda findings: _located(text, findings))


def _located(text: str, found: Findings) -> Mapping[Path, Place]:
    wanted = frozenset(path[:end] for path, _, _ in found.kept for end in range(len(path) + 1))
    composer = _Composer(text, Findings(), wanted)
    composer.run()
    keys = {path: composer.keys[path] for path in found.at_key if path in composer.keys}
    return composer.values | keys


class _Composer:
    """One composing of a text.

    Args:
        text: what to compose.
        found: takes the problems.
        wanted: the paths whose places are kept, in `values` and `keys`.
    """

    def __init__(self, text: str, found: Findings, wanted: frozenset[Path]) -> None:
        self.text, self.found, self.wanted = text, found, wanted
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self._root: list[Any] = []
        self._open: list[Any] = [self._root]
        self._path: list[Any] = [0]
        self._is_key = False
        self._documents = 0

    def run(self) -> object:
        """Return the data of the one document."""
        import yaml

        try:
            loader: Any = yaml.SafeLoader(self.text)
        except yaml.reader.ReaderError as error:
            mark = int(error.character)
            fail(self.text, error.position, f"the character U+{mark:04X}; expected an escape in double quotes")
        try:
            while loader.check_event():
                self._take(loader.get_event())
        except Stopped:
            pass
        except yaml.MarkedYAMLError as error:
            self._add((), _reason(error), error.problem_mark or loader.get_mark())
        except LEAKS:
            self._add((), "a number or an escape that is out of range", loader.get_mark())
        finally:
            loader.dispose()
        return self._root[0] if self._root else None

    def _take(self, event: Any) -> None:
        import yaml

        match event:
            case yaml.DocumentStartEvent():
                self._start_document(event)
            case yaml.AliasEvent():
                alias = given(Bare(f"*{event.anchor}"))
                self._add(self._here(), f"an alias, {alias}; expected the value itself", event.start_mark)
                self._put(None, event)
            case yaml.ScalarEvent():
                self._check(event)
                self._take_scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check(event)
                self._check_comment(event, is_open=bool(event.flow_style))
                self._push({} if isinstance(event, yaml.MappingStartEvent) else [], event)
            case yaml.CollectionEndEvent():
                self._pop()
            case _:
                return

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop("a second document; expected one", event)
        if event.version or event.tags:
            self._add((), "a directive; expected none", event.start_mark)

    def _check(self, event: Any) -> None:
        """Refuse anchors and tags."""
        if event.anchor is not None:
            anchor = given(Bare(f"&{event.anchor}"))
            self._add(self._here(), f"an anchor, {anchor}; expected the value alone", event.start_mark)
        if event.tag is not None:
            self._add(self._here(), f"a tag, {given(Bare(event.tag))}; expected the value alone", event.start_mark)

    def _check_comment(self, event: Any, *, is_open: bool) -> None:
        """Refuse a comment that may be meant as a value: where a text is open, or a list or mapping goes on."""
        comment = COMMENT.match(self.text, event.end_mark.index)
        if comment and (is_open or comment["comma"]):
            # `pr_ref: #412` would be nothing, `text: Fixes #412` only half of what somebody wrote, `[#412,` no member.
            message = f"{given(Bare(comment['text']))} is a comment; expected a blank after `#`, or the text in quotes"
            self._add(self._here(), message, event.start_mark)

    def _check_dash(self, event: Any, *, is_plain: bool) -> None:
        """Refuse a member that would be part of the text above it, since it is indented deeper."""
        start, end = event.start_mark, event.end_mark
        if is_plain and start.line < end.line and (match := DASH.search(self.text, start.index, end.index)):
            message = "a line that begins with `- ` goes on with the text above it; "
            message += "expected a member, indented like the others, or the text in quotes"
            self.found.add(self._here(), message, place_of(self.text, match.start("dash")))

    def _take_scalar(self, event: Any) -> None:
        value: str = event.value
        try:
            value.encode()
        except UnicodeEncodeError:
            self._add(self._here(), "half of a surrogate pair in a text; expected whole characters", event.start_mark)
        is_plain = event.style is None
        self._check_comment(event, is_open=is_plain)
        self._check_dash(event, is_plain=is_plain)
        if self._is_key:
            self._take_key(value, event, is_plain=is_plain)
        else:
            self._put(Bare(value) if is_plain else value, event)

    def _take_key(self, key: str, event: Any, *, is_plain: bool) -> None:
        self._path[-1], self._is_key = key, False
        here = self._here()
        if here in self.wanted:
            self.keys.setdefault(here, _place(event.start_mark))
        taken = taken_for(key) if is_plain else None
        if key == "<<" and is_plain:
            self._add(here, "a merge key; expected the keys themselves", event.start_mark)
        elif taken is not None:
            words = f"{given(Bare(key))} is {taken} to other readers" if key else "an empty key"
            self._add(here, f"{words}; expected a key: put it in quotes", event.start_mark)
        elif key in self._open[-1]:
            self._add(here, "the key is there twice; expected it once", event.start_mark)

    def _put(self, value: object, event: Any) -> None:
        """Put a value where it belongs, and go on to the next place."""
        if self._is_key:
            self._stop("a key that is no text; expected text", event)
        here = self._here()
        if here in self.wanted:
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

    def _pop(self) -> None:
        self._open.pop()
        self._path.pop()
        outer = self._open[-1]
        self._is_key = isinstance(outer, dict)
        if not self._is_key:
            self._path[-1] += 1

    def _here(self) -> Path:
        return tuple(self._path[1 : -1 if self._is_key else None])

    def _add(self, path: Path, message: str, mark: Any) -> None:
        self.found.add(path, message, _place(mark))

    def _stop(self, message: str, event: Any) -> None:
        self._add(self._here(), message, event.start_mark)
        raise Stopped


def _place(mark: Any) -> Place:
    return mark.line + 1, mark.column + 1


def _reason(error: Any) -> str:
    """Say what PyYAML found, in the words of these documents where there are any."""
    problem = str(error.problem or error.context)
    for pattern, words in REASONS:
        if match := re.fullmatch(pattern, problem):
            return match.expand(words)
    return problem if problem.isprintable() else ascii(problem)[1:-1]
