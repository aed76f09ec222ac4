"""What a fact of a review is: the column that a go/no-go table asks, and how its value is found."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import wraps
from itertools import chain
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen
from releasekit.gates import Lack
from releasekit.policy import Column
from releasekit.readiness._context import ReviewContext

if TYPE_CHECKING:
    from releasekit.readiness._rules import ReadinessRules


Asked: TypeAlias = Callable[[Any, Any], Any]
"""A method of a fact that takes a review, or rules."""


def _of_a_review(method: Asked) -> Asked:
    """Return a method that refuses what is no review."""

    @wraps(method)
    def asked(fact: "Fact", context: ReviewContext) -> object:
        of_kind("context", context, ReviewContext)
        return method(fact, context)

    return asked


def _of_rules(method: Asked) -> Asked:
    """Return a method that refuses what is no rules."""

    @wraps(method)
    def asked(fact: "Fact", rules: "ReadinessRules") -> object:
        from releasekit.readiness._rules import ReadinessRules  # which needs this module

        of_kind("rules", rules, ReadinessRules)
        return method(fact, rules)

    return asked


DOORS: Final = {"value": _of_a_review, "details": _of_a_review, "problems": _of_rules}


@attrs.frozen
class Fact(Frozen, ABC):
    """One fact that a go/no-go table may ask: a kind of question with the playbook's own parameters.

    A kind is a frozen class with five answers: its column, its value in a review, what that value stands for, what a
    candidate has to state for it, and what is wrong with its parameters. A team adds one of its own by a subclass;
    documents hold it by its ``kind``.
    """

    document_union: ClassVar[bool] = True
    notices: ClassVar[frozenset[Lack]] = frozenset()
    """What a pass may lack that this kind of fact takes notice of, whether the playbook accepts it or not."""

    def __init_subclass__(cls, **options: object) -> None:
        """Let each kind refuse what is no review and no rules, so that no kind has to look."""
        super().__init_subclass__(**options)
        for name, door in DOORS.items():
            # attrs makes each class again, with slots; its methods have their doors by then.
            if name in cls.__dict__ and not hasattr(cls.__dict__[name], "__wrapped__"):
                setattr(cls, name, door(cls.__dict__[name]))

    @property
    def name(self) -> str:
        """The name of the column."""
        return self.column.name

    @property
    @abstractmethod
    def column(self) -> Column:
        """The name of the fact, its domain, whether it may be missing, which way it gets worse, whether it is given."""

    @property
    def stated(self) -> Iterable[Column]:
        """What a candidate states for it, as columns; nothing where the kind does not read ``candidate.stated``."""
        return ()

    @property
    def asks(self) -> frozenset[object]:
        """What it asks of the rest of the playbook: whatever its fields hold, such as a checklist or names of gates."""
        held = (getattr(self, field.name) for field in attrs.fields(type(self)))
        lists = (value if isinstance(value, tuple | frozenset) else (value,) for value in held)
        return frozenset(chain.from_iterable(lists))

    @abstractmethod
    def value(self, context: "ReviewContext") -> object:
        """Return the value in a review, one that the column can have."""

    def details(self, context: "ReviewContext") -> Iterable[str]:
        """Spell out what the value stands for, where that is more than one thing."""
        del context
        return ()

    def problems(self, rules: "ReadinessRules") -> Iterable[str]:
        """Say what does not fit the other rules, such as a gate that they do not know."""
        del rules
        return ()
