"""What people see of tiers, matrices, their changes, removals and skew."""

from textwrap import dedent

import pytest

from releasekit.compat import Notice, Role, SkewPolicy, SkewRule, Tier, removal_allowed, tier_of
from releasekit.gates import GateStatus, TreeState
from releasekit.playbooks.gated_release import TIERS
from releasekit.versions import Version
from tests.strategies.matrices import (
    ADVISORY,
    AT,
    CONTRACT,
    DAY,
    LA_GATE,
    NEW,
    OLD,
    OLDER,
    PROMISED,
    entry,
    matrix,
    passed,
    passes,
)

RESULTS = (passed(tree=TreeState.COMMITTED), passed("VG-LA-002", status=GateStatus.FAIL, failed=2))
TIER = tier_of(NEW, (LA_GATE, CONTRACT), RESULTS, AT, rules=TIERS, advisory=(ADVISORY,), clean_clone_asked=False)
MATRIX = matrix((entry(), entry(OLD, Role.ROLLBACK, tier=Tier.CONDITIONAL, release_blocking=False)))
PROMOTED = entry(OLD, Role.ROLLBACK, release_blocking=False)
LATER = matrix((entry(), PROMOTED, entry(OLDER, Role.LISTED)), version="2026-02-27")
POLICY = PROMISED
NOTICE = Notice(OLDER, AT - 14 * DAY, reference="ANNOUNCEMENTS.md")
SKEW = SkewPolicy((SkewRule("agent", "server", older=2, newer=0),))


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        pytest.param(
            TIER.to_text(120),
            """
            loop-agent@2f4e762+75f806f+-+- [✗ unsupported]
            tree committed, judged 2026-03-20 12:00+00:00

            Why
              - tier/advisory: an advisory gate failed without being tracked, or did not report
              - tier/required-gate: a required gate has no pass with evidence on this tuple

            Gates
              gate               kind      standing  note                                                  evidence
              -----------------  --------  --------  ----------------------------------------------------  -------------
              ! VG-CONTRACT-001  required  unproven  no result on 75f806f, loop-agent@2f4e762+75f806f+-+-
              ✓ VG-LA-001        required  passed                                                          VG-LA-001.txt
              ✗ VG-LA-002        advisory  failed    fail, 2 failed                                        VG-LA-002.txt
            """,
            id="tier",
        ),
        pytest.param(
            MATRIX.diff(LATER).to_text(120),
            """
            Compatibility matrix 2026-02-20 to 2026-02-27 [2 changed]

            Changes
              tuple                             change    before                 after                fields
              --------------------------------  --------  ---------------------  -------------------  ------
              ✓ loop-agent@30c1fa7+1138a85+-+-  promoted  conditional, rollback  supported, rollback  tier
              loop-agent@f2aeb18+1138a85+-+-    added                            supported, listed
            """,
            id="changes",
        ),
        pytest.param(
            MATRIX.diff(MATRIX).to_text(),
            """
            Compatibility matrix 2026-02-20 to 2026-02-20 [equal]

            Changes
              none
            """,
            id="no changes",
        ),
        pytest.param(
            removal_allowed(matrix(), OLD, POLICY, notice=None, results=(), at=AT, tiers=TIERS).to_text(120),
            """
            Removal of loop-agent@30c1fa7+1138a85+-+- [✗ refused]
            earliest not known

            Why
              - removal/no-notice: its removal was not announced
              - removal/no-rollback: the consumer would be without a tuple to go back to
              - removal/not-rerun: since the announcement the affected gates have not all passed on the tuple that stays

            What is lacking
              - no tuple of loop-agent: none is kept for rollback
            """,
            id="refused removal",
        ),
        pytest.param(
            removal_allowed(matrix(), OLDER, POLICY, notice=NOTICE, results=passes(), at=AT, tiers=TIERS).to_text(120),
            """
            Removal of loop-agent@f2aeb18+1138a85+-+- [✓ allowed]
            earliest 2026-03-20 12:00+00:00

            Why
              - removal/allowed: announced, waited for, rerun since, and the consumer keeps what it is promised

            What is lacking
              none
            """,
            id="allowed removal",
        ),
        pytest.param(
            SKEW.check({"agent": (Version(1, 7, 0),), "server": (Version(1, 6, 0),)}).to_text(),
            """
            Version skew [✗ outside]

            Too far apart
              instance       with          expected
              -------------  ------------  -------------------------------------------------------
              ✗ agent 1.7.0  server 1.6.0  agent up to 2 minor versions older, 0 newer than server
            """,
            id="skew",
        ),
        pytest.param(
            SKEW.check({"agent": ()}).to_text(),
            """
            Version skew [! unknown]

            Too far apart
              none

            Versions not stated
              - server
            """,
            id="unknown skew",
        ),
    ],
)
def test_text(actual: str, expected: str) -> None:
    assert actual == dedent(expected).strip("\n")


def test_a_matrix_has_a_row_per_tuple() -> None:
    lines = [line.split() for line in MATRIX.to_text(200).splitlines()]
    gates, tree = ["VG-CONTRACT-001,", "VG-LA-001"], "clean_clone_committed"
    one, two = "loop-agent@2f4e762+75f806f+-+-", "loop-agent@30c1fa7+1138a85+-+-"
    assert lines[:4] == [
        ["Compatibility", "matrix", "2026-02-20"],
        ["published", "2026-02-18", "12:00+00:00"],
        [],
        ["Tuples"],
    ]
    assert lines[4] == ["tuple", "tier", "role", "gates", "tree", "evidence", "validated"]
    assert lines[6:] == [
        ["✓", one, "supported", "current,", "release-blocking", *gates, tree, "VG-001.txt", "2026-02-08"],
        ["!", two, "conditional", "rollback", *gates, tree, "VG-001.txt", "2026-02-07"],
    ]
