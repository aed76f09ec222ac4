"""Release tuples: exactly which commits were tested together."""

from collections.abc import Iterator
from typing import Final

import attrs

from releasekit._fields import Frozen, Name, checked
from releasekit._words import shown

SEPARATORS: Final = frozenset("@+ \t\n")
ABSENT: Final = "-"
LONGEST: Final = 1_000


@attrs.frozen(field_transformer=checked)
class ReleaseTuple(Frozen):
    """The commits of a producer and one of its consumers that a claim is made for; it covers these and no others.

    Attributes:
        consumer: the name of the consumer.
        consumer_sha: its commit.
        producer_sha: the commit of the producer.
        vendored_sha: the producer's commit that the consumer carries along, where it does.
        schema_version: the version of the interchange format, where there is one.

    Source:
        Release and Rollback Playbook, Pre-Release Checklist: "Capture release tuple(s): `loop_sha`, `consumer_sha`,
        optional `vendor_loop_sha`, optional `schema_version`."
    """

    consumer: Name
    consumer_sha: Name
    producer_sha: Name = attrs.field(kw_only=True)
    vendored_sha: Name | None = attrs.field(default=None, kw_only=True)
    schema_version: Name | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        for field in attrs.fields(ReleaseTuple):
            value = getattr(self, field.name)
            if value is not None and (value == ABSENT or not SEPARATORS.isdisjoint(value)):
                yield f"{field.name} is {shown(value)}; expected no space, `@` or `+`, and not `{ABSENT}` alone"
        if len(self.ref) > LONGEST:  # results name the tuple by it
            yield f"ref has {len(self.ref)} characters; expected at most {LONGEST}"

    @property
    def ref(self) -> str:
        """The tuple as one text, such as ``shop-app@528f900+75f806f+-+-``; equal only for equal tuples."""
        parts = [self.consumer_sha, self.producer_sha, self.vendored_sha or ABSENT, self.schema_version or ABSENT]
        return f"{self.consumer}@{'+'.join(parts)}"

    @property
    def claimed_sha(self) -> str:
        """The producer's commit that a claim for the tuple covers: the vendored one, where the consumer carries one.

        Source:
            Decision D-008 of the project: a claim names the candidate and the vendored pin, and where they differ, it
            covers the pin.
        """
        return self.producer_sha if self.vendored_sha is None else self.vendored_sha
