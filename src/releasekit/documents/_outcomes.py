"""How outcomes and conditions stand in documents, before the table around them says what their texts stand for."""

from typing import Any, Final

from releasekit.documents._containers import in_order
from releasekit.documents._form import BAD, Definitions, Form, Refused, Schema
from releasekit.documents._problems import Bare, Findings, Path, given
from releasekit.documents._shapes import Condition, Spoken
from releasekit.documents._texts import Text
from releasekit.errors import ReleasekitError
from releasekit.policy import Cell, cell

MOST_NESTED: Final = 8
"""How deep an outcome may be."""
SET: Final = "set"
TEXT: Final = Text()
CELL: Final = 'the text of a cell such as `"high"`, `true` or `>= 3`'


class Checked(Form):
    """A form that has one way of reading, which finds all problems."""

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value, if there is no problem."""
        value = self.walk(data, (), Findings())
        if value is BAD:
            raise Refused
        return value


class Sayings(Checked):
    """Outcomes: a text; a list for a tuple; ``set`` with a list for a frozenset; or a word with its vocabulary."""

    words = "an outcome: text, a list of outcomes, `set` with such a list, or `vocabulary` and `word`"
    accepts = frozenset({str, Bare, list, dict})

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Return texts, words by their names, and tuples and frozensets of those."""
        return self._walk(data, path, found, MOST_NESTED)

    def _walk(self, data: object, path: Path, found: Findings, depth: int) -> object:
        match data:
            case str():
                return self._text(data, path, found)
            case list() | {"set": list()} if depth == 0:
                found.add(path, f"an outcome deeper than {MOST_NESTED} lists; expected at most that")
            case list():
                return self._members(data, path, found, depth)
            case {"set": list() as members, **others} if not others:
                return self._set(members, (*path, SET), found, depth)
            case {"vocabulary": vocabulary, "word": word, **others} if not others:
                named = self._text(vocabulary, (*path, "vocabulary"), found), self._text(word, (*path, "word"), found)
                return BAD if BAD in named else Spoken(*map(str, named))
            case _:
                found.add(path, f"{given(data)}; expected {self.words}")
        return BAD

    def _text(self, data: object, path: Path, found: Findings) -> object:
        if data == "":
            found.add(path, f"{given(data)}; expected text of at least one character")
            return BAD
        return TEXT.walk(data, path, found)

    def _members(self, data: list[object], path: Path, found: Findings, depth: int) -> object:
        members = tuple(self._walk(one, (*path, at), found, depth - 1) for at, one in enumerate(data))
        return BAD if BAD in members else members

    def _set(self, data: list[object], path: Path, found: Findings, depth: int) -> object:
        members = self._members(data, path, found, depth)
        if not isinstance(members, tuple):
            return BAD
        first = {member: at for at, member in reversed([*enumerate(members)])}
        twice = [at for at, member in enumerate(members) if first[member] != at]
        for at in twice:
            found.add((*path, at), f"{given(data[at])} is there twice; expected it once")
        return BAD if twice else frozenset(members)

    def write(self, value: Any) -> Any:
        """Return the text, list or mapping."""
        match value:
            case tuple():
                return [self.write(member) for member in value]
            case frozenset():
                return {SET: in_order([self.write(member) for member in value])}
            case Spoken():
                return {"vocabulary": value.vocabulary, "word": value.word}
            case _:
                return value

    def settle(self, data: object) -> object:
        """Settle every text."""
        match data:
            case list():
                return [self.settle(member) for member in data]
            case dict():
                return {key: self.settle(member) for key, member in data.items()}
            case _:
                return TEXT.settle(data)

    def schema(self, definitions: Definitions) -> Schema:
        """Return a reference to the schema, which holds itself."""
        return definitions.refer(Sayings, "Outcome", lambda: self._schema(definitions))

    def _schema(self, definitions: Definitions) -> Schema:
        text: Schema = {"type": "string", "minLength": 1}
        members: Schema = {"type": "array", "items": self.schema(definitions)}
        a_set, a_word = {SET: members | {"uniqueItems": True}}, {"vocabulary": text, "word": text}
        return {"anyOf": [text, members, _mapping(a_set), _mapping(a_word)]}


def _mapping(properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


class Conditions(Checked):
    """What a rule asks: a mapping of columns to the texts of cells."""

    words = f"a mapping of columns, each to {CELL}"
    accepts = frozenset({dict})

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Return pairs of a column and a cell in which a text stands for a word."""
        if type(data) is not dict:
            found.add(path, f"{given(data)}; expected {self.words}")
            return BAD
        pairs = tuple((key, _cell(one, (*path, key), found)) for key, one in data.items() if _is_name(key, path, found))
        return BAD if len(pairs) < len(data) or any(own is BAD for _, own in pairs) else pairs

    def write(self, value: Condition) -> Any:
        """Return the mapping."""
        return {column: str(own) for column, own in value}

    def settle(self, data: object) -> object:
        """Settle the texts of the cells."""
        return {key: TEXT.settle(own) for key, own in data.items()} if type(data) is dict else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the mapping."""
        return {"type": "object", "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 20_000}}


def _is_name(key: object, path: Path, found: Findings) -> bool:
    if type(key) is str:
        return True
    found.add((*path, given(key)), "a key that is no text; expected the name of a column", at_key=True)
    return False


def _cell(data: object, path: Path, found: Findings) -> Cell | object:
    """Return the cell of a text; what is written without a word for it is refused with what it may be."""
    if type(data) is not str:
        found.add(path, TEXT.message(data, CELL))
        return BAD
    try:
        return cell(data)
    except ReleasekitError as error:
        found.add(path, str(error))
        return BAD
