"""How the rooms take procedures and checklists from their texts, so that each sentence stands in a room once.

A procedure is its numbered text. What the text does not say of a step, and where the step differs from its words,
stands beside the text under the id of the step.
"""

import re
from collections.abc import Mapping
from typing import Final

from releasekit.policy import Source
from releasekit.procedures import Checklist, ChecklistItem, Step

MARK: Final = re.compile(r"^ *(?:-|├─|└─|) ")
"""What stands before an item of a list or a branch of a tree."""


def steps_of(document: str, heading: str, text: str, told: Mapping[str, Mapping[str, object]]) -> tuple[Step, ...]:
    """Return the steps of a numbered text, each with its quote.

    A step with a list below it does what the list says, and quotes itself with the list. Any other step does what its
    sentence says, and quotes the sentence.

    Args:
        document: the title of the text.
        heading: the heading above the steps.
        text: the steps, numbered from one, as they are written.
        told: the id of each step in their order, with its roles and whatever else is not as above.
    """
    blocks = re.split(r"\n(?=\d+\. )", text.strip())
    return tuple(
        _step(name, block, document, heading).replace(**told[name]) for name, block in zip(told, blocks, strict=True)
    )


def _step(name: str, block: str, document: str, heading: str) -> Step:
    line, *below = block.splitlines()
    sentence = line.partition(". ")[2]
    return Step(
        name,
        sentence.removesuffix(":") if below else sentence,
        actions=[MARK.sub("", item) for item in below] or [sentence.removesuffix(".")],
        source=Source(document, heading, quote=block if below else sentence),
    )


def checklist(
    name: str, place: Source, items: Mapping[str, str], *, title: str = "", only_if: Mapping[str, str] | None = None
) -> Checklist:
    """Return a checklist whose items quote their lines.

    Args:
        name: its id.
        place: where it stands; its source, where that quotes the sentence that asks for the list.
        items: the line of each item, by its id.
        title: what people call it, where that is not the heading.
        only_if: the circumstance in which an item is required, by the id of the item, where it is not always.
    """
    circumstances = only_if or {}
    listed = tuple(
        ChecklistItem(item, line, only_if=circumstances.get(item), source=place.replace(quote=line))
        for item, line in items.items()
    )
    return Checklist(name, listed, title=title or place.heading, source=place if place.quote else None)
