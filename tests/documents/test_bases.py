"""A field may hold any class below a base class: the kind says which, whoever defined it, and whenever."""

import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Final

import attrs
import jsonschema
import pytest
from cattrs import Converter
from hypothesis import given

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Frozen, Name, checked
from releasekit.documents import (
    DocumentError,
    DocumentKind,
    configure,
    from_data,
    from_json,
    from_toml,
    from_yaml,
    json_schema,
    to_data,
    to_json,
    to_toml,
    to_yaml,
)
from releasekit.errors import ReleasekitError
from tests.strategies.documents import objects


@attrs.frozen
class Question(Frozen, ABC):
    """What is asked about a change."""

    document_union: ClassVar[bool] = True

    @abstractmethod
    def column(self) -> str:
        """Return the name of the column that the question fills."""


@attrs.frozen(field_transformer=checked)
class Signed(Question):
    """Whether a person signed the change."""

    by: Name

    def column(self) -> str:
        """Return the name of the person."""
        return self.by


@attrs.frozen(field_transformer=checked)
class AllOf(Question):
    """Whether the answer to each of some questions is yes."""

    document_kind: ClassVar[str] = "every"

    name: Name
    questions: tuple[Question, ...] = attrs.field(converter=as_tuple)

    def column(self) -> str:
        """Return the name."""
        return self.name


@attrs.frozen(field_transformer=checked)
class Form(Frozen):
    """A table of questions."""

    questions: tuple[Question, ...] = attrs.field(converter=as_tuple)
    first: Question | None = attrs.field(default=None, kw_only=True)
    others: frozenset[Question] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)


FORM: Final = Form(
    [AllOf("both", [Signed("Ada"), Signed("Kim")]), Signed("Olga")],
    first=Signed("Ada"),
    others=[Signed("b"), Signed("a")],
)
DATA: Final = {
    "questions": [
        {
            "kind": "every",
            "name": "both",
            "questions": [{"kind": "signed", "by": "Ada"}, {"kind": "signed", "by": "Kim"}],
        },
        {"kind": "signed", "by": "Olga"},
    ],
    "first": {"kind": "signed", "by": "Ada"},
    "others": [{"kind": "signed", "by": "a"}, {"kind": "signed", "by": "b"}],
}
FORMATS: Final = ((to_json, from_json), (to_yaml, from_yaml), (to_toml, from_toml))


def refusal(call: Callable[..., object], *given: object, **named: object) -> str:
    """Return the text of the refusal that a call ends in."""
    with pytest.raises(ReleasekitError) as caught:
        call(*given, **named)
    return f"{type(caught.value).__name__}: {caught.value}"


class TestBothWays:
    def test_the_kind_stands_before_the_fields(self) -> None:
        assert to_data(FORM) == DATA
        assert list(to_data(FORM)["questions"][0]) == ["kind", "name", "questions"]
        assert from_data(Form, DATA) == FORM

    @pytest.mark.parametrize(("write", "read"), FORMATS)
    def test_in_every_format(self, write: Callable[..., str], read: Callable[..., Any]) -> None:
        assert read(Form, write(FORM)) == FORM
        kinds = (DocumentKind(Form),)
        assert read(Form, write(FORM, documents=kinds), documents=kinds) == FORM

    def test_the_base_is_read_alone_and_a_class_below_it_has_no_kind(self) -> None:
        assert from_data(Question, DATA["first"]) == Signed("Ada")
        assert to_data(Signed("Ada")) == {"by": "Ada"}
        assert from_data(Signed, {"by": "Ada"}) == Signed("Ada")

    @given(objects(Form))
    def test_whatever_it_holds(self, form: Form) -> None:
        plain = to_data(form)
        assert from_data(Form, plain) == form
        jsonschema.Draft202012Validator(json_schema(Form)).validate(plain)
        for write, read in FORMATS:
            assert read(Form, write(form)) == form


MEANT: Final = "expected one of every, signed; did you mean `signed`?"
BASED: Final = "a mapping whose `kind` is one of every, signed"
TEXT: Final = """\
questions:
  - kind: sgined
    by: Ada
  - by: Ada
  - kind: every
    name: both
    questions:
      - {kind: signed, bye: Kim}
      - kind: 7
  - Ada
first: [Ada]
"""


class TestFaults:
    def test_each_is_told_where_it_is(self) -> None:
        assert refusal(from_yaml, Form, TEXT).splitlines() == [
            f"DocumentError: line 2, column 11: /questions/0/kind: `sgined`; {MEANT}",
            f"line 4, column 5: /questions/1: a mapping; expected {BASED}",
            "line 8, column 24: /questions/2/questions/0/bye: unknown key; did you mean `by`?",
            "line 9, column 15: /questions/2/questions/1/kind: `7`; expected one of every, signed",
            f"line 10, column 5: /questions/3: `Ada`; expected {BASED}",
            "line 11, column 8: /first: a list; expected a mapping (question) with its `kind` or nothing",
        ]

    def test_a_missing_key_says_what_is_expected(self) -> None:
        assert refusal(from_data, Form, {}) == (
            "DocumentError: the key `questions` is missing; "
            "expected a list in which each is a mapping (question) with its `kind`"
        )

    def test_a_limit_of_a_field_is_told_at_the_field(self) -> None:
        assert refusal(from_data, Form, {"questions": [{"kind": "signed", "by": ""}]}) == (
            'DocumentError: /questions/0/by: `""`; expected 1 to 200 printable characters, no spaces at the ends'
        )

    def test_a_class_that_is_no_attrs_class_of_its_own_is_not_written(self) -> None:
        class Countersigned(Signed):
            """A class without fields of its own."""

        assert refusal(to_data, Form([Signed("Ada"), Countersigned("Kim")])) == (
            f"DocumentError: /questions/1: `a Countersigned`; expected {BASED}"
        )


