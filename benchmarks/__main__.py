"""Print all benchmarks; exit with status 1 if a limit is exceeded."""

import platform
import sys
from time import perf_counter

from benchmarks import (
    bench_check,
    bench_decide,
    bench_documents,
    bench_import,
    bench_objects,
    bench_procedures,
    bench_review,
    bench_sync,
    bench_versions,
)
from benchmarks.report import table


def main() -> int:
    """Run everything, print one table, return the exit status."""
    start = perf_counter()
    modules = (
        bench_import,
        bench_objects,
        bench_decide,
        bench_check,
        bench_review,
        bench_versions,
        bench_documents,
        bench_procedures,
        bench_sync,
    )
    sections = [section for module in modules for section in module.lines()]
    print(table(sections))
    measured = [(f"{title}: {line.work}", line) for title, lines in sections for line in lines]
    over = [name for name, line in measured if line.is_over]
    skipped = [f"{name}, {line.note}" for name, line in measured if line.is_unmeasured]
    print(f"\nPython {platform.python_version()}, {perf_counter() - start:.0f} s")
    if skipped:
        print("\n  ".join(["not measured:", *skipped]))
    print("\n  ".join(["over the limit:", *over]) if over else "all measured limits hold")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
