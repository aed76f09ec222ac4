"""A user's own attrs classes, and their own converter of cattrs, with classes of releasekit in their fields."""

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import attrs
import pytest
from cattrs import BaseConverter, BaseValidationError, Converter, transform_error

from releasekit._words import Word
from releasekit.compat import ReleaseTuple
from releasekit.documents import DocumentError, FormError, configure
from releasekit.gates import Gate, GateResult, GateStatus
from releasekit.notes import ReleaseEvidence
from releasekit.policy import MISSING, Decision, Missing, Table
from releasekit.versions import Version, VersionRange
from tests.documents.values import CLAIM


class Colour(Word):
    """A vocabulary that only the caller knows."""

    RED = "red"


@attrs.frozen
class Deployment:
    """A class of somebody else, with ours in its fields."""

    host: str
    version: Version
    results: list[GateResult]
    allowed: Version | VersionRange | None = None
    claim: ReleaseTuple | None = None
    rate: Decimal | Missing = MISSING
    by_name: dict[str, GateStatus] = attrs.field(factory=dict)


DATA: Final = {
    "host": "eu-1",
    "version": "1.4.0-rc.2",
    "results": [
        {"id": "r1", "gate": "VG-1", "status": "pass", "recorded_at": "2026-03-02T09:30:00Z", "tree": "not_recorded"}
    ],
    "allowed": ">=1.2.0 <2.0.0 without pre-releases",
    "claim": {"consumer": "editor", "consumer_sha": "528f900", "producer_sha": "1234567", "schema_version": "1.10"},
    "rate": "99.5",
    "by_name": {"VG-1": "pass"},
}
OBJECT: Final = Deployment(
    "eu-1",
    Version.parse("1.4.0-rc.2"),
    [GateResult("r1", "VG-1", status=GateStatus.PASS, recorded_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))],
    allowed=VersionRange.parse(">=1.2.0 <2.0.0 without pre-releases"),
    claim=CLAIM,
    rate=Decimal("99.5"),
    by_name={"VG-1": GateStatus.PASS},
)


def configured(**settings: Any) -> Converter:  # noqa: ANN401 - those of cattrs
    configure(converter := Converter(**settings))
    return converter


@pytest.mark.parametrize("kind", [Converter, BaseConverter])
def test_a_class_with_ours_goes_both_ways(kind: type[BaseConverter]) -> None:
    configure(converter := kind())
    assert converter.structure(DATA, Deployment) == OBJECT
    assert converter.unstructure(OBJECT) == DATA


def test_ours_alone_go_both_ways_without_a_schema_number() -> None:
    converter = configured()
    assert converter.structure(DATA["claim"], ReleaseTuple) == CLAIM
    assert converter.unstructure(CLAIM) == DATA["claim"]
    assert converter.structure([DATA["claim"]], tuple[ReleaseTuple, ...]) == (CLAIM,)
    assert converter.unstructure(MISSING) == "missing"
    with pytest.raises(DocumentError) as caught:
        converter.structure({"schema": 1, "release_evidence": {}}, ReleaseEvidence)
    assert "/schema: unknown key" in str(caught.value)


def test_a_value_is_refused_with_all_its_problems() -> None:
    wrong = DATA | {"claim": {"consumer": 7, "consumer_sah": "528f900", "producer_sha": ""}}
    expected = ["/consumer_sah: unknown key; did you mean `consumer_sha`?", "/consumer: `7`; expected text"]
    with pytest.raises(DocumentError) as caught:
        configured(detailed_validation=False).structure(wrong, Deployment)
    told = [str(problem) for problem in caught.value.problems]
    assert told[:2] == expected
    assert told[2].startswith('/producer_sha: `""`; expected 1 to 200 printable characters')


def test_with_detailed_validation_every_value_is_refused() -> None:
    wrong = DATA | {"version": "1.4", "results": [{}, *DATA["results"], 7], "rate": True}
    with pytest.raises(BaseValidationError) as caught:
        configured().structure(wrong, Deployment)
    told = transform_error(caught.value, format_exception=lambda error, _: str(error).partition("\n")[0])
    assert told == [
        'version is `"1.4"`; at position 3 expected three numbers, not 2 @ $.version',
        "the key `id` is missing; expected text @ $.results[0]",
        "`7`; expected a mapping (gate result) @ $.results[2]",
        "`true`; expected a decimal number of at most 1 000 digits or `missing` @ $.rate",
    ]


def test_words_of_any_vocabulary_and_what_has_no_form() -> None:
    @attrs.frozen
    class Painted:
        colour: Word

    configure(converter := Converter(), vocabularies=(Colour,))
    assert converter.structure({"colour": "Colour.red"}, Painted) == Painted(Colour.RED)
    assert converter.unstructure(Painted(Colour.RED)) == {"colour": "Colour.red"}
    with pytest.raises(FormError, match="has no form in documents"):
        converter.structure({}, Decision)


def test_tables_are_proved() -> None:
    converter = configured()
    with pytest.raises(DocumentError, match="the key `name` is missing"):
        converter.structure({"rules": []}, Table)
    with pytest.raises(DocumentError, match="the key `name` is missing"):
        converter.structure({"rules": []}, Table[str])


def test_what_is_not_ours_is_left_to_the_converter() -> None:
    converter = configured()
    assert converter.structure("7", int) == 7
    own = attrs.make_class("Own", {"gate": attrs.field(type=Gate), "count": attrs.field(type=int)})
    assert converter.structure({"gate": {"id": "a"}, "count": "7"}, own) == own(Gate("a"), 7)


def test_cattrs_is_not_loaded_for_documents() -> None:
    code = "import sys; from releasekit.documents import configure; print('cattrs' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
