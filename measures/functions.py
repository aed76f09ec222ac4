"""Functions: how many, how long, and which have one caller. The package's docstring says what is counted."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Final, NamedTuple

from measures.sources import FUNCTION, Function, Source, own_body, with_parents

PLAIN: Final = frozenset({"staticmethod", "classmethod", "override", "final"})
"""Decorators with which a function is still only something that is called."""
RECEIVERS: Final = frozenset({"self", "cls"})


class Helper(NamedTuple):
    """A function with one caller."""

    path: str
    line: int
    name: str
    kind: str
    single: bool


class Definition(NamedTuple):
    """Where a function stands: in a module, a class or another function."""

    source: Source
    node: Function
    owner: ast.AST


class Use(NamedTuple):
    """One place where a name stands; the receiver is that of a method's name."""

    source: Source
    called: bool
    around: tuple[ast.AST, ...]
    receiver: str


def size(function: Function) -> int:
    """Count the lines of a function from its `def`, without its docstring."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    docstring = ast.get_docstring(function, clean=False)
    return length if docstring is None else length - docstring.count("\n") - 1


def sizes(sources: Iterable[Source]) -> dict[str, float]:
    """Tell how many functions there are and how long they are."""
    found = [size(function) for source in sources for function in source.functions]
    return {
        "functions": len(found),
        "median length": median(found or [0]),
        "mean length": round(sum(found) / max(1, len(found)), 1),
        "longest": max(found, default=0),
    }


def single(function: Function) -> bool:
    """Tell whether a body is one expression."""
    body = own_body(function)
    return len(body) == 1 and isinstance(body[0], ast.Return | ast.Expr)


def helpers(sources: list[Source], exported: frozenset[str]) -> tuple[list[Helper], list[Helper]]:
    """List the functions with one caller: private ones, and those that have a public name and are exported nowhere."""
    uses = Uses(sources)
    private, hidden = [], []
    for definition in (own for source in sources for own in definitions(source)):
        node, owner = definition.node, definition.owner
        kind = "nested" if isinstance(owner, FUNCTION) else "method" if isinstance(owner, ast.ClassDef) else "function"
        is_named = node.name.startswith("_") or kind == "nested"
        if not is_plain(node) or not (is_named or (kind == "function" and node.name not in exported)):
            continue
        if uses.calls(definition) == 1:
            helper = Helper(definition.source.path, node.lineno, node.name, kind, single(node))
            (private if is_named else hidden).append(helper)
    return private, hidden


def definitions(source: Source) -> Iterator[Definition]:
    """Give the functions of a file with the module, class or function that holds them."""
    for node, around in with_parents(source.tree):
        if isinstance(node, FUNCTION):
            owners = (outer for outer in reversed(around) if isinstance(outer, (*FUNCTION, ast.ClassDef, ast.Module)))
            yield Definition(source, node, next(owners))


def is_plain(node: Function) -> bool:
    """Tell whether a function is no dunder method and no decorator gives it another job."""
    decorators = node.decorator_list
    names = {own.attr if isinstance(own, ast.Attribute) else getattr(own, "id", "") for own in decorators}
    return not (node.name.startswith("__") and node.name.endswith("__")) and names <= PLAIN


class Uses:
    """Where each name stands in the package."""

    def __init__(self, sources: list[Source]) -> None:
        """Collect names, attributes, imports and texts."""
        self.names: dict[str, list[Use]] = defaultdict(list)
        self.attributes: dict[str, list[Use]] = defaultdict(list)
        self.imports: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.texts: set[str] = set()
        self.holders: dict[str, list[ast.ClassDef]] = defaultdict(list)
        for source in sources:
            self._collect(source)

    def calls(self, definition: Definition) -> int:
        """Count the calls of a function; 0 if it is passed on, calls itself, or a call may reach another one too."""
        if isinstance(definition.owner, ast.ClassDef):
            found = self._of_method(definition)
        else:
            found = self._of_function(definition)
        name, node = definition.node.name, definition.node
        if name in self.texts or not all(use.called and node not in use.around for use in found):
            return 0
        return len(found)

    def _collect(self, source: Source) -> None:
        for node, around in with_parents(source.tree):
            parent = around[-1] if around else None
            called = isinstance(parent, ast.Call) and parent.func is node
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    self.names[name].append(Use(source, called, around, ""))
                case ast.Attribute(attr=name, value=value):
                    receiver = value.id if isinstance(value, ast.Name) else ""
                    self.attributes[name].append(Use(source, called, around, receiver))
                case ast.ImportFrom(module=str(module), names=aliases):
                    self.imports[source.path] |= {(module, alias.name) for alias in aliases}
                case ast.Constant(value=str(text)) if text.isidentifier():
                    self.texts.add(text)
                case ast.ClassDef(body=body):
                    for own in body:
                        if isinstance(own, FUNCTION):
                            self.holders[own.name].append(node)

    def _of_function(self, definition: Definition) -> list[Use]:
        source, node, owner = definition
        found = self.names[node.name]
        if isinstance(owner, FUNCTION):
            return [use for use in found if use.source is source and owner in use.around]
        imported = (source.module, node.name)
        return [use for use in found if use.source is source or imported in self.imports[use.source.path]]

    def _of_method(self, definition: Definition) -> list[Use]:
        """List the uses that reach a method; one that may reach several counts as passed on."""
        holders = self.holders[definition.node.name]
        found = []
        for use in self.attributes[definition.node.name]:
            inside = next((outer for outer in reversed(use.around) if isinstance(outer, ast.ClassDef)), None)
            if use.receiver in RECEIVERS and inside in holders:
                if inside is definition.owner:
                    found.append(use)
            else:
                found.append(use if len(holders) == 1 else use._replace(called=False))
        return found
