"""What documents do at their edges: forms of one's own, kinds, limits, what cannot be written, and what is missing."""

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

import attrs
import pytest

from releasekit import documents
from releasekit._words import Word
from releasekit.compat import ReleaseTuple
from releasekit.documents import (
    DOCUMENTS,
    DocumentError,
    DocumentKind,
    ExtraError,
    FormError,
    Problem,
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
from releasekit.documents._annotations import SPECIAL, Codecs
from releasekit.documents._codec import Codec, Definitions
from releasekit.documents._containers import ViaCodec
from releasekit.documents._faults import BAD, Faults, PlainScalar
from releasekit.documents._house import kind_of
from releasekit.documents._scalars import TextCodec
from releasekit.errors import FieldError, ReleasekitError
from releasekit.gates import Gate, GateKind
from releasekit.policy import MISSING, Missing
from releasekit.rollout import Health, StatusDecision, StatusUpdate
from releasekit.versions import Change, ChangeKind, Unparsed, Version
from tests.documents.samples import KINDS, Branch, Card, Choices, Elapsed, FullRuns, Light, Lists, Span

NO_FORM: Final = "text, a number, a word, an attrs class, or a tuple, frozenset or choice of these"
APART: Final = "choices that can be told apart in a document"


class Colour(Word):
    """A vocabulary that only the caller knows."""

    RED = "red"
    GREEN = "green"


@attrs.frozen
class Painted:
    """A class with a word of any vocabulary."""

    colour: Word


@attrs.frozen
class Brush:
    """A class with a word of any vocabulary, or none."""

    colour: Word | None = None


@attrs.frozen
class Money:
    """A class whose documents have another shape than its fields."""

    cents: int


@attrs.frozen
class Amount:
    """The shape of the documents of `Money`."""

    whole: int
    cents: int = 0


@attrs.frozen
class Purse:
    """A class that holds one of that kind, or none."""

    money: Money | None = None


@attrs.frozen
class Bare:
    """A class with a field that documents know nothing of."""

    thing: object


@attrs.frozen
class Holder:
    """A class that holds such a class."""

    bare: tuple[Bare, ...]


@attrs.frozen
class Typed:
    """A class with a field that has the name of the key that tells classes apart."""

    type: str


@attrs.frozen
class Subject:
    """A class with one of two classes, of which one has a field of the name kind."""

    subject: Gate | FullRuns


def _amount(money: Money) -> Amount:
    return Amount(*divmod(money.cents, 100))


def _money(amount: Amount, _: Faults) -> Money:
    if amount.cents >= 100:
        raise FieldError(("Amount.cents is too many; expected 0 to 99", "and no more"))
    return Money(amount.whole * 100 + amount.cents)


def purses() -> Codecs:
    """Return codecs with one of our own."""
    special = SPECIAL | {Money: lambda codecs: ViaCodec(codecs.part(Amount), into=_amount, back=_money)}
    return Codecs(special=special)


def faults_of(codec: Codec, data: object) -> str:
    """Return the faults that a codec finds in data."""
    faults = Faults()
    assert codec.read(data, faults) is BAD
    return str(faults.error())


def refusal(call: Callable[..., object], *given: object, **named: object) -> str:
    """Return the text of the refusal that a call ends in."""
    with pytest.raises(ReleasekitError) as caught:
        call(*given, **named)
    return f"{type(caught.value).__name__}: {caught.value}"


class TestForms:
    @pytest.mark.parametrize(
        ("annotation", "expected"),
        [
            pytest.param(object, f"`object` has no form in documents; expected {NO_FORM}", id="object"),
            pytest.param(dict[str, int], f"`dict[str, int]` has no form in documents; expected {NO_FORM}", id="dict"),
            pytest.param(Any, f"`Any` has no form in documents; expected {NO_FORM}", id="any"),
            pytest.param(
                Literal[1], f"`Literal[1]` has no form in documents; expected {NO_FORM}", id="literal of a number"
            ),
            pytest.param(
                str | Version,
                f"`str | releasekit.versions._version.Version` has no form in documents; expected {APART}",
                id="a text and a class that is written as one",
            ),
            pytest.param(
                tuple[int, ...] | frozenset[int],
                f"`tuple[int, ...] | frozenset[int]` has no form in documents; expected {APART}",
                id="two lists",
            ),
            pytest.param(
                Gate | Typed,
                f"`{Gate.__module__}.Gate | {Typed.__module__}.Typed` has no form in documents; expected {APART}",
                id="classes with fields of the names kind and type",
            ),
        ],
    )
    def test_what_has_no_form_is_refused(self, annotation: Any, expected: str) -> None:  # noqa: ANN401 - any annotation
        assert refusal(from_data, annotation, {}) == f"FormError: {expected}"

    def test_a_class_within_a_class_without_form_is_refused_each_time(self) -> None:
        expected = f"FormError: `object` has no form in documents; expected {NO_FORM}"
        assert [refusal(call, Holder) for call in (json_schema, json_schema)] == [expected] * 2
        assert refusal(from_data, Bare, {"thing": 1}) == expected
        assert from_data(Gate, {"id": "a"}) == Gate("a")

    @pytest.mark.parametrize("kind", [tuple[str | Missing, ...], tuple[str | Missing, int], frozenset[str | Missing]])
    def test_missing_has_no_word_beside_a_text(self, kind: Any) -> None:  # noqa: ANN401 - an annotation
        assert refusal(to_data, attrs.make_class("Marks", {"marks": attrs.field(type=kind)})(())).endswith(
            "has no form in documents; expected members that are not written by leaving them out"
        )

    def test_missing_is_left_out_beside_a_text_only_where_that_means_missing(self) -> None:
        marked = attrs.make_class("Marked", {"mark": attrs.field(type=str | Missing, default="")})
        expected = "expected no default, or `MISSING`, since a text has no word for it"
        assert refusal(from_data, marked, {}).endswith(expected)

    def test_a_codec_of_ones_own_reads_writes_and_finds(self) -> None:
        codec = purses().of(Purse)
        assert codec.write(Purse(Money(150))) == {"money": {"whole": 1, "cents": 50}}
        assert codec.read({"money": {"whole": 1, "cents": 50}}, Faults()) == Purse(Money(150))
        assert codec.read({"money": {"whole": 1}}, Faults()) == Purse(Money(100))
        assert codec.read({}, Faults()) == Purse()
        too_many = {"money": {"whole": 1, "cents": 100}}
        assert faults_of(codec, too_many) == "/money: Amount.cents is too many; expected 0 to 99\n/money: and no more"
        assert faults_of(codec, {"money": PlainScalar("x")}) == "/money: `x`; expected a mapping (amount) or nothing"
        assert faults_of(codec, {"money": {"whole": "1"}}) == '/money/whole: `"1"`; expected a whole number'
        assert list(codec.schema(definitions := Definitions())) == ["$ref"]
        assert list(definitions.schemas) == ["Purse", "Amount"]

    @pytest.mark.parametrize(
        ("subject", "data"),
        [
            pytest.param(Gate("a"), {"type": "gate", "id": "a", "kind": "blocking"}, id="with a field kind"),
            pytest.param(FullRuns(2), {"type": "full_runs", "count": 2}, id="without one"),
        ],
    )
    def test_type_tells_classes_apart_where_kind_is_a_field(
        self, subject: Gate | FullRuns, data: dict[str, object]
    ) -> None:
        assert to_data(Subject(subject)) == {"subject": data}
        assert from_data(Subject, {"subject": data}) == Subject(subject)
        assert from_yaml(Subject, to_yaml(Subject(subject))) == Subject(subject)
        assert refusal(from_data, Subject, {"subject": data | {"type": "gat"}}) == (
            'DocumentError: /subject/type: `"gat"`; expected one of gate, full_runs; did you mean `gate`?'
        )
        assert "type" in json_schema(Subject)["$defs"]["GateKind"]["required"]

    def test_changes_that_were_read_and_others_are_told_apart(self) -> None:
        codec = Codecs().of(Change | Unparsed)
        for own in (Change(ChangeKind.FIX, "close the file"), Unparsed("wip", "no type", id="a")):
            assert codec.read(codec.write(own), Faults()) == own
        assert codec.write(Change(ChangeKind.FIX, "close the file"))["type"] == "change"

    def test_words_of_any_vocabulary(self) -> None:
        data = {"colour": "Colour.green"}
        assert to_data(Painted(Colour.GREEN)) == data
        assert from_data(Painted, data, vocabularies=(Colour, Light)) == Painted(Colour.GREEN)
        assert refusal(from_data, Painted, {"colour": "Colour.gren"}, vocabularies=(Colour,)) == (
            'DocumentError: /colour: `"Colour.gren"`; expected a word of the vocabularies given; '
            "did you mean `Colour.green`?"
        )
        assert refusal(from_data, Painted, data) == (
            'DocumentError: /colour: `"Colour.green"`; expected a word of the vocabularies given'
        )
        assert from_data(Brush, to_data(Brush(Colour.RED)), vocabularies=(Colour,)) == Brush(Colour.RED)
        assert from_data(Brush, to_data(Brush())) == Brush()

    def test_two_classes_of_one_name_have_two_schemas(self) -> None:
        other = attrs.make_class("Gate", {"colour": attrs.field(type=str)}, frozen=True)
        both = attrs.make_class("Both", {"one": attrs.field(type=Gate), "two": attrs.field(type=other)}, frozen=True)
        schema = json_schema(both)
        assert sorted(schema["$defs"]) == ["Both", "Gate", "Gate2"]
        assert schema["$defs"]["Both"]["properties"]["two"] == {"$ref": "#/$defs/Gate2"}


class TestKinds:
    def test_a_kind_is_named_after_its_class(self) -> None:
        kinds = [DocumentKind(cls).kind for cls in (Span, ReleaseTuple, FullRuns)]
        assert kinds == ["span", "release_tuple", "full_runs"]
        assert DocumentKind(attrs.make_class("HTTPLog2", {})).kind == "http_log2"

    def test_there_is_a_migration_for_each_older_edition_at_most(self) -> None:
        assert refusal(DocumentKind, Span, 1, migrations=[dict]) == (
            "FieldError: DocumentKind.migrations are 1; expected at most 0, since the schema is 1"
        )
        assert (KINDS[0].oldest, KINDS[0].schema) == (2, 4)

    def test_each_kind_of_document_is_there_once(self) -> None:
        rows = documents.DOCUMENTS
        assert len({row.kind for row in rows}) == len({row.of for row in rows}) == len(rows)

    @pytest.mark.parametrize(
        ("schema", "fields"),
        [
            pytest.param(2, {"from": 1, "width": 2, "unit": " days"}, id="the oldest"),
            pytest.param(3, {"low": 1, "width": 2, "unit": "days "}, id="the last but one"),
            pytest.param(4, {"low": 1, "high": 3}, id="the current one"),
        ],
    )
    def test_an_older_edition_is_brought_up_to_date(self, schema: int, fields: dict[str, object]) -> None:
        data = {"schema": schema, "span": fields}
        before = repr(data)
        assert from_data(Span, data, documents=KINDS) == Span(1, 3)
        assert repr(data) == before

    def test_migrations_get_plain_data_from_yaml_too(self) -> None:
        text = "schema: 3\nspan:\n  low: 1\n  width: 2\n  unit: days\n"
        assert from_yaml(Span, text, documents=KINDS) == Span(1, 3)

    def test_a_migration_gets_lists_and_truth_values(self) -> None:
        seen: list[object] = []

        def migrate(old: dict[str, Any]) -> dict[str, Any]:
            seen.append(old)
            return {"name": "root"}

        row = DocumentKind(Branch, 2, migrations=[migrate])
        from_yaml(Branch, "schema: 1\nbranch:\n  a: [1, true, ~, 1.10, 'x']\n", documents=(row,))
        assert seen == [{"a": [1, True, None, "1.10", "x"]}]

    def test_very_many_unknown_keys_beside_the_kind_are_counted(self) -> None:
        data = {"schema": 1, "tree_of_branches": {"name": "x"}} | {f"key{at}": 1 for at in range(1_100)}
        with pytest.raises(DocumentError) as caught:
            from_data(Branch, data, documents=KINDS)
        assert (len(caught.value.problems), caught.value.more) == (1_000, 100)

    def test_very_many_unknown_keys_of_a_class_are_counted(self) -> None:
        with pytest.raises(DocumentError) as caught:
            from_data(Branch, {"name": "x"} | {f"key{at}": 1 for at in range(1_100)})
        assert (len(caught.value.problems), caught.value.more) == (1_000, 100)

    def test_missing_may_stand_for_itself_where_it_has_no_word(self) -> None:
        data = {"percent": "missing", "stated": MISSING, "number": 1, "truth": True, "soak": {"kind": "full_runs"}}
        assert from_data(Choices, data).stated is MISSING
        assert refusal(from_data, Choices, data | {"known": 7}) == (
            "DocumentError: /known: `7`; expected one of on, no, 10, green or `missing`"
        )

    def test_very_many_keys_that_are_there_twice_are_counted(self) -> None:
        with pytest.raises(DocumentError) as caught:
            from_json(Branch, "{" + ",".join(['"name": 1'] * 1_101) + "}")
        assert (len(caught.value.problems), caught.value.more) == (1_000, 100)

    def test_a_whole_surrogate_pair_is_a_character(self) -> None:
        assert from_json(Card, r'{"text": "\ud83d\ude00 \\ud800"}') == Card("😀 \\ud800")

    def test_keys_need_not_be_texts(self) -> None:
        assert refusal(from_data, Branch, {1: 2, "name": "x"}) == (
            "DocumentError: /`1`: unknown key; expected one of name, branches"
        )
        assert refusal(from_data, Branch, {None: 2}, documents=KINDS).splitlines()[0] == (
            "DocumentError: /no value: unknown key; expected only `schema` and `tree_of_branches`"
        )


class TestErrors:
    def test_the_text_is_cut_but_the_problems_are_kept(self) -> None:
        with pytest.raises(DocumentError) as caught:
            from_data(Lists, {"names": [7] * 60, "lights": [], "pair": ["", 0], "pairs": []})
        assert len(caught.value.problems) == 60
        assert str(caught.value).splitlines()[48:] == [
            "/names/48: `7`; expected text",
            "/names/49: `7`; expected text",
            "and 10 more",
        ]

    def test_an_error_can_be_pickled(self) -> None:
        for error in (
            DocumentError((Problem("/a", "b", line=1, column=2),), 3),
            ExtraError("PyYAML", "yaml"),
            FormError(int, "x"),
        ):
            again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
            assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))

    def test_a_pointer_is_escaped_and_cut(self) -> None:
        data = {"name": "x", "a/b~c\n": 1, "k" * 200: 1}
        with pytest.raises(DocumentError) as caught:
            from_data(Branch, data)
        assert [problem.pointer for problem in caught.value.problems] == ["/a~1b~0c\\u000a", "/" + "k" * 100 + "…"]

    def test_a_field_of_a_part_is_pointed_at(self) -> None:
        @attrs.frozen
        class Plan:
            phases: tuple[int, ...]

            def __attrs_post_init__(self) -> None:
                wrong = "phases is `7`; expected less"
                raise FieldError((f"Plan.phases[1].exposure{wrong[6:]}", f"Other.{wrong}", f"Plan.other {wrong}"))

        assert refusal(from_data, Plan, {"phases": [1, 7]}) == (
            "DocumentError: /phases/1/exposure: `7`; expected less\nOther.phases is `7`; expected less\n"
            "Plan.other phases is `7`; expected less"
        )

    def test_data_of_other_types_is_named(self) -> None:
        assert refusal(from_data, Card, {"text": b"x", "rate": 1.5, "count": {}}) == (
            "DocumentError: /text: a bytes; expected text\n"
            "/count: a mapping; expected a whole number\n"
            "/rate: `1.5`; expected a decimal number of at most 1 000 digits"
        )

    @pytest.mark.parametrize("read", [from_json, from_toml, from_yaml])
    def test_a_text_and_a_limit_are_asked_for(self, read: Callable[..., object]) -> None:
        assert refusal(read, Card, b"{}") == "FieldError: text is `a bytes`; expected a str"
        assert refusal(read, Card, "", limit="9") == 'FieldError: limit is `"9"`; expected a whole number of at least 0'
        assert refusal(read, Card, "xxx", limit=2) == "DocumentError: a text of 3 characters; expected at most 2"

    def test_arguments_of_another_kind_are_named(self) -> None:
        assert refusal(from_data, Card, {}, documents=[]) == "FieldError: documents is `a list`; expected a tuple"
        assert refusal(to_data, Card(), documents=(Card,)) == (
            "FieldError: documents is `class Card`; expected a DocumentKind"
        )
        for wrong in ([], (Card,), ("on",), None):
            assert refusal(from_data, Card, {}, vocabularies=wrong).endswith("expected a tuple of classes of words")
        assert refusal(from_data, [Card], {}).endswith(f"has no form in documents; expected {NO_FORM}")


