"""Files of one package that import each other."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from measures.sources import Source, with_parents


def circles(sources: list[Source]) -> dict[str, list[list[str]]]:
    """Give for each package the groups of files of which each reaches each other."""
    groups = defaultdict(list)
    for source in sources:
        groups[source.package].append(source)
    found = {name: knots(group) for name, group in sorted(groups.items())}
    return {name: own for name, own in found.items() if own}


def knots(group: list[Source]) -> list[list[str]]:
    """Give the groups of files of which each reaches each other."""
    modules = {source.module: source for source in group}
    targets = {name: imported(source, modules) - {name} for name, source in modules.items()}
    reach = {name: reached(name, targets) for name in targets}
    together = {
        tuple(sorted(other for other in reach[name] if name in reach[other])) for name in targets if name in reach[name]
    }
    return [[modules[name].path.rpartition("/")[2] for name in names] for names in sorted(together)]


def reached(start: str, targets: dict[str, set[str]]) -> set[str]:
    """Give what can be reached by at least one import."""
    seen: set[str] = set()
    todo = list(targets[start])
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += targets[name]
    return seen


def imported(source: Source, modules: Iterable[str]) -> set[str]:
    """Give which of some modules a file imports, wherever the import stands."""
    known = set(modules)
    found = set()
    for node, around in with_parents(source.tree):
        if any(isinstance(outer, ast.If) and is_for_checkers(outer, node, around) for outer in around):
            continue
        match node:
            case ast.Import(names=aliases):
                found |= {alias.name for alias in aliases}
            case ast.ImportFrom(module=str(module), names=aliases):
                below = {f"{module}.{alias.name}" for alias in aliases} & known
                found |= below or {module}
    return found & known


def is_for_checkers(outer: ast.If, node: ast.AST, around: tuple[ast.AST, ...]) -> bool:
    """Tell whether a node stands in the half of an `if` that only type checkers read."""
    inner = {*map(id, around), id(node)}
    match outer.test:
        case ast.Name(id="TYPE_CHECKING"):
            return any(id(own) in inner for own in outer.body)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id="TYPE_CHECKING")):
            return any(id(own) in inner for own in outer.orelse)
        case _:
            return False
