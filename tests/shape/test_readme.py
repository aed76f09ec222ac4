"""What the README shows is what the demo prints."""

from pathlib import Path
from typing import Final

from examples import tour

README: Final = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_card_is_one_of_the_demo() -> None:
    card = README.partition("```text\n")[2].partition("\n```")[0]
    assert card == tour.reviews()["core-run-killed"].to_text(tour.WIDTH).rstrip("\n")


def test_the_own_table_is_the_example() -> None:
    """The blocks of the README are the lines of the script, but for how it prints."""
    script = (Path(tour.__file__).parent / "own_table.py").read_text(encoding="utf-8").splitlines()
    starts = ("columns =", "red =", "few =", "many =", "blind =", "table =")
    shared = [line for line in script if line.startswith(starts)]
    assert len(shared) == 8
    assert all(line in README.splitlines() for line in shared)
