"""Milestones and their task cards: what must hold before work begins, what must hold at its end, and what is proved.

The laws, each of which has a test of its own:

* less evidence, a spoilt pass or a criterion that is no longer met never leads to a better outcome;
* the order in which cards, criteria and results are given changes no outcome;
* a complete milestone has evidence for every criterion, for every required gate and for every reference of its cards;
* a stored word proves nothing: if a card is stored as done and is not, the report says so.
"""

from releasekit.milestones._cards import Criterion, Demand, TaskCard, TaskState, TaskStatus
from releasekit.milestones._evidence import Completion, MilestoneEvidence, PublishedMatrix, RegressionReview
from releasekit.milestones._milestone import MILESTONE_STATUS, Milestone, MilestoneOutcome, MilestoneReport
from releasekit.milestones._shortfalls import MilestoneShortfall

__all__ = [
    "MILESTONE_STATUS",
    "Completion",
    "Criterion",
    "Demand",
    "Milestone",
    "MilestoneEvidence",
    "MilestoneOutcome",
    "MilestoneReport",
    "MilestoneShortfall",
    "PublishedMatrix",
    "RegressionReview",
    "TaskCard",
    "TaskState",
    "TaskStatus",
]


def __dir__() -> list[str]:
    return __all__
