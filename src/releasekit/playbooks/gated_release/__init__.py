"""The Release and Rollback Playbook of 2026-02-19: release classes, required gates, and the go/no-go rules.

Readings where the text leaves a choice:

* an unresolved contract ambiguity blocks every class, not only R0 whose row names it;
* what the text calls automatic no-go is a no-go as well where the fact is unknown;
* an advisory gate that is declared for the class and not reported is a no-go: leaving a result out never helps;
* while D-017 is in force, evidence from a committed but not cleanly cloned tree does not count as clean either;
* the approver is another person than the release owner, and so is whoever approves a breaking change, a human;
* the classes that follow from what the change touches have to be declared, and their gates count in any case;
* the matrix is asked for every class, since the checklist names none, and for every consumer in scope, whatever is
  claimed: each claimed and each current tuple is supported at the instant of the review, and has a tuple to go back to
  that was validated before it;
* the checklist is complete for the released commit, whatever the class, but for its last item, which is the review;
* a promotion needs the streak of its rule on each claimed tuple; a gate without a rule, or of a consumer of which no
  tuple is claimed, is not promoted;
* an earlier rollback is open until its root cause and the entry that remedies it are both recorded;
* whoever approves a breaking change or accepts a failure does so as an approver, for the released commit;
* failures of VG-LA-002 are classified one by one, so that a later one is not outside the seam with the others;
* gates "required by scope" are left out for a reason that somebody gives; any other failing gate is a no-go too;
* a broken contract makes a release consumer-visible, and so it claims tuples, from a clean clone while D-017 holds.
"""

from datetime import timedelta
from typing import Final

from releasekit.compat import SupportPolicy
from releasekit.gates import EvidenceRules, Lack
from releasekit.playbook import Playbook
from releasekit.playbooks.gated_release._budgets import (
    FULL_SUITE_PROMOTION,
    HARNESS_LATENCY,
    HARNESS_THROUGHPUT,
    PLAIN_LATENCY,
    PLAIN_THROUGHPUT,
)
from releasekit.playbooks.gated_release._checklists import GATED_RELEASE_CHECKLIST
from releasekit.playbooks.gated_release._classes import GATES, RELEASE_CLASSES
from releasekit.playbooks.gated_release._facts import FACTS
from releasekit.playbooks.gated_release._go_no_go import REVIEW
from releasekit.playbooks.gated_release._procedures import RERUN_GATES, TUPLE_ROLLBACK
from releasekit.playbooks.gated_release._texts import TITLE
from releasekit.playbooks.gated_release._tiers import TIERS
from releasekit.playbooks.gated_release._triggers import TRIGGERS, failure_streak
from releasekit.readiness import ReadinessRules

__all__ = [
    "AS_RECORDED",
    "FACTS",
    "FULL_SUITE_PROMOTION",
    "GATED_RELEASE_CHECKLIST",
    "HARNESS_LATENCY",
    "HARNESS_THROUGHPUT",
    "PLAIN_LATENCY",
    "PLAIN_THROUGHPUT",
    "PLAYBOOK",
    "READINESS",
    "RELEASE_CLASSES",
    "RERUN_GATES",
    "REVIEW",
    "SUPPORT",
    "TIERS",
    "TRIGGERS",
    "TUPLE_ROLLBACK",
    "failure_streak",
]

READINESS: Final = ReadinessRules(GATES, RELEASE_CLASSES, facts=FACTS, go_no_go=REVIEW)
"""What the playbook says about going or not; every pass shows its commit, its tuple, its tree and its tests."""

AS_RECORDED: Final = READINESS.replace(
    evidence=EvidenceRules(
        accepted={Lack.COMMIT, Lack.SUBJECT, Lack.TREE},
        because="the runs of the project behind the playbook name no commit, few a tree, and some no tuple",
    )
)
"""The same for what that project recorded; the review names each pass that needed it."""

SUPPORT: Final = SupportPolicy(2, timedelta(days=14))
"""What is promised to consumers, by decision D-011: a current tuple and one to go back to, and two weeks of notice."""

PLAYBOOK: Final = Playbook(
    "gated-release",
    TITLE,
    version="2026-02-19",
    tables=(TRIGGERS.table,),
    readiness=READINESS,
    budgets=(PLAIN_LATENCY, PLAIN_THROUGHPUT, HARNESS_LATENCY, HARNESS_THROUGHPUT),
    promotions=(FULL_SUITE_PROMOTION,),
    support=SUPPORT,
    checklists=(GATED_RELEASE_CHECKLIST,),
    procedures=(TUPLE_ROLLBACK,),
)
"""The playbook: assess candidates, judge measurements, watch for triggers, roll back step by step."""


def __dir__() -> list[str]:
    return __all__
