"""Where the source can be changed, and what it reads then."""

import ast
import random
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from measures.circles import is_for_checkers
from measures.sources import FUNCTION, Function, Source, with_parents

COMPARE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
SWAPPED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
FOR_CHECKERS: Final = frozenset({"TypeVar", "NewType", "ParamSpec", "cast", "assert_never"})
"""Calls whose arguments, or which themselves, mean nothing at run time."""


class Mutant(NamedTuple):
    """One change of one file: what stands from one offset of the text to another, and what stands there then."""

    path: str
    line: int
    first: int
    last: int
    start: int
    end: int
    before: str
    after: str

    @property
    def key(self) -> str:
        """The place and the change, on one line."""
        return f"{self.path}:{self.line}: {' '.join(self.before.split())[:80]} -> {' '.join(self.after.split())[:80]}"

    def apply(self, text: str) -> str:
        """Give the changed text; as many lines as before, so that all others keep their numbers."""
        missing = "\n" * (self.before.count("\n") - self.after.count("\n"))
        # Within parentheses of its own a text may go on for lines that are empty.
        after = f"{self.after[:-1]}{missing})" if self.after.startswith("(") else self.after + missing
        return text[: self.start] + after + text[self.end :]


def draw(sources: Iterable[Source], count: int, seed: int) -> list[Mutant]:
    """Draw lines of the whole package, and a change of each; in the order of the places."""
    texts = {source.path: source.text for source in sources}
    lines = defaultdict(list)
    for source in sources:
        for mutant in mutants(source):
            lines[mutant.path, mutant.line].append(mutant)
    chance = random.Random(seed)  # noqa: S311 - a draw that can be repeated
    places = sorted(lines)
    chance.shuffle(places)
    drawn: list[Mutant] = []
    for place in places:
        mutant = chance.choice(sorted(lines[place]))
        if len(drawn) < count and is_sound(mutant.apply(texts[mutant.path]), texts[mutant.path]):
            drawn.append(mutant)
    return sorted(drawn)


def is_sound(text: str, original: str) -> bool:
    """Tell whether a changed text compiles without a warning, and to something else than before."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(text, "mutant", "exec")
        return ast.dump(ast.parse(text)) != ast.dump(ast.parse(original))
    except (SyntaxError, ValueError):
        return False


def mutants(source: Source) -> Iterator[Mutant]:
    """Give every change of a file."""
    rows = source.text.split("\n")
    offsets = list(accumulate((len(row) + 1 for row in rows), initial=0))

    def offset(line: int, column: int) -> int:
        # Columns of trees count bytes.
        return offsets[line - 1] + len(rows[line - 1].encode()[:column].decode())

    for node, around in with_parents(source.tree):
        if is_skipped(node, around):
            continue
        for target, after in changes(node, around):
            start = offset(target.lineno, target.col_offset)
            end = offset(target.end_lineno or target.lineno, target.end_col_offset or 0)
            statement = target if isinstance(target, ast.stmt) else enclosing((*around, node))
            first, last = span(target, statement)
            yield Mutant(source.path, target.lineno, first, last, start, end, source.text[start:end], after)


def span(target: ast.expr | ast.stmt, statement: ast.stmt) -> tuple[int, int]:
    """Give the first and last line at which running the changed place is seen.

    Python may count an expression of several lines as run at the line of its statement; a statement with a body is
    seen at its head only.
    """
    if hasattr(statement, "body") or isinstance(statement, ast.Match):
        return target.lineno, target.end_lineno or target.lineno
    return statement.lineno, statement.end_lineno or statement.lineno


def enclosing(around: tuple[ast.AST, ...]) -> ast.stmt:
    """Give the innermost statement."""
    return next(node for node in reversed(around) if isinstance(node, ast.stmt))


def is_skipped(node: ast.AST, around: tuple[ast.AST, ...]) -> bool:
    """Tell whether a change of a node would mean nothing at run time, or could not be written down."""
    chain = (*around, node)
    for outer, inner in pairwise(chain):
        match outer:
            case ast.JoinedStr():
                return True
            case ast.AnnAssign(annotation=annotation) if inner is annotation:
                return True
            case ast.arg():
                return True
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if inner is returns:
                return True
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                return True
            case ast.Call(func=ast.Name(id=name)) if name in FOR_CHECKERS:
                return True
            case ast.Expr(value=ast.Constant()):
                return True
            case ast.If() if is_for_checkers(outer, inner, (outer,)):
                return True
            case _:
                pass
    return False


def changes(node: ast.AST, around: tuple[ast.AST, ...]) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Give what can be changed at a node: the part that is replaced, and its new text."""
    parent = around[-1] if around else None
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                new = [*ops[:at], COMPARE[type(op)](), *ops[at + 1 :]]
                yield node, wrapped(ast.Compare(node.left, new, node.comparators))
        case ast.BoolOp(op=op, values=values):
            yield node, wrapped(ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, wrapped(operand)
        case ast.BinOp(op=ast.BitOr()) if any(is_alias(outer) for outer in around):
            pass  # a union of types
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATORS:
            new_op = OPERATORS[type(op)]()
            if isinstance(node, ast.BinOp):
                yield node, wrapped(ast.BinOp(node.left, new_op, node.right))
            else:
                yield node, ast.unparse(ast.AugAssign(node.target, new_op, node.value))
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value)):
            yield node, str(value + 1)
        case ast.Constant(value=str(value)) if value:
            yield node, '""'
        case ast.Name(id=name) if name in SWAPPED and isinstance(parent, ast.Call) and parent.func is node:
            yield node, SWAPPED[name]
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield node, "return None"
        case _:
            pass
    if isinstance(node, ast.If | ast.IfExp):
        yield node.test, "True"
        yield node.test, "False"
    elif isinstance(node, ast.While) and not isinstance(node.test, ast.Constant):
        yield node.test, "False"
    elif isinstance(node, ast.comprehension):
        yield from ((test, "True") for test in node.ifs)
    elif is_removable(node, around):
        assert isinstance(node, ast.stmt)  # noqa: S101 - `is_removable` is true of statements only
        yield node, "pass"


def is_alias(node: ast.AST) -> bool:
    """Tell whether a statement names a type."""
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


def is_removable(node: ast.AST, around: tuple[ast.AST, ...]) -> bool:
    """Tell whether a statement of a function can be left out."""
    function = next((outer for outer in reversed(around) if isinstance(outer, FUNCTION)), None)
    if function is None:
        return False
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return times_bound(function, name) > 1
        case ast.Assign(targets=[ast.Tuple()]):
            return False
        case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
            return name not in FOR_CHECKERS
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            return True
        case ast.Raise() | ast.Assign() | ast.AugAssign():
            return True
        case _:
            return False


def times_bound(function: Function, name: str) -> int:
    """Count how often a function gives a name a value, arguments included."""
    arguments = sum(isinstance(node, ast.arg) and node.arg == name for node in ast.walk(function.args))
    stores = (node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return arguments + sum(node.id == name for node in stores)


def wrapped(expression: ast.expr) -> str:
    """Write an expression in parentheses, so that it keeps its place among others."""
    return f"({ast.unparse(expression)})"