class TestWriting:
    def test_what_is_nested_too_deep_is_not_written(self) -> None:
        def tree(levels: int) -> Branch:
            inner = Branch("leaf")
            for _ in range(levels):
                inner = Branch("branch", [inner])
            return inner

        fitting = tree(30)
        for write, read in ((to_json, from_json), (to_toml, from_toml), (to_yaml, from_yaml)):
            assert read(Branch, write(fitting, documents=KINDS), documents=KINDS) == fitting
            assert refusal(write, tree(32)) == "DocumentError: a value of 65 levels; expected at most 64"
        assert refusal(to_data, tree(900)) == "DocumentError: a value that is nested too deep to be written"
        data: dict[str, object] = {"name": "leaf"}
        for _ in range(2_000):
            data = {"name": "branch", "branches": [data]}
        assert refusal(from_data, Branch, data) == "DocumentError: data that is nested too deep to be read"

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            pytest.param(10**1000, "`int of 3322 bits`; expected a whole number", id="int"),
            pytest.param(Decimal("1E+1000"), "`1E+1000`; expected a decimal number", id="decimal"),
            pytest.param(Fraction(1, 10**1000), "`a Fraction`; expected a fraction of numbers", id="fraction"),
        ],
    )
    def test_a_number_too_long_is_not_written(self, value: object, expected: str) -> None:
        assert refusal(to_data, value) == f"DocumentError: {expected} of at most 1 000 digits"

    def test_a_number_too_long_is_not_read(self) -> None:
        for cls, data in ((int, 10**1000), (Decimal, Decimal("1E+1000")), (Fraction, 10**1000), (Decimal, "9" * 1001)):
            assert refusal(from_data, cls, data).startswith("DocumentError: ")

    def test_numbers_stand_for_decimals_and_fractions(self) -> None:
        decimals = [from_data(Decimal, data) for data in (7, Decimal("1.50"), "1.50")]
        assert decimals == [7, Decimal("1.5"), Decimal("1.5")]
        assert [from_data(Fraction, data) for data in (7, "1/3")] == [7, Fraction(1, 3)]
        assert from_yaml(Card, "rate: 1.10\nthird: 1/3\n") == Card(rate=Decimal("1.1"), third=Fraction(1, 3))

    @pytest.mark.parametrize("write", [to_json, to_toml, to_yaml])
    @pytest.mark.parametrize("text", ["a\ud800b", "a\n\udfff"])
    def test_half_of_a_surrogate_pair_is_not_written(self, write: Callable[..., str], text: str) -> None:
        half = f"U+{max(map(ord, text)):04X}"
        assert refusal(write, Card(text=text)) == (
            f"DocumentError: half of a surrogate pair, {half}, in a text; expected whole characters"
        )

    def test_toml_has_only_mappings_and_no_nothing(self) -> None:
        assert refusal(to_toml, Version(1, 0, 0)) == (
            'DocumentError: `"1.0.0"`; expected a mapping, since TOML has nothing else'
        )
        soak = Elapsed(timedelta(hours=1))
        value = Choices(required=None, otherwise=None, percent=MISSING, stated="", number=1, truth=True, soak=soak)
        assert refusal(to_toml, value) == ("DocumentError: /otherwise: no value; TOML cannot write that")

    def test_yaml_without_its_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "yaml", None)
        assert refusal(from_yaml, Card, "") == (
            "ExtraError: PyYAML is not installed; expected the extra `yaml`: pip install releasekit[yaml]"
        )
        assert to_yaml(Card(text="no")).startswith('text: "no"\n')

    def test_bare_classes_and_texts(self) -> None:
        assert to_yaml(Version.parse("1.2.3-rc.1")) == "1.2.3-rc.1\n"
        assert from_json(Version, '"1.2.3"') == Version(1, 2, 3)
        assert from_data(tuple[GateKind, ...], ["advisory"]) == (GateKind.ADVISORY,)
        assert to_yaml(attrs.make_class("Empty", {})()) == "{}\n"
        soak = FullRuns()
        value = Choices(required=None, otherwise=None, percent=MISSING, stated="", number=1, truth=True, soak=soak)
        assert to_yaml(value).startswith("otherwise: null\n")


