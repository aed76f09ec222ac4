"""The values whose documents are kept in `golden`, and shown to the fuzzer as examples."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from releasekit.compat import ReleaseTuple
from releasekit.gates import GateResult, GateStatus, TreeState
from releasekit.policy import MISSING
from releasekit.readiness import DecisionEntry, ReleaseCandidate
from releasekit.versions import Version, VersionRange
from tests.documents.samples import Branch, Choices, Depth, Elapsed, FullRuns, Light, Lists, Scalars, Span

AT: Final = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
CLAIM: Final = ReleaseTuple("editor", "528f900", producer_sha="1234567", schema_version="1.10")

GOLDEN: Final = {
    "release_candidate": ReleaseCandidate(
        "2026-03",
        ["R2", "R1"],
        results=[
            GateResult(
                "contract-2",
                "VG-CONTRACT-001",
                status=GateStatus.PASS,
                recorded_at=AT,
                evidence=["evidence/contract.json"],
                subject=CLAIM.ref,
                tree=TreeState.CLEAN_CLONE_COMMITTED,
                passed=41,
                failed=0,
            ),
            GateResult("perf-1", "VG-PERF-001", status=GateStatus.NOT_RUN, recorded_at=AT),
        ],
        claims=[CLAIM],
        scoped_gates=["VG-LOOP-001", "VG-LOOP-002"],
        decisions=[DecisionEntry("D-017", AT, lifted_at=AT + timedelta(days=1))],
        decision_entry="D-017",
    ),
    "scalars": Scalars(
        flag=True,
        count=-7,
        share=10_000,
        rate=Decimal("99.5"),
        change=Decimal(0),
        third=Fraction(1, 3),
        text="Two lines: the first,\n  and the second.\n",
        name="no",
        note='A "quote", a \\ and a tab\t.',
        day=date(2026, 1, 31),
        at=AT,
        length=timedelta(hours=1, seconds=1, microseconds=500_000),
        light=Light.ON,
        depth=Depth.SHALLOW,
        side="2026-01-01",
        version=Version.parse("1.10.0-rc.2+exp.5114f85"),
        window=VersionRange.parse(">=1.2.0 <2.0.0 || ==3.1.4 without pre-releases"),
    ),
    "choices": Choices(
        maybe="22:30",
        required=0,
        percent=MISSING,
        known=Light.TEN,
        stated="missing",
        scope={"b", "a"},
        number=Decimal("1.10"),
        exact=Fraction(2),
        when=timedelta(days=-14),
        truth="true",
        soak=FullRuns(2),
        later=Elapsed(timedelta(days=1), "a day"),
        claim=CLAIM,
        target=Version(1, 0, 0),
    ),
    "lists": Lists(
        names=["on", "1.10", "~", "über"],
        lights={Light.NO, Light.ON},
        pair=("", 0),
        pairs=[("a", True), ("b", False)],
        claims=[CLAIM],
        soaks=[FullRuns(), Elapsed(timedelta(0))],
        some={CLAIM},
        tree=Branch("root", [Branch("left"), Branch("right", [Branch("leaf")])]),
    ),
    "span": Span(1, 3, unit="weeks"),
}
