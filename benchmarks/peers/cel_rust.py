"""common-expression-language: compiled programs (Rust)."""

from typing import Final

from benchmarks.peers import Form, installed
from benchmarks.peers.expressions import Dialect, floats, spellings
from benchmarks.tables import Value, Workload

DISTRIBUTION: Final = "common-expression-language"


def _number(value: Value) -> str:
    # CEL tells 2 from 2.0, and compares them with each other all the same.
    return str(value) if isinstance(value, int) else repr(float(value))


DIALECT: Final = Dialect(both="&&", either="||", number=_number)


def forms(workload: Workload) -> tuple[Form, ...] | None:
    """Return the table as compiled conditional expressions."""
    cel = installed("cel")
    if cel is None:
        return None
    points = floats(workload)
    programs = {name: cel.compile(text) for name, text in spellings(workload, DIALECT).items()}
    return tuple(Form(name, points, program.execute, str) for name, program in programs.items())
