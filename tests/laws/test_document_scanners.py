"""YAML is the same with the scanner of libyaml, which is fast, and with the one in Python, which says what is wrong."""

from typing import Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from releasekit.documents import DocumentError, to_yaml
from releasekit.documents._faults import LARGEST_YAML, PlainScalar
from releasekit.documents._yaml import parse_yaml
from releasekit.gates import GateResult
from releasekit.readiness import ReleaseCandidate
from tests.documents.samples import Choices, Lists, Scalars
from tests.strategies.documents import objects

PIECES: Final = (
    *("a", "b", "key", "1", "no", "-", "- ", "? ", "?", ":", ": ", " ", "  ", "    ", "\n", "\n\n", "\n  ", "\n- "),
    *("\n  - ", ",", ", ", "[", "]", "{", "}", "'", '"', "|", "|-", "|2", ">", ">+", "#", " #", " # c", "%", "---"),
    *("...", "\n---\n", "&a", "*a", "!", "!!str", "\\", "\\n", "\\u0041", "\t", "\r\n", "=", "<<", "~", "null", "@"),
    *("`", "é", "日", "😀", "a: b", "a: [b]", "a:b", ":a", "x:\n", "- - a", "'it''s'", '"q"', "[a, b]", "{a: b}"),
    *("|\n  x\n", ">-\n  x\n", "\ufeff", "%YAML 1.1\n", "{a?b", "|#c"),
)


def parsed(text: str, *, has_libyaml: bool = True) -> object:
    """Return what a text says, with the type of each scalar, or what is wrong with it."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml, "__with_libyaml__", has_libyaml)
            return typed(parse_yaml(text, LARGEST_YAML).data)
    except DocumentError as error:
        return error.problems


def typed(data: object) -> object:
    if isinstance(data, dict):
        return {key: typed(value) for key, value in data.items()}
    return [typed(value) for value in data] if isinstance(data, list) else (type(data), data)


class TestScanners:
    """A text is read as the same data, or refused with the same problems at the same places, by both scanners."""

    @given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
    @settings(max_examples=5 * settings().max_examples)
    def test_they_agree(self, text: str) -> None:
        assert parsed(text) == parsed(text, has_libyaml=False)

    @given(st.data(), st.sampled_from((GateResult, ReleaseCandidate, Choices, Lists, Scalars)))
    def test_they_agree_on_what_is_written_and_changed(self, data: st.DataObject, cls: type) -> None:
        text = to_yaml(data.draw(objects(cls)))
        at = data.draw(st.integers(0, len(text)))
        changed = text[:at] + data.draw(st.sampled_from(("", *PIECES))) + text[at:]
        assert parsed(changed) == parsed(changed, has_libyaml=False)

    @pytest.mark.parametrize("text", ["a:\tb", "k: a\n\ufeff", "k: |#c\n  b", "{a?b: c}"])
    def test_what_libyaml_alone_takes_is_refused(self, text: str) -> None:
        list(yaml.parse(text, yaml.CSafeLoader))
        with pytest.raises(yaml.YAMLError):
            list(yaml.parse(text, yaml.SafeLoader))
        assert isinstance(parsed(text), tuple)

    def test_both_are_asked(self) -> None:
        assert yaml.__with_libyaml__
        assert parsed("a: [b, 1]") == {"a": [(PlainScalar, "b"), (PlainScalar, "1")]}
