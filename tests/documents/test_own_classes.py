"""Classes of one's own and arguments at the doors: what is wrong with them is said in the same words every time."""

from collections import OrderedDict, defaultdict
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import attrs
import pytest
from cattrs import Converter

from releasekit.answers import Finding, Severity
from releasekit.compat import ReleaseTuple
from releasekit.documents import configure, from_data, from_json, from_toml, from_yaml, json_schema, to_data
from releasekit.errors import ReleasekitError

Item = TypeVar("Item")
CLAIM = {"consumer": "a", "consumer_sha": "b" * 7, "producer_sha": "c" * 7}


@attrs.frozen
class Ahead:
    """A class that names what is not there."""

    other: "Nope"  # type: ignore[name-defined]  # noqa: F821 - that is the point
    count: int = 0


@attrs.frozen
class Box(Generic[Item]):
    """A class of any items."""

    items: tuple[Item, ...]


def _is_even(_: object, field: "attrs.Attribute[int]", value: int) -> None:
    if value % 2:
        raise ValueError(f"{field.name} is odd:\n{value}")


@attrs.frozen
class Checked:
    """A class with checks of its own."""

    even: int = attrs.field(default=0, validator=_is_even)
    small: int = attrs.field(default=0, validator=attrs.validators.lt(10))
    known: str = attrs.field(default="a", validator=attrs.validators.in_(["a", "b"]))

    def __attrs_post_init__(self) -> None:
        if self.small > self.even + 5:
            raise ValueError


def refusal(call: Any, *given: object, **named: Any) -> str:  # noqa: ANN401 - any call
    """Return the text of the refusal that a call ends in."""
    with pytest.raises(ReleasekitError) as caught:
        call(*given, **named)
    return f"{type(caught.value).__name__}: {caught.value}"


def test_a_name_that_is_not_there_is_told_each_time() -> None:
    for _ in range(3):
        for call in (lambda: to_data(Ahead(1)), lambda: from_data(Ahead, {}), lambda: json_schema(Ahead)):
            assert refusal(call) == (
                "FormError: `Ahead` has no form in documents; expected annotations whose names are all defined, "
                "unlike `Nope`"
            )


@pytest.mark.parametrize(
    ("value", "field"),
    [(Box((1,)), "items"), (Finding(Severity.LOW, "p", message="m"), "kind")],
)
def test_a_class_of_any_types_is_named(value: object, field: str) -> None:
    assert refusal(to_data, value) == (
        f"FormError: `{type(value).__name__}` has no form in documents; expected a class whose field `{field}` "
        "has one type"
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"even": 3}, "even is odd: 3"),
        ({"small": 12}, "'small' must be < 10: 12"),
        ({"known": "c"}, "'known' must be in ['a', 'b'] (got 'c')"),
        ({"small": 9}, "fields that do not go together; expected a Checked"),
    ],
)
def test_what_a_class_of_ones_own_refuses_is_a_problem(data: dict[str, object], problem: str) -> None:
    assert refusal(from_data, Checked, data) == f"DocumentError: {problem}"
    assert refusal(from_data, tuple[Checked, ...], [{}, data]) == f"DocumentError: /1: {problem}"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (OrderedDict(CLAIM), "an OrderedDict, which is no dict"),
        (defaultdict(str, CLAIM), "a defaultdict, which is no dict"),
        (MappingProxyType(CLAIM), "a mappingproxy, which is no dict"),
        (object(), "an object"),
        ((), "a tuple"),
    ],
)
def test_what_is_nearly_a_dict_is_called_by_its_class(data: object, words: str) -> None:
    assert refusal(from_data, ReleaseTuple, data) == f"DocumentError: {words}; expected a mapping (release tuple)"


@pytest.mark.parametrize("read", [from_json, from_yaml, from_toml])
@pytest.mark.parametrize(("limit", "words"), [(-1, "-1"), (True, "True"), (None, "None"), (1.5, "1.5"), ("x", '"x"')])
def test_a_limit_is_a_number_from_0(read: Any, limit: object, words: str) -> None:  # noqa: ANN401 - any reader
    assert refusal(read, ReleaseTuple, "", limit=limit) == (
        f"FieldError: limit is `{words}`; expected a whole number of at least 0"
    )


@pytest.mark.parametrize(("converter", "words"), [(None, "None"), (Converter, "class Converter"), (5, "5")])
def test_only_a_converter_is_configured(converter: Any, words: str) -> None:  # noqa: ANN401 - what is no converter
    assert refusal(configure, converter) == f"FieldError: converter is `{words}`; expected a converter of cattrs"


@pytest.mark.parametrize(("text", "mark"), [("consumer: - a", "- "), ("consumer: ? a", "? ")])
def test_yaml_asks_for_quotes_where_a_text_starts_with_a_mark(text: str, mark: str) -> None:
    assert refusal(from_yaml, ReleaseTuple, text) == (
        f"DocumentError: line 1, column 11: a text cannot start with `{mark}`; quote it"
    )
