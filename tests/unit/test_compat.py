"""Release tuples: which commits exactly."""

from datetime import UTC, datetime
from itertools import product

import pytest

from releasekit.compat import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateStatus


def release(**changes: object) -> ReleaseTuple:
    """A tuple without the optional parts."""
    return ReleaseTuple("io-rflx", "abf11ca", producer_sha="75f806f").replace(**changes)


class TestRef:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            pytest.param({}, "io-rflx@abf11ca+75f806f+-+-", id="plain"),
            pytest.param({"vendored_sha": "1234567"}, "io-rflx@abf11ca+75f806f+1234567+-", id="vendored"),
            pytest.param({"schema_version": "interop.v0"}, "io-rflx@abf11ca+75f806f+-+interop.v0", id="schema"),
            pytest.param({"vendored_sha": "1", "schema_version": "2"}, "io-rflx@abf11ca+75f806f+1+2", id="both"),
        ],
    )
    def test_text(self, changes: dict[str, object], expected: str) -> None:
        assert release(**changes).ref == expected

    def test_is_equal_only_for_equal_tuples(self) -> None:
        parts = ["a", "b", "a-b", "--"]
        optional = [None, *parts]
        tuples = [
            ReleaseTuple(consumer, own, producer_sha=producer, vendored_sha=vendored, schema_version=schema)
            for consumer, own, producer, vendored, schema in product(parts, parts, parts, optional, optional)
        ]
        assert len({one.ref for one in tuples}) == len(tuples)


FIELDS = ("consumer", "consumer_sha", "producer_sha", "vendored_sha", "schema_version")


class TestRefusals:
    @pytest.mark.parametrize("field", FIELDS)
    @pytest.mark.parametrize("text", ["a@b", "a+b", "a b", "-"])
    def test_a_part_that_would_blur_the_text(self, field: str, text: str) -> None:
        """`-` stands for an absent part, so no part may be called that."""
        with pytest.raises(FieldError) as caught:
            release(**{field: text})
        expected = "expected no space, `@` or `+`, and not `-` alone"
        assert str(caught.value) == f'ReleaseTuple.{field} is `"{text}"`; {expected}'

    @pytest.mark.parametrize("field", FIELDS)
    @pytest.mark.parametrize("value", ["", 7, True, b"abf11ca", "x" * 201], ids=repr)
    def test_a_part_that_is_no_name(self, field: str, value: object) -> None:
        with pytest.raises(FieldError) as caught:
            release(**{field: value})
        (problem,) = caught.value.problems
        assert problem.startswith(f"ReleaseTuple.{field} is ")
        assert "expected 1 to 200 printable characters" in problem

    def test_a_text_too_long_to_be_the_subject_of_a_result(self) -> None:
        longest = release(**dict.fromkeys(FIELDS, "x" * 200) | {"consumer": "x" * 196})
        assert len(longest.ref) == 1_000
        at = datetime(2026, 3, 1, tzinfo=UTC)
        assert GateResult("r", "g", status=GateStatus.FAIL, recorded_at=at, subject=longest.ref).subject == longest.ref
        with pytest.raises(FieldError) as caught:
            longest.replace(consumer="x" * 197)
        assert str(caught.value) == "ReleaseTuple.ref has 1001 characters; expected at most 1000"

    @pytest.mark.parametrize("field", FIELDS[:3])
    def test_a_part_that_is_not_there(self, field: str) -> None:
        with pytest.raises(FieldError):
            release(**{field: None})


class TestClaimedCommit:
    """D-008: a claim names the candidate and the vendored pin; where they differ, it covers the pin."""

    def test_without_a_pin(self) -> None:
        assert release().claimed_sha == "75f806f"

    def test_with_a_pin(self) -> None:
        assert release(vendored_sha="6779cdb").claimed_sha == "6779cdb"
