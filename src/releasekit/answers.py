"""What answers share: they are compared and never used as a condition, refusals are one family, findings one class.

A "no" that the rules foresee is a returned value. It travels in one of three forms: an answer with an outcome, a
refusal in place of what was asked for, or a list of findings.
"""

import re
from typing import ClassVar, Final, Generic, NoReturn, TypeVar

import attrs

from releasekit._fields import Frozen, Note, Place, checked
from releasekit._words import Ordered, Word, a_or_an, shown

__all__ = ["Answer", "Finding", "Permission", "Refused", "Severity"]

MYPY: Final = False
"""mypy takes a name like this for true, and so does not read what is kept from it; other checkers see its value."""

Kind_co = TypeVar("Kind_co", bound=Word, covariant=True)


class Answer:
    """An answer of the library: it has no truth value, so that ``if answer:`` is never taken for a yes.

    A subclass names in `compared` the attribute that carries the answer.
    """

    __slots__ = ()
    compared: ClassVar[str] = "outcome"

    if not MYPY:  # with a `NoReturn` here, mypy would not check what stands after such a condition

        def __bool__(self) -> NoReturn:
            noun = a_or_an(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(self).__name__).lower())
            given = getattr(self, self.compared)
            raise TypeError(f"{noun} has no truth value; compare its {self.compared}, here {shown(given)}")


class Refused:
    """Stands in place of what was asked for, and says why; the one test for it is ``isinstance(answer, Refused)``."""

    __slots__ = ()

    if not MYPY:  # as in `Answer`

        def __bool__(self) -> NoReturn:
            raise TypeError(f"`{type(self).__name__}` has no truth value; ask isinstance(answer, Refused)")


class Permission(Ordered):
    """Whether what was asked for may be done, from permissive to restrictive."""

    ALLOWED = "allowed"
    REFUSED = "refused"


class Severity(Word):
    """How bad an issue or a vulnerability is, from mild to severe, in every record and table that says so."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@attrs.frozen(field_transformer=checked)
class Finding(Frozen, Generic[Kind_co]):
    """One thing that is wrong, or that people should look at.

    Attributes:
        kind: what it is, for programs: a word of the package that found it.
        place: where it is, such as ``minor_releases[1.4.0].rc_date``.
        message: what is there and what was expected, for people.
    """

    kind: Kind_co
    place: Place
    message: Note = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.place} {self.message}"


def __dir__() -> list[str]:
    return __all__