class TestPlaces:
    """Where problems are, in texts that put the same data in other ways."""

    def test_in_toml_by_the_statement(self) -> None:
        text = (
            "# comment [x]\n"
            'name = "root"\n'
            "[[branches]]\n"
            'name = "a"\n'
            "\n"
            "  [[branches.branches]]\n"
            "  'name' = 1\n"
            "[[branches]]\n"
            'name = """\n[x]\n"""  # = two lines\n'
            "[[branches]]\n"
            'branches = [\n  { name = "b" }, # ]\n  { name = 2 },\n]\n'
            "name = 3\n"
        )
        with pytest.raises(DocumentError) as caught:
            from_toml(Branch, text)
        assert [(problem.pointer, problem.line, problem.column) for problem in caught.value.problems] == [
            ("/branches/0/branches/0/name", 7, 3),
            ("/branches/1/name", 9, 1),
            ("/branches/2/branches/1/name", 13, 1),
            ("/branches/2/name", 17, 1),
        ]

    def test_in_toml_below_an_array_of_tables(self) -> None:
        text = '[[soaks]]\nkind = "elapsed"\n[[claims]]\n[[claims]]\n[claims.consumer]\nx = 1\n[tree]\n"name" = 1\n'
        assert [line[:40] for line in refusal(from_toml, Lists, text).splitlines()[-2:]] == [
            "line 5, column 1: /claims/1/consumer: a ",
            "line 8, column 1: /tree/name: `1`; expec",
        ]

    def test_in_json_and_yaml_by_the_value(self) -> None:
        for read, text, expected in (
            (from_json, '{"name": "a", "branches": [{"name": "\\u0062"},\r\n {"name": 1}]}', (2, 11)),
            (from_yaml, "name: a\nbranches:\n- name: b\n- {name: 1}\n", (4, 10)),
            (from_yaml, "name: a\nbranches:\n- name: b\n-\n  name:\n    1\n", (6, 5)),
        ):
            with pytest.raises(DocumentError) as caught:
                read(Branch, text)
            (problem,) = caught.value.problems
            assert (problem.pointer, problem.line, problem.column) == ("/branches/1/name", *expected)


