"""Lines of code, docstrings and comments."""

import ast
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from measures.sources import Source

NOT_CODE: Final = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)
DIRECTIVE: Final = re.compile(r"#\s*(noqa|type:|pragma|pyright:|ruff:|mypy:)")
"""A comment that a tool reads; a reason may stand behind it all the same."""


def lines(source: Source) -> Counter[str]:
    """Count the lines of a file by what they hold."""
    docstrings = docstring_lines(source)
    code = {
        line
        for token in source.tokens
        if token.type not in NOT_CODE
        for line in range(token.start[0], token.end[0] + 1)
    }
    comments = [token.string for token in source.tokens if token.type == tokenize.COMMENT]
    return Counter(
        total=len(source.text.splitlines()),
        code=len(code - docstrings),
        docstrings=len(docstrings),
        comments=len(comments),
        directives=sum(DIRECTIVE.match(comment) is not None for comment in comments),
    )


def docstring_lines(source: Source) -> set[int]:
    """Give the lines of the strings that stand as statements of their own."""
    return {
        line
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def counted(sources: Iterable[Source]) -> dict[str, float]:
    """Sum up the lines of some files."""
    whole = sum((lines(source) for source in sources), Counter[str]())
    code = whole["code"]
    share = round(100 * whole["comments"] / code, 1) if code else 0.0
    return {
        "files": len(list(sources)),
        "total": whole["total"],
        "code": code,
        "docstrings": whole["docstrings"],
        "comments": whole["comments"],
        "comments in % of code": share,
        "of these for tools only": whole["directives"],
    }


def by_package(sources: Iterable[Source]) -> dict[str, dict[str, float]]:
    """Sum up the lines of each package."""
    groups = defaultdict(list)
    for source in sources:
        groups[source.package].append(source)
    return {name: counted(group) for name, group in sorted(groups.items())}


def by_home(sources: Iterable[Source]) -> dict[str, dict[str, float]]:
    """Sum up the lines of the playbooks, and those of all other packages, which are their mechanisms."""
    groups: dict[str, list[Source]] = {"playbooks": [], "mechanisms": []}
    for source in sources:
        groups["playbooks" if source.package == "playbooks" else "mechanisms"].append(source)
    return {name: counted(group) for name, group in groups.items()}
