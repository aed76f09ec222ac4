"""Facts of the change itself: its classes, its release type, and the version step that it needs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import attrs

from releasekit._arguments import as_frozenset
from releasekit._fields import Length, Name, checked
from releasekit._words import short_ref
from releasekit.gates import Lack
from releasekit.policy import MISSING, Column, Missing
from releasekit.readiness._classes import unknown_names
from releasekit.readiness._fact import Fact
from releasekit.readiness._vocabulary import Binding, Declaration, Pins, VersionStep
from releasekit.versions import NoVersion, ReleaseType

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext
    from releasekit.readiness._rules import ReadinessRules


@attrs.frozen(field_transformer=checked)
class ClassFact(Fact):
    """Whether the change is of one of some classes, declared or not.

    Attributes:
        name: the name of the column.
        classes: the ids of the classes; at least one.
    """

    document_kind: ClassVar[str] = "class"

    name: Name
    classes: Annotated[frozenset[Name], Length(1, 1_000)] = attrs.field(converter=as_frozenset)

    @property
    def column(self) -> Column:
        return Column(self.name, bool, given=True)

    def value(self, context: "ReviewContext") -> object:
        return not self.classes.isdisjoint(context.classes)

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        return unknown_names("classes", self.classes, (each.id for each in rules.classes))


@attrs.frozen(field_transformer=checked)
class DeclarationFact(Fact):
    """Whether the declared classes fit together and are no fewer than follow; missing where nobody said what changes.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "declaration"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Declaration, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if context.candidate.classes & context.excluded_by(context.classes):
            return Declaration.CONTRADICTORY
        if not context.candidate.classes or _is_undescribed(context):
            return MISSING
        return Declaration.BELOW if _undeclared(context) else Declaration.SOUND

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say what keeps the declared classes from being sound."""
        if not context.candidate.classes:
            yield "no class is declared"
        if _is_undescribed(context):
            yield "nobody said what the change touches"
        for name in sorted(_undeclared(context)):
            reasons = ", ".join(context.follows_from(name))
            yield f"{name} is not declared" + (f", and the change touches {reasons}" if reasons else "")


def _is_undescribed(context: "ReviewContext") -> bool:
    """Tell whether nobody said what the change touches; a change that touches nothing at all is not described."""
    is_asked = any(each.follows_from for each in context.rules.classes)
    return is_asked and (isinstance(context.candidate.effects, Missing) or not context.candidate.effects)


def _undeclared(context: "ReviewContext") -> frozenset[str]:
    """Return the classes that follow and are not declared; what a declared one excludes need not be."""
    return context.classes - context.declared - context.excluded_by(context.declared)


@attrs.frozen(field_transformer=checked)
class CommitFact(Fact):
    """Whether the release names its commit, and each tuple that it claims is of that commit.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "commit"
    notices: ClassVar[frozenset[Lack]] = frozenset({Lack.COMMIT})

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Binding, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        commits = {claim.producer_sha for claim in context.claims}
        if isinstance(context.candidate.commit, Missing):
            is_accepted = Lack.COMMIT in context.rules.evidence.accepted and len(commits) <= 1
            return Binding.ACCEPTED if is_accepted else MISSING
        return Binding.BOUND if commits <= {context.candidate.commit} else Binding.OTHER

    def details(self, context: "ReviewContext") -> list[str]:
        """Say which commit is released, and of which others tuples are claimed."""
        commit = context.candidate.commit
        if isinstance(commit, Missing):
            return ["the release names no commit"]
        others = (claim for claim in context.claims if claim.producer_sha != commit)
        return sorted(f"{short_ref(claim.ref)} is of {claim.producer_sha}, not of {commit}" for claim in others)


@attrs.frozen(field_transformer=checked)
class PinFact(Fact):
    """Whether the consumers of the claimed tuples carry the commit of their tuple along, or another one.

    Where they differ, a claim covers the commit that is carried along.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "pin"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Pins, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        return Pins.DIFFER if self.details(context) else Pins.SAME

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the claimed tuples whose consumer carries another commit along."""
        differing = (claim for claim in context.claims if claim.claimed_sha != claim.producer_sha)
        return sorted(f"{short_ref(claim.ref)} carries {claim.claimed_sha}" for claim in differing)


UNTYPED: Final = "nobody said of which release type it is"


@attrs.frozen(field_transformer=checked)
class ReleaseTypeFact(Fact):
    """How large the release is called; missing where nobody said.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "release_type"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, ReleaseType, optional=True, given=True)

    def value(self, context: "ReviewContext") -> object:
        return context.candidate.release_type

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say that no release type is stated, where none is."""
        if isinstance(context.candidate.release_type, Missing):
            yield UNTYPED


@attrs.frozen(field_transformer=checked)
class VersionStepFact(Fact):
    """Whether the release type covers the version step that the changes need.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "version_step"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, VersionStep, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        release_type, bump = context.candidate.release_type, context.candidate.bump
        if isinstance(release_type, Missing) or isinstance(bump, Missing):
            return MISSING
        needed = ReleaseType.of(bump)
        is_covered = isinstance(needed, NoVersion) or needed <= release_type
        return VersionStep.COVERED if is_covered else VersionStep.BELOW

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say which step the changes need, or that nobody said that, or of which release type it is."""
        bump = context.candidate.bump
        yield "nobody said which step the changes need" if isinstance(bump, Missing) else f"the changes need {bump}"
        if isinstance(context.candidate.release_type, Missing):
            yield UNTYPED
