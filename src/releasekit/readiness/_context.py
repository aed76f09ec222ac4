"""One candidate under one set of rules at one instant: what several of its facts need."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from releasekit._arguments import instant, items, of_kind
from releasekit._words import is_same
from releasekit.compat import ReleaseTuple
from releasekit.gates import GateResult, GateVerdict, Lack, Standing, counting, standing_of
from releasekit.policy import MISSING, Column, Missing
from releasekit.readiness._binding import Worth, worth_of_results
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._classes import collected, is_of, with_alone
from releasekit.readiness._records import DecisionEntry
from releasekit.readiness._vocabulary import DecisionStatus
from releasekit.readiness._waivers import WaiverStanding, judged

if TYPE_CHECKING:
    from releasekit.readiness._rules import ReadinessRules


class ReviewContext:
    """One candidate under one set of rules at one instant, with everything that several facts need."""

    def __init__(self, candidate: ReleaseCandidate, rules: "ReadinessRules", at: datetime) -> None:
        from releasekit.readiness._rules import ReadinessRules  # which needs this module

        of_kind("candidate", candidate, ReleaseCandidate)
        of_kind("rules", rules, ReadinessRules)
        self.candidate = candidate
        self.rules = rules
        self.at = instant("at", at)

    @cached_property
    def declared(self) -> frozenset[str]:
        """The classes that the candidate declares, and those of its release type; one alone may stand for others."""
        release_type, declared = self.candidate.release_type, self.candidate.classes
        typed = (each for each in self.rules.classes if each.release_types)
        of_type = {each.id for each in typed if isinstance(release_type, Missing) or release_type in each.release_types}
        return with_alone(self.rules.classes, declared) | of_type

    @cached_property
    def implied(self) -> frozenset[str]:
        """The classes that follow from what the change touches."""
        effects = self.candidate.effects
        return collected(self.rules.implied, () if isinstance(effects, Missing) else effects)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes whose gates count: the declared ones, and those that should have been declared."""
        return self.declared | self.implied

    def excluded_by(self, names: frozenset[str]) -> frozenset[str]:
        """Return the classes that cannot be declared beside some others."""
        others = items("names", names, str)
        return frozenset[str]().union(*(each.excludes for each in self.rules.classes if each.id in others))

    def follows_from(self, name: str) -> list[str]:
        """Return what the change touches that is of a class."""
        of_kind("name", name, str)
        effects = () if isinstance(self.candidate.effects, Missing) else self.candidate.effects
        return sorted(
            effect
            for each in self.rules.classes
            if each.id == name
            for effect in each.follows_from.intersection(effects)
        )

    @cached_property
    def required(self) -> tuple[GateVerdict, ...]:
        """The standing of each required gate, by id."""
        return self.standings(collected(self.rules.required, self.classes) | self._in_scope())

    def _in_scope(self) -> frozenset[str]:
        """Return the gates that are required by scope; all of them where the scope is open.

        A scoped gate that is not known may be a misspelt one, so it is asked for as well.
        """
        asked, scope = collected(self.rules.by_scope, self.classes), self.candidate.scoped_gates
        if not asked or isinstance(scope, Missing):
            return self._by_scope
        known = {gate.id for gate in self.rules.gates}
        return frozenset(gate for gate in scope if gate in self._by_scope or gate not in known)

    @cached_property
    def _by_scope(self) -> frozenset[str]:
        """All gates that the classes require by scope."""
        asked = collected(self.rules.by_scope, self.classes)
        return frozenset(gate.id for gate in self.rules.gates if any(is_of(gate.id, pattern) for pattern in asked))

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The gates that the classes require by scope, and that the scope of this candidate leaves out."""
        return self._by_scope - {verdict.gate for verdict in self.required}

    @cached_property
    def advisory(self) -> tuple[GateVerdict, ...]:
        """The standing of each advisory gate that must be reported, by id."""
        return self.standings(collected(self.rules.reported, self.classes))

    @cached_property
    def failed_advisory(self) -> frozenset[str]:
        """The advisory gates that must be reported and failed."""
        return frozenset(verdict.gate for verdict in self.advisory if verdict.standing is Standing.FAILED)

    @cached_property
    def waivers(self) -> tuple[WaiverStanding, ...]:
        """The status of each waiver."""
        return judged(self)

    @cached_property
    def entries(self) -> Mapping[str, DecisionEntry]:
        """The recorded decisions by id."""
        return {entry.id: entry for entry in self.candidate.decisions}

    @cached_property
    def results(self) -> Mapping[str, list[GateResult]]:
        """The recorded results by gate."""
        by_gate: dict[str, list[GateResult]] = {}
        for result in self.candidate.results:
            by_gate.setdefault(result.gate, []).append(result)
        return by_gate

    def standing(self, name: str) -> GateVerdict:
        """Return what the results prove of a gate, on the claimed tuples where it tests a consumer's."""
        verdict = standing_of(name, self.fit(name), self.at, subjects=self._subjects(name))
        if verdict.result is not None:
            return verdict
        unfit = sorted((run.id, why) for run in self.results.get(name, ()) if (why := self.worth[run.id].unfit))
        note = "; ".join(f"`{name}` does not count: {why}" for name, why in unfit)
        return verdict.replace(note=note) if unfit else verdict

    def standings(self, names: Iterable[str]) -> tuple[GateVerdict, ...]:
        """Return the standing of some gates, by id."""
        return tuple(self.standing(name) for name in sorted(items("names", names, str)))

    def counting(self, names: frozenset[str]) -> list[GateResult]:
        """Return the results of some gates that count, on the claimed tuples where a gate tests a consumer's."""
        return [
            result
            for name in sorted(items("names", names, str))
            for result in counting(name, self.fit(name), self.at, subjects=self._subjects(name))
        ]

    def _subjects(self, name: str) -> frozenset[str] | None:
        """Return the tuples on which the results of a gate count; ``None`` for any."""
        gate = self.rules.gate(name)
        return None if gate is None or gate.consumer is None else self.claimed(gate.consumer) or None

    @cached_property
    def worth(self) -> Mapping[str, Worth]:
        """What each result is worth for this release, by its id."""
        return worth_of_results(self.candidate, self.rules, self.at)

    def fit(self, name: str) -> list[GateResult]:
        """Return the results of a gate that can count for this release."""
        of_kind("name", name, str)
        return [run for run in self.results.get(name, ()) if not self.worth[run.id].unfit]

    @cached_property
    def claims(self) -> tuple[ReleaseTuple, ...]:
        """The tuples that the candidate claims to support; none where it does not say."""
        claims = self.candidate.claims
        return () if isinstance(claims, Missing) else claims

    @property
    def consumers(self) -> list[str]:
        """The consumers that a gate tests, and those of the claimed tuples; sorted."""
        tested = {gate.consumer for gate in self.rules.gates if gate.consumer is not None}
        return sorted(tested.union(claim.consumer for claim in self.claims))

    @property
    def release(self) -> str:
        """What names the release in a record about it: its commit, or the candidate's id where it names none."""
        commit = self.candidate.commit
        return self.candidate.id if isinstance(commit, Missing) else commit

    def claimed(self, consumer: str) -> frozenset[str]:
        """Return the tuples that the candidate claims for a consumer."""
        of_kind("consumer", consumer, str)
        return frozenset(claim.ref for claim in self.claims if claim.consumer == consumer)

    def failures(self, names: frozenset[str]) -> list[GateResult]:
        """Return the results of some gates that count and failed."""
        return [run for run in self.counting(names) if run.standing is Standing.FAILED]

    def unbound(self, commit: str | None) -> str:
        """Say why words about a commit are not about the released one; nothing where they are, or that is accepted."""
        of_kind("commit", commit, str, type(None))
        released = self.candidate.commit
        if commit is None:
            return "" if Lack.COMMIT in self.rules.evidence.accepted else "names no commit"
        if isinstance(released, Missing):
            return f"of commit {commit}, and the release names none"
        return "" if commit == released else f"of another commit, {commit}"

    def status(self, name: str | None) -> DecisionStatus | Missing:
        """Return whether a decision is in force; one that is not recorded, or only later, is not known."""
        of_kind("name", name, str, type(None))
        entry = self.entries.get(name or "")
        if entry is None or entry.accepted_at > self.at:
            return MISSING
        return DecisionStatus.ACTIVE if entry.is_active(self.at) else DecisionStatus.LIFTED

    def stated(self, column: Column) -> object:
        """Return what the candidate states for a column, as a value of it; `MISSING` where it states nothing."""
        of_kind("column", column, Column)
        text = dict(self.candidate.stated).get(column.name)
        return MISSING if text is None else column.of_text(text)

    def is_independent(self, name: str) -> bool:
        """Tell whether somebody is known to be another person than the release owner."""
        of_kind("name", name, str)
        owner = self.candidate.owner
        return not isinstance(owner, Missing) and not is_same(name, owner)