class TestSchema:
    def test_it_is_one_of_all_kinds(self) -> None:
        schema = json_schema(Form)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$defs"]["Question"] == {"oneOf": [{"$ref": "#/$defs/AllOfKind"}, {"$ref": "#/$defs/SignedKind"}]}
        assert schema["$defs"]["AllOfKind"]["properties"] == {
            "kind": {"const": "every"},
            "name": {
                "type": "string",
                "minLength": 1,
                "maxLength": 200,
                "pattern": schema["$defs"]["SignedKind"]["properties"]["by"]["pattern"],
            },
            "questions": {"type": "array", "items": {"$ref": "#/$defs/Question"}},
        }
        assert schema["$defs"]["SignedKind"]["required"] == ["kind", "by"]

    @pytest.mark.parametrize(
        "question",
        [
            {"by": "Ada"},
            {"kind": "sgined", "by": "Ada"},
            {"kind": "every", "by": "Ada"},
            {"kind": "signed", "x": 1},
            "Ada",
        ],
    )
    def test_it_refuses_what_is_refused(self, question: object) -> None:
        data = {"questions": [question]}
        assert not jsonschema.Draft202012Validator(json_schema(Form)).is_valid(data)
        with pytest.raises(DocumentError):
            from_data(Form, data)


@attrs.frozen
class Wish(Frozen):
    """A base class of which a test adds subclasses, and leaves them."""

    document_union: ClassVar[bool] = True


@attrs.frozen
class Colour(Wish):
    """A wish that is there from the start."""

    name: str = "red"


@attrs.frozen
class Wishes:
    """What somebody wants."""

    wishes: tuple[Wish, ...]


class TestLater:
    def test_a_class_that_is_defined_later_is_found(self) -> None:
        assert refusal(from_data, Wishes, {"wishes": [{"kind": "size", "number": 7}]}) == (
            'DocumentError: /wishes/0/kind: `"size"`; expected one of colour'
        )
        before = json_schema(Wishes)

        @attrs.frozen
        class Size(Wish):
            """A wish that comes later."""

            number: int

        assert to_data(Wishes((Size(7), Colour()))) == {
            "wishes": [{"kind": "size", "number": 7}, {"kind": "colour", "name": "red"}]
        }
        assert from_data(Wishes, {"wishes": [{"kind": "size", "number": 8}]}) == Wishes((Size(8),))
        assert before["$defs"]["Wish"] == {"oneOf": [{"$ref": "#/$defs/ColourKind"}]}
        assert json_schema(Wishes)["$defs"]["Wish"]["oneOf"][1] == {"$ref": "#/$defs/SizeKind"}
        assert refusal(from_data, Wishes, {"wishes": [{"kind": "siez"}]}) == (
            'DocumentError: /wishes/0/kind: `"siez"`; expected one of colour, size; did you mean `size`?'
        )

    def test_of_two_definitions_of_one_class_the_later_counts(self) -> None:
        def define(default: int) -> Any:  # noqa: ANN401 - a class
            @attrs.frozen
            class Weight(Wish):
                grams: int = default

            return Weight

        first, second = define(1), define(2)
        assert from_data(Wishes, {"wishes": [{"kind": "weight"}]}) == Wishes((second(),))
        assert to_data(Wishes((second(),))) == {"wishes": [{"kind": "weight", "grams": 2}]}
        assert refusal(to_data, Wishes((first(),))).startswith("DocumentError: /wishes/0: `a Weight`; expected")


class Broken:
    """Bases whose documents could not be told apart, each with the classes below it."""

    class Empty:
        """A base class with nothing below it but another one."""

        document_union = True

    @attrs.frozen
    class Deeper(Empty):
        """The other one."""

        document_union = True

    class Twice:
        """A base class with two classes of one kind."""

        document_union = True

    @attrs.frozen
    class Here(Twice):
        """A class of some kind."""

        document_kind = "place"

    @attrs.frozen
    class Place(Twice):
        """A class of the same kind, by its name."""

    class Kinded:
        """A base class with a class that has a field of the name that says the kind."""

        document_union = True

    @attrs.frozen
    class OfAKind(Kinded):
        """A class with such a field."""

        kind: str

    class Numbered:
        """A base class with a class whose kind is no text."""

        document_union = True

    @attrs.frozen
    class Seven(Numbered):
        """That class."""

        document_kind = 7


