"""Print the figures of a checkout."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measures import circles, cpu, functions, lines, names
from measures.functions import Helper
from measures.sources import package_files, test_files

PER: Final = 1_000
TABLES: Final = ("playbooks and mechanisms", "packages")
"""The parts that have a row for each group of files."""


def main() -> int:
    """Read the arguments, count, print."""
    parser = argparse.ArgumentParser(prog="python -m measures", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the checkout; this folder where not given")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--helpers", action="store_true", help="list the functions with one caller")
    parser.add_argument("--imports", action="store_true", help="measure imports too")
    parser.add_argument("--cpu", action="store_true", help="measure imports and the tests too; takes long")
    given = parser.parse_args()
    root = given.root.resolve()
    result, helpers = figures(root)
    if given.imports or given.cpu:
        result["imports, processor time"] = cpu.imports(root)
    if given.cpu:
        result["tests, processor seconds"] = cpu.suite(root)
    if given.helpers:
        result["helpers"] = [helper._asdict() for helper in helpers]
    print(json.dumps(result, indent=1) if given.json else "\n".join(table(result)))
    return 0


def figures(root: Path) -> tuple[dict[str, object], list[Helper]]:
    """Count what a checkout is made of."""
    sources, tests = package_files(root), test_files(root)
    known = names.classes(sources)
    public = names.public_names(sources)
    private, hidden = functions.helpers(sources, public)
    code = lines.counted(sources)["code"]
    findings, refusals = names.like_findings(known), names.like_refusals(known)
    result: dict[str, object] = {
        "source": lines.counted(sources),
        "tests": lines.counted(tests)
        | {"test functions": sum(own.name.startswith("test_") for source in tests for own in source.functions)},
        "functions": functions.sizes(sources)
        | {
            "with one caller": len(private),
            "with one caller, per 1,000 lines of code": per(len(private), code),
            "with one caller and a single expression": sum(own.single for own in private),
            "named without an underscore, exported nowhere, one caller": len(hidden),
            "both kinds, per 1,000 lines of code": per(len(private) + len(hidden), code),
        },
        "vocabularies": names.vocabularies(known, public),
        "answers": {
            "classes": len(known),
            "like findings": len(findings),
            "like findings, which": findings,
            "like refusals": len(refusals),
            "like refusals, which": refusals,
        },
        "names": names.surface(sources, known, root),
        "circles": circles.circles(sources),
        "playbooks and mechanisms": lines.by_home(sources),
        "packages": lines.by_package(sources),
    }
    return result, [*private, *hidden]


def per(count: int, code: float) -> float:
    """Give how many there are in a thousand lines."""
    return round(PER * count / code, 1) if code else 0.0


def table(result: dict[str, object]) -> Iterator[str]:
    """Give the lines of the printed table."""
    for title, part in result.items():
        yield from ("", title)
        match part:
            case dict() if title in TABLES:
                yield from packages(part)
            case dict():
                for name, value in part.items():
                    yield f"  {name:58} {text(value)}"
            case list():
                for own in part:
                    yield f"  {own['path']}:{own['line']} {own['name']}, {own['kind']}{', single' * own['single']}"


def packages(part: dict[str, dict[str, float]]) -> Iterator[str]:
    """Give a row for each group of files."""
    columns = list(next(iter(part.values())))
    yield f"  {'':14}" + "".join(f"{column:>12.12}" for column in columns)
    for name, row in part.items():
        yield f"  {name:14}" + "".join(f"{row[column]:>12,}" for column in columns)


def text(value: object) -> str:
    """Give a value for people."""
    match value:
        case int() | float():
            return f"{value:>8,}"
        case dict():
            return "  ".join(f"{own:>8,} {name}" for name, own in value.items())
        case [[*_], *_]:
            return "; ".join(" <-> ".join(own) for own in value)
        case list():
            return ", ".join(map(str, value)) or "none"
        case _:
            return str(value)


if __name__ == "__main__":
    sys.exit(main())