class TestYaml:
    """What the strict reader of YAML takes, beside what it refuses."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("text: plain words, and more\n", Card("plain words, and more"), id="plain"),
            pytest.param("text: two\n  lines\n", Card("two lines"), id="plain, folded"),
            pytest.param("text: 1.2.3\n", Card("1.2.3"), id="a version"),
            pytest.param("text: 5114f85\n", Card("5114f85"), id="a commit"),
            pytest.param("text: 'no'\n", Card("no"), id="single quotes"),
            pytest.param('text: "\\u00e9\\x41"\n', Card("éA"), id="double quotes"),
            pytest.param("text: |\n  no\n", Card("no\n"), id="literal block"),
            pytest.param("text: >-\n  22:30\n", Card("22:30"), id="folded block"),
            pytest.param("text: ''\n", Card(""), id="empty quotes"),
            pytest.param("---\ntext: a\n...\n", Card("a"), id="one document, marked"),
            pytest.param("# why\ntext: a # because\n", Card("a"), id="comments"),
            pytest.param("#why\ntext: a ## because\n", Card("a"), id="comments that nobody takes for a text"),
            pytest.param("text: 'a' #because\n", Card("a"), id="a comment after quotes"),
            pytest.param("text: a#b\n", Card("a#b"), id="no comment"),
            pytest.param("maybe:  # none\ncount: 7  #\n", Card(count=7), id="comments after nothing and a number"),
            pytest.param("? text\n: a\n", Card("a"), id="a key with its mark"),
            pytest.param("{text: a, count: -7, flag: true}\n", Card("a", count=-7, flag=True), id="braces"),
            pytest.param("light: no\n", Card(light=Light.NO), id="a word"),
            pytest.param("light: 10\n", Card(light=Light.TEN), id="a word like a number"),
            pytest.param("day: 2026-01-31\n", Card(day=date(2026, 1, 31)), id="a day"),
            pytest.param("length: PT1H\n", Card(length=timedelta(hours=1)), id="a duration"),
            pytest.param("maybe: ~\n", Card(), id="nothing"),
            pytest.param("maybe:\n", Card(), id="nothing at all"),
            pytest.param("maybe: null\n", Card(), id="null"),
            pytest.param("percent: missing\n", Card(), id="missing"),
            pytest.param("pair: [a, 7]\n", Card(pair=("a", 7)), id="a pair"),
            pytest.param("soak: {count: 2, kind: full_runs}\n", Card(soak=FullRuns(2)), id="a kind"),
        ],
    )
    def test_it_reads(self, text: str, expected: Card) -> None:
        assert from_yaml(Card, text) == expected

    def test_an_instant_of_toml(self) -> None:
        text = "at = 2026-02-03T12:00:00+02:00\nday = 2026-01-31\nrate = 1.50\n"
        assert from_toml(Card, text) == Card(
            at=datetime(2026, 2, 3, 10, tzinfo=UTC), day=date(2026, 1, 31), rate=Decimal("1.5")
        )

    def test_rows_within_rows_stand_in_braces(self) -> None:
        rows = attrs.make_class("Rows", {"rows": attrs.field(type=tuple[tuple[FullRuns, ...], ...])})
        assert to_toml(rows(((FullRuns(2),), ()))) == "rows = [[{ count = 2 }], []]\n"
        empty = attrs.make_class("Empty", {})
        rows = attrs.make_class("Rows", {"rows": attrs.field(type=tuple[tuple[empty, ...], ...])})
        assert to_toml(rows(((empty(),),))) == "rows = [[{}]]\n"


def _current(old: dict[str, Any]) -> dict[str, Any]:
    """Bring a status update of edition 1, which had amber for yellow and no owner, to edition 2."""
    return {**old, "health": {"amber": "yellow"}.get(old["health"], old["health"]), "owner": "nobody"}


class TestEditions:
    """Documents of an older edition are read as those of the current one, which is the one that is written."""

    ROWS: Final = (DocumentKind(StatusUpdate, 2, migrations=[_current]),)
    OLD: Final = (
        "schema: 1\n"
        "status_update:\n"
        "  {change: v2, phase: 1, start: 2026-03-02T09:30Z, health: amber, decision: pause}\n"
    )
    UPDATE: Final = StatusUpdate(
        "v2",
        1,
        start=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        health=Health.YELLOW,
        decision=StatusDecision.PAUSE,
        owner="nobody",
    )

    def test_an_older_edition_is_read_as_the_current_one(self) -> None:
        data = {"change": "v2", "phase": 1, "start": "2026-03-02T09:30Z", "health": "amber", "decision": "pause"}
        old = {"schema": 1, "status_update": data}
        assert from_data(StatusUpdate, old, documents=self.ROWS) == self.UPDATE
        assert from_yaml(StatusUpdate, self.OLD, documents=self.ROWS) == self.UPDATE
        assert from_json(StatusUpdate, json.dumps(old), documents=self.ROWS) == self.UPDATE
        assert data["health"] == "amber"

    def test_the_current_edition_is_written_and_read(self) -> None:
        text = to_yaml(self.UPDATE, documents=self.ROWS)
        assert text.startswith("schema: 2\nstatus_update:\n  change: v2\n")
        assert from_yaml(StatusUpdate, text, documents=self.ROWS) == self.UPDATE

    def test_what_an_older_edition_lacks_is_told(self) -> None:
        assert refusal(from_data, StatusUpdate, {"schema": 1, "status_update": {}}, documents=self.ROWS) == (
            "DocumentError: /status_update: these are not the fields of edition 1; "
            "expected those that edition 2 is made from"
        )

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            pytest.param("schema: 0\n", "line 1, column 9: /schema: `0`; expected 1 to 2", id="too old"),
            pytest.param(
                "schema: 3\n", "line 1, column 9: /schema: `3` from a later edition; expected 1 to 2", id="later"
            ),
            pytest.param("schema: true\n", "line 1, column 9: /schema: `true`; expected 1 to 2", id="true"),
            pytest.param('schema: "1"\n', 'line 1, column 9: /schema: `"1"`; expected 1 to 2', id="a text"),
            pytest.param("schema: 1.0\n", "line 1, column 9: /schema: `1.0`; expected 1 to 2", id="a point"),
            pytest.param("schema:\n", "line 1, column 8: /schema: no value; expected 1 to 2", id="nothing"),
            pytest.param("schema: [1]\n", "line 1, column 9: /schema: a list; expected 1 to 2", id="a list"),
            pytest.param("", "line 1, column 1: the key `schema` is missing; expected 1 to 2", id="missing"),
        ],
    )
    def test_no_other_number_is_read(self, number: str, expected: str) -> None:
        text = self.OLD.replace("schema: 1\n", number)
        assert refusal(from_yaml, StatusUpdate, text, documents=self.ROWS).splitlines()[0] == (
            f"DocumentError: {expected}"
        )

    def test_without_a_migration_the_older_edition_is_refused(self) -> None:
        rows = (DocumentKind(StatusUpdate, 2),)
        assert refusal(from_yaml, StatusUpdate, self.OLD, documents=rows) == (
            "DocumentError: line 1, column 9: /schema: `1`; expected 2"
        )


def test_quotes_are_asked_for_where_they_would_help() -> None:
    special = {Money: lambda _: TextCodec("an amount in cents", parse=lambda text: Money(int(text)), text=str)}
    codec = Codecs(special=special).of(Money)
    assert codec.read("0777", Faults()) == Money(777)
    assert faults_of(codec, PlainScalar("0777")) == ("YAML reads `0777` as a number; quote it to make it text")


"""The kinds that had an edition before, which is not read."""


class TestTable:
    """The table of documents is what the classes state; each is loaded when it is needed."""

    @pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: row.kind)
    def test_a_class_states_its_row(self, row: DocumentKind) -> None:
        assert (row.schema, row.oldest) == (row.of.document_schema, 1)

    def test_the_kinds_are_those_of_the_templates_and_some_more(self) -> None:
        assert [row.kind for row in DOCUMENTS] == [
            "change_set",
            "checklist_results",
            "compatibility_matrix",
            "draft",
            "dry_run",
            "duty_log",
            "milestone",
            "milestone_evidence",
            "playbook",
            "procedure_run",
            "release_calendar",
            "release_candidate",
            "release_evidence",
            "release_notes",
            "release_packet",
            "rollback_evidence",
            "snapshot",
            "status_update",
            "sync_approval",
            "sync_config",
            "sync_log",
            "sync_rules",
            "table",
            "task_card",
            "trigger_rules",
        ]

    def test_a_class_is_told_from_a_namesake_and_from_what_it_is_derived_from(self) -> None:
        namesake = attrs.make_class("Gate", {"id": attrs.field(type=str)})
        table = (DocumentKind(Gate, 3),)
        assert to_data(Gate("a"), documents=table)["schema"] == 3
        assert to_data(namesake("a"), documents=table) == {"id": "a"}
        derived = attrs.make_class("Derived", {}, bases=(StatusUpdate,))
        assert kind_of(derived, None) is None

    def test_other_kinds_have_their_own_names(self) -> None:
        assert DocumentKind(Gate).kind == "gate"
        with pytest.raises(FieldError, match=r"DocumentKind\.of is `7`"):
            DocumentKind(7)
        with pytest.raises(AttributeError, match="has no attribute `KINDS`"):
            documents.KINDS  # noqa: B018 - it is asked for

    def test_no_record_is_loaded_before_it_is_asked_for(self) -> None:
        code = (
            "import sys\n"
            "from releasekit.documents import from_yaml, to_json\n"
            "names = ('cadence', 'notes', 'sync', 'rollback', 'rollout', 'readiness', 'milestones', 'playbook')\n"
            "homes = {f'releasekit.{name}' for name in names}\n"
            "print(sorted(homes & set(sys.modules)))\n"
            "from releasekit.rollout import StatusUpdate\n"
            "try:\n    from_yaml(StatusUpdate, 'a: b')\n"
            "except ValueError as error:\n    print(len(error.problems))\n"
            "print(sorted(homes & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout == "[]\n3\n['releasekit.rollout']\n"


def test_yaml_is_loaded_when_it_is_asked_for() -> None:
    code = (
        "import sys\n"
        "from releasekit.documents import from_json, to_yaml\n"
        "from releasekit.gates import Gate\n"
        'to_yaml(from_json(Gate, \'{"id": "a"}\'))\n'
        "print('cattrs' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
