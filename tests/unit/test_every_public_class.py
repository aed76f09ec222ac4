"""What all public classes and modules have in common: values that are compared, copied, pickled and replaced alike."""

import copy
import pickle
from functools import cache
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

from releasekit._words import Word, shown
from releasekit.answers import Answer, Refused
from releasekit.errors import ReleasekitError
from releasekit.playbooks import ALL
from tests.public import ANSWERS, PROOFS, WHOLES, by_class, public, public_modules
from tests.strategies.documents import objects

KEPT = by_class((ANSWERS, PROOFS, WHOLES, ALL))
FEW = settings(max_examples=5, suppress_health_check=list(HealthCheck))
each_class = pytest.mark.parametrize("cls", public(), ids=lambda cls: cls.__name__)
each_module = pytest.mark.parametrize("module", public_modules(), ids=lambda module: module.__name__)
NUMBERS_OF_A_VERSION = ["major", "minor", "patch"]


@cache
def samples(cls: type) -> tuple[Any, ...]:
    """Return some values of a class; those that are kept, or a few by chance."""
    drawn: list[Any] = []

    @given(objects(cls))
    @FEW
    def draw(value: Any) -> None:  # noqa: ANN401 - of any public class
        drawn.append(value)

    if cls not in KEPT:
        draw()
    return KEPT.get(cls, ())[:5] or tuple(drawn)


def refusal(make: Any, **fields: object) -> object:  # noqa: ANN401 - a class or a method
    """Return the kind and the text of the error that a call ends in; nothing where it ends in none."""
    try:
        make(**fields)
    except (ReleasekitError, TypeError, AttributeError) as error:
        return type(error), str(error)
    return None


def given_fields(value: Any) -> dict[str, object]:  # noqa: ANN401 - of any public class
    """Return what a value is made from."""
    fields = (field for field in attrs.fields(type(value)) if field.init)
    return {field.alias or field.name: getattr(value, field.name) for field in fields}


@each_class
class TestClasses:
    def test_equal_by_value_and_hashed_by_value(self, cls: type) -> None:
        for value in samples(cls):
            again = cls(**given_fields(value))
            assert (again, hash(again)) == (value, hash(value))
            assert value != object()

    def test_pickles_and_copies_are_equal(self, cls: type) -> None:
        for value in samples(cls):
            for again in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):  # noqa: S301
                assert (type(again), again, hash(again)) == (cls, value, hash(value))

    def test_cannot_be_changed(self, cls: type) -> None:
        for value in samples(cls):
            assert not hasattr(value, "__dict__")
            for name in (*(field.name for field in attrs.fields(cls)), "anything"):
                with pytest.raises(AttributeError):
                    setattr(value, name, None)

    def test_replaced_as_it_is_made(self, cls: type) -> None:
        for value in samples(cls):
            fields = given_fields(value)
            assert value.replace() == value
            for name in fields:
                wrong = {name: object()}
                assert refusal(value.replace, **wrong) == refusal(cls, **fields | wrong)
            with pytest.raises(TypeError):
                value.replace(anything=1)

    def test_instants_are_kept_in_utc(self, cls: type) -> None:
        """Instants of one zone compare wrong in the hour that comes twice, so each is brought to UTC."""
        fields = attrs.fields(cls)
        instants = [field for field in fields if "datetime.datetime" in str(field.type)]
        is_checked = any(field.validator is not None for field in fields)
        assert [field.name for field in instants if is_checked and field.converter is None] == []

    def test_keywords_from_the_third_field_on(self, cls: type) -> None:
        by_position = [field.name for field in attrs.fields(cls) if field.init and not field.kw_only]
        assert len(by_position) <= 2 or by_position == NUMBERS_OF_A_VERSION


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_an_answer_is_no_condition(answer: object) -> None:
    with pytest.raises(TypeError) as caught:
        bool(answer)
    text = str(caught.value)
    if isinstance(answer, Refused):
        assert text == f"`{type(answer).__name__}` has no truth value; ask isinstance(answer, Refused)"
    elif isinstance(answer, Answer):
        compared = getattr(answer, answer.compared)
        assert text.endswith(f" has no truth value; compare its {answer.compared}, here {shown(compared)}")
    else:
        assert " has no truth value; " in text


def test_a_refusal_says_what_to_compare() -> None:
    with pytest.raises(TypeError) as caught:
        bool(ANSWERS[0])
    assert str(caught.value) == "a freeze answer has no truth value; compare its outcome, here `refused`"


def test_every_class_without_a_truth_value_has_an_answer_here() -> None:
    assert {cls for cls in public() if hasattr(cls, "__bool__") and attrs.has(cls)} == set(map(type, ANSWERS))


@each_module
def test_a_module_lists_what_it_has(module: ModuleType) -> None:
    assert dir(module) == sorted(set(module.__all__))
    assert len(module.__all__) == len(set(module.__all__))
    assert all(hasattr(module, name) for name in module.__all__)


@each_module
def test_a_word_pickles_to_itself_and_is_not_its_text(module: ModuleType) -> None:
    public_words = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Word)]
    for word in (word for vocabulary in public_words for word in vocabulary):
        assert pickle.loads(pickle.dumps(word)) is word  # noqa: S301 - our own
        assert word != str(word)
