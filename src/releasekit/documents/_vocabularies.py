"""Which classes of words a document may name: those that tables of releasekit use, and those that the reader gives."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from importlib import import_module
from typing import Final

from releasekit._words import did_you_mean, listing, word_text
from releasekit.documents._form import BAD, Bad
from releasekit.documents._problems import Findings, Path
from releasekit.documents._shapes import Vocabulary
from releasekit.errors import FieldError

HOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "releasekit.cadence": ("FreezeRule", "SprintPhase", "SprintWeek", "Weekday"),
    "releasekit.answers": ("Permission", "Severity"),
    "releasekit.compat": ("AdvisoryRecord", "NoticeState", "Tier"),
    "releasekit.gates": ("Standing", "TreeState"),
    "releasekit.milestones": ("MilestoneOutcome",),
    "releasekit.procedures": ("ItemStatus", "Required", "Shortfall"),
    "releasekit.readiness": (
        "Advisory",
        "ApprovalStatus",
        "BreakingChange",
        "ContractAmbiguity",
        "DecisionStatus",
        "Declaration",
        "EvidenceMode",
        "GoNoGo",
        "Migration",
        "ReleaseClass",
        "Rollbacks",
        "ScopeEvidence",
        "Seam",
        "Separation",
        "VersionStep",
    ),
    "releasekit.rollback": (
        "Action",
        "FailureStreak",
        "GateStage",
        "Impact",
        "TriggerKind",
        "TriggerState",
        "TupleScope",
    ),
    "releasekit.versions": ("BumpLevel", "ChangeKind", "ReleaseType", "Stage"),
}
SHIPPED: Final[Mapping[str, str]] = {name: home for home, names in HOMES.items() for name in names}
"""Where each vocabulary of the tables of releasekit comes from; it is loaded when a document names it."""


class Vocabularies:
    """The vocabularies that a reader knows by their names.

    Args:
        given: what the reader was told of; one that is called like a shipped one stands in its place.

    Raises:
        FieldError: where several of them have one name, or the words of one cannot be hashed.
    """

    def __init__(self, given: tuple[type[Enum], ...] = ()) -> None:
        self._given = {vocabulary.__name__: vocabulary for vocabulary in given}
        times = Counter(vocabulary.__name__ for vocabulary in dict.fromkeys(given))
        twice = sorted(name for name in times if times[name] > 1)
        problems = [f"vocabularies hold several classes of the name `{name}`; expected one" for name in twice]
        problems += [
            f"vocabularies hold `{vocabulary.__name__}`; expected words that can be hashed"
            for vocabulary in given
            if any(type(word).__hash__ is None for word in vocabulary)
        ]
        if problems:
            raise FieldError(tuple(problems))

    def of(self, name: str) -> type[Enum] | None:
        """Return the vocabulary of a name, loaded when it is first asked for."""
        if name not in self._given and name in SHIPPED:
            vocabulary: type[Enum] = getattr(import_module(SHIPPED[name]), name)
            return vocabulary
        return self._given.get(name)

    def known(self, told: Vocabulary, path: Path, found: Findings) -> "type[Enum] | Bad":
        """Return the class that a document names, if its words are those of the document, in the same order."""
        vocabulary = self.of(told.name)
        if vocabulary is None:
            hint = did_you_mean(told.name, [*self._given, *SHIPPED])
            expected = "a vocabulary of releasekit, or one that the reader was given"
            found.add((*path, "name"), f"no vocabulary is called `{told.name}`; expected {expected}{hint}")
            return BAD
        words = written(vocabulary).words
        if told.words == words:
            return vocabulary
        _name_differences(told, words, (*path, "words"), found)
        return BAD


def written(vocabulary: type[Enum]) -> Vocabulary:
    """Return a vocabulary as a document names it."""
    return Vocabulary(vocabulary.__name__, tuple(map(word_text, vocabulary)))


def _name_differences(told: Vocabulary, words: tuple[str, ...], path: Path, found: Findings) -> None:
    """Say which words are too many, which are not there, or that the order is another."""
    expected = f"expected {listing(words)}"
    seen: set[str] = set()
    for at, word in enumerate(told.words):
        if word not in words:
            found.add((*path, at), f"`{word}` is no word of `{told.name}`; {expected}")
        elif word in seen:
            found.add((*path, at), f"`{word}` is there twice; {expected}")
        seen.add(word)
    lacking = [word for word in words if word not in seen]
    if lacking:
        found.add(path, f"`{told.name}` has the words {listing(lacking)} besides; {expected}")
    elif len(told.words) == len(words) and seen == set(words):
        found.add(path, f"the words of `{told.name}` are in another order; {expected}")
