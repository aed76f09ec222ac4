"""How the steps of a procedure cite the text that they are taken from, and who does those of which it names nobody."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from releasekit.policy import Source
from releasekit.procedures._procedure import Step

Quote: TypeAlias = Callable[[int, Step], str]
"""How a step with a number is written in its text."""


def done_by(*roles: str, because: str) -> Callable[..., Step]:
    """Return what makes the steps that the same roles do for the same reason, of an id, a name and the actions."""

    def step(name: str, text: str, *actions: str, **more: object) -> Step:
        return Step(name, text, roles=roles, actions=actions, because=because).replace(**more)

    return step


def cited(document: str, heading: str, quote: Quote, *steps: Step) -> tuple[Step, ...]:
    """Return the steps of a text, numbered from one, each with its quote unless it has a source already.

    A step without actions does what its name says.
    """
    return tuple(
        step.replace(
            actions=step.actions or (step.name.removesuffix("."),),
            source=step.source or Source(document, heading, quote=quote(number, step)),
        )
        for number, step in enumerate(steps, 1)
    )


def as_sentence(_number: int, step: Step) -> str:
    """Quote a step that is a sentence."""
    return step.name


def as_bullets(number: int, step: Step) -> str:
    """Quote a numbered step with its actions as a list below it."""
    return _block(number, step, ["-"] * len(step.actions))


def as_tree(number: int, step: Step) -> str:
    """Quote a numbered step with its actions as the branches of a tree below it."""
    return _block(number, step, ["├─"] * (len(step.actions) - 1) + ["└─"])


def _block(number: int, step: Step, marks: Iterable[str]) -> str:
    lines = (f"   {mark} {action}" for mark, action in zip(marks, step.actions, strict=True))
    return "\n".join((f"{number}. {step.name}", *lines))