REFUSED: Final[dict[type, str]] = {
    Broken.Empty: "`Empty` has no form in documents; expected an attrs class below it",
    Broken.Twice: "`Twice` has no form in documents; expected classes below it of different kinds, unlike "
    "`tests.documents.test_bases.Broken.Here` and `tests.documents.test_bases.Broken.Place`, which are both `place`",
    Broken.Kinded: "`OfAKind` has no form in documents; expected no field `kind`, since that key says which class "
    "below `Kinded` it is",
    Broken.Numbered: "`Seven` has no form in documents; expected a `document_kind` of 1 to 200 printable characters, "
    "no spaces at the ends, not `7`",
}


class TestBases:
    @pytest.mark.parametrize("base", REFUSED, ids=lambda base: base.__name__)
    def test_what_cannot_be_told_apart_is_refused(self, base: type) -> None:
        held = attrs.make_class("Held", {"one": attrs.field(type=base)}, frozen=True)
        for _ in range(2):
            assert refusal(from_data, held, {"one": {"kind": "place"}}) == f"FormError: {REFUSED[base]}"
            assert refusal(json_schema, held) == f"FormError: {REFUSED[base]}"

    def test_a_base_below_a_base_is_one_of_all_below_it(self) -> None:
        @attrs.frozen
        class Outer:
            document_union = True

        @attrs.frozen
        class Inner(Outer):
            document_union = True

        @attrs.frozen
        class Deep(Inner):
            name: str = "a"

        @attrs.frozen
        class Flat(Outer):
            name: str = "b"

        held = attrs.make_class("Held", {"any": attrs.field(type=Outer), "some": attrs.field(type=Inner)}, frozen=True)
        value = held(Deep(), Deep("c"))
        assert to_data(value) == {"any": {"kind": "deep", "name": "a"}, "some": {"kind": "deep", "name": "c"}}
        assert from_data(held, to_data(value)) == value
        assert refusal(from_data, held, {"any": {"kind": "flat"}, "some": {"kind": "flat"}}) == (
            'DocumentError: /some/kind: `"flat"`; expected one of deep'
        )

    def test_a_class_without_a_form_is_in_nobodys_way(self) -> None:
        @attrs.frozen
        class Way:
            document_union = True

        @attrs.frozen
        class Plain(Way):
            name: str = "a"

        @attrs.frozen
        class Computed(Way):
            by: Callable[[], int] = int

        held = attrs.make_class("Held", {"way": attrs.field(type=Way)}, frozen=True)
        text = "FormError: `collections.abc.Callable[[], int]` has no form in documents; expected "
        assert from_data(held, to_data(held(Plain()))) == held(Plain())
        assert json_schema(held)["$defs"]["Way"] == {"oneOf": [{"$ref": "#/$defs/PlainKind"}]}
        assert refusal(to_data, held(Computed())).startswith(text)
        assert refusal(from_data, held, {"way": {"kind": "computed"}}).startswith(text)

    def test_a_base_and_another_mapping_cannot_be_told_apart(self) -> None:
        held = attrs.make_class("Held", {"one": attrs.field(type=Wish | Form)}, frozen=True)
        assert refusal(json_schema, held).endswith("expected choices that can be told apart in a document")

    def test_a_base_or_a_text(self) -> None:
        held = attrs.make_class("Held", {"one": attrs.field(type=Question | str)}, frozen=True)
        for value in (held("a"), held(Signed("Ada"))):
            assert from_data(held, to_data(value)) == value


class TestConverters:
    """Somebody else's converter reads and writes the classes below a base by their kinds."""

    def test_both_ways(self) -> None:
        held = attrs.make_class("Held", {"list": attrs.field(type=list[Question]), "one": attrs.field(type=Question)})
        configure(converter := Converter())
        value = held([*FORM.questions], Signed("Kim"))
        data = {"list": DATA["questions"], "one": {"kind": "signed", "by": "Kim"}}
        assert converter.unstructure(value) == data
        assert converter.structure(data, held) == value

    def test_a_fault_is_told(self) -> None:
        configure(converter := Converter(detailed_validation=False))
        assert refusal(converter.structure, {"kind": "sgined"}, Question) == (
            f'DocumentError: /kind: `"sgined"`; {MEANT}'
        )


def test_the_kinds_are_in_one_order_whatever_was_defined_first() -> None:
    code = (
        "import attrs\nfrom releasekit.documents import json_schema\n"
        "class Base:\n    document_union = True\n"
        "kept = [attrs.make_class(name, {{}}, bases=(Base,)) for name in {names}]\n"
        "print(json_schema(Base))"
    )
    both = [
        subprocess.run(
            [sys.executable, "-c", code.format(names=names)], capture_output=True, text=True, check=True
        ).stdout
        for names in (["One", "Two", "Three"], ["Three", "Two", "One"])
    ]
    assert both[0] == both[1]
    assert both[0].index("OneKind") < both[0].index("ThreeKind") < both[0].index("TwoKind")
