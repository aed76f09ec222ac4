"""Vocabularies, findings, refusals, and the names that are public."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from measures.sources import FUNCTION, PACKAGE, Source

ROOT_WORD: Final = "Word"
FINDING_ENDS: Final = ("Finding", "Problem", "Lack", "Shortfall")
REFUSAL_ENDS: Final = ("Refusal", "Refused")
REFUSALS: Final = frozenset({"NotATag", "Unconvertible", "LineExhausted", "NoTuple", "Unparsed", "Unreplayable"})
KINDS: Final = frozenset({"kind", "code"})
TEXTS: Final = frozenset({"message", "note"})
MOST_FIELDS: Final = 4


class Class(NamedTuple):
    """One class of the package."""

    source: Source
    node: ast.ClassDef
    bases: frozenset[str]

    @property
    def name(self) -> str:
        """Its name."""
        return self.node.name

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its annotated fields."""
        return tuple(
            own.target.id
            for own in self.node.body
            if isinstance(own, ast.AnnAssign) and isinstance(own.target, ast.Name)
            if "ClassVar" not in ast.unparse(own.annotation)
        )

    @property
    def members(self) -> tuple[str, ...]:
        """The words of a vocabulary."""
        return tuple(
            target.id
            for own in self.node.body
            if isinstance(own, ast.Assign)
            for target in own.targets
            if isinstance(target, ast.Name) and not target.id.startswith("_")
        )


def classes(sources: Iterable[Source]) -> list[Class]:
    """List all classes of the package."""
    return [
        Class(source, node, frozenset(filter(None, map(base_name, node.bases))))
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    ]


def base_name(base: ast.expr) -> str:
    """Give the name of a base class, without its module and its parameters."""
    match base:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return base_name(value)
        case _:
            return ""


def below(known: list[Class], roots: Iterable[str]) -> list[Class]:
    """List the classes that descend from one of some classes."""
    names = set(roots)
    while grown := {own.name for own in known if own.bases & names} - names:
        names |= grown
    return [own for own in known if own.bases & names]


def exported(source: Source) -> list[str]:
    """Give the names of a module's `__all__`."""
    for node in source.tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "__all__":
            entries = (own.value for own in ast.walk(node) if isinstance(own, ast.Constant))
            return [entry for entry in entries if isinstance(entry, str)]
    return []


def public_names(sources: Iterable[Source]) -> frozenset[str]:
    """Give every name that a public module lists."""
    return frozenset(name for source in sources if source.is_public for name in exported(source))


def vocabularies(known: list[Class], public: frozenset[str]) -> dict[str, object]:
    """Count the vocabularies, and list those of one word."""
    words = [own for own in below(known, (ROOT_WORD,)) if own.members]
    shown = [own for own in words if own.name in public and not own.name.startswith("_")]
    return {
        "vocabularies": len(words),
        "public": len(shown),
        "private": len(words) - len(shown),
        "of one word": sorted(own.name for own in words if len(own.members) == 1),
    }


def like_findings(known: list[Class]) -> list[str]:
    """List the classes that say that something is wrong somewhere."""
    words = {own.name for own in below(known, (ROOT_WORD,))}
    candidates = [own for own in known if own.fields and own.name not in words]
    return sorted(own.name for own in candidates if own.name.endswith(FINDING_ENDS) or has_fields_of_finding(own))


def has_fields_of_finding(own: Class) -> bool:
    """Tell whether a class has a kind, a text, and little else."""
    fields = set(own.fields)
    return len(fields) <= MOST_FIELDS and bool(KINDS & fields) and bool(TEXTS & fields)


def like_refusals(known: list[Class]) -> list[str]:
    """List the classes of which an instance stands for an answer that could not be given."""
    words = {own.name for own in below(known, (ROOT_WORD,))}
    named = {own.name for own in known if own.name in REFUSALS or own.name.endswith(REFUSAL_ENDS)}
    return sorted((named | {own.name for own in below(known, named)}) - words)


def surface(sources: list[Source], known: list[Class], root: Path) -> dict[str, object]:
    """Count public names and ceremonies."""
    modules = [source for source in sources if source.is_public and source.module != PACKAGE]
    pairs = [(source.module, name) for source in modules for name in exported(source)]
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages if page.is_file())
    said = set(re.findall(r"\w+", text))
    nowhere = sorted(f"{module}.{name}" for module, name in pairs if name not in said)
    methods = [own.name for entry in known for own in entry.node.body if isinstance(own, FUNCTION)]
    lazy = [
        node.module or ""
        for source in sources
        for function in source.functions
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE)
    ]
    private = [source for source in sources if not source.is_public]
    lists = [(source, all_lines(source)) for source in private]
    return {
        "public modules": len(modules),
        "public names": len(pairs),
        "public classes": sum(own.name in {name for _, name in pairs} for own in known),
        "on no page": len(nowhere),
        "on no page, which": nowhere,
        "lines of __all__ in private modules": sum(count for _, count in lists),
        "private modules with __all__": sum(count > 0 for _, count in lists),
        "__attrs_post_init__": methods.count("__attrs_post_init__"),
        "__bool__": methods.count("__bool__"),
        "imports of own modules inside functions": len(lazy),
        "of these from _show": sum(module.endswith("._show") for module in lazy),
    }


def all_lines(source: Source) -> int:
    """Count the lines of a module's `__all__`."""
    return sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == "__all__"
    )
