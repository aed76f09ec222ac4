"""The root of every error that releasekit raises.

A "no" is a returned value; an exception means that a contract was broken. Each error carries its parts as
attributes, and its text is built from them: where, what was given, what was expected.
"""

__all__ = ["BudgetError", "FieldError", "ReleasekitError"]


class ReleasekitError(ValueError):
    """The caller broke a contract of releasekit."""


class FieldError(ReleasekitError):
    """An object was given fields that it cannot have.

    Attributes:
        problems: every problem of the object, each naming the field, the value and what was expected.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


class BudgetError(ReleasekitError):
    """A question needed more states than the caller's budget allows, so it has no answer.

    Attributes:
        question: what was asked.
        budget: how many states were allowed.
    """

    def __init__(self, question: str, budget: int) -> None:
        super().__init__(question, budget)
        self.question = question
        self.budget = budget

    def __str__(self) -> str:
        states = "1 state" if self.budget == 1 else f"{self.budget} states"
        return f"{self.question}: no answer within {states}; expected a larger budget or a smaller table"


def __dir__() -> list[str]:
    return __all__
