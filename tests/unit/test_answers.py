"""Answers have no truth value, refusals are one family, findings say where and what."""

from typing import ClassVar

import attrs
import pytest

from releasekit._fields import Frozen
from releasekit._words import Word
from releasekit.answers import Answer, Finding, Refused
from releasekit.errors import FieldError


class Light(Word):
    GREEN = "green"
    RED = "red"


@attrs.frozen
class CrossingReport(Frozen, Answer):
    outcome: Light


@attrs.frozen
class Opening(Frozen, Answer):
    compared: ClassVar[str] = "light"
    light: Light


@attrs.frozen
class NoLight(Frozen, Refused):
    why: str


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param(
            CrossingReport(Light.RED),
            "a crossing report has no truth value; compare its outcome, here `red`",
            id="outcome",
        ),
        pytest.param(
            Opening(Light.RED), "an opening has no truth value; compare its light, here `red`", id="another attribute"
        ),
        pytest.param(NoLight("x"), "`NoLight` has no truth value; ask isinstance(answer, Refused)", id="refusal"),
    ],
)
def test_is_no_condition(answer: object, text: str) -> None:
    with pytest.raises(TypeError) as caught:
        bool(answer)
    assert str(caught.value) == text


def test_a_finding_says_where_and_what() -> None:
    finding = Finding(Light.RED, "crossing[1].light", message="is `red`; expected `green`")
    assert str(finding) == "crossing[1].light is `red`; expected `green`"
    assert (finding, hash(finding)) == (finding.replace(), hash(finding.replace()))
    with pytest.raises(FieldError, match=r"^Finding\.place is"):
        finding.replace(place="")
