"""Plain data of 1,000 pieces of release evidence into objects, and back; the same from YAML; and data with faults.

Ours refuses unknown keys and values of another type, and says all that is wrong. The same classes under cattrs alone do
neither. The limit is put on the ratio against these classes with attrs' validators disabled, so that checks cannot hide
what reading costs; bare classes have no validators, no converters and no methods at all. The other libraries have
classes of their own, with the limits that they know; none of them checks as much, and each is used as its manual says
for data that comes from outside. Before anything is timed, all must agree.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from importlib import import_module
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin

import attrs
from cattrs import Converter

from benchmarks.evidence import NO_KINDS, ReleaseEvidence, evidences
from benchmarks.limits import READ_YAML, STRUCTURE_EVIDENCE
from benchmarks.report import Line
from benchmarks.timing import Call, over, race
from releasekit.documents import DocumentError, from_data, from_yaml, to_data, to_yaml

COUNT: Final = 1_000
TEXTS: Final = 100
ROUNDS: Final = 15
OURS: Final = "releasekit"
PLAIN: Final = "cattrs alone, same classes"
BARE: Final = "cattrs alone, bare classes"
UNCHECKED: Final = ", validators disabled"
PEERS: Final = ("pydantic", "msgspec", "mashumaro")


class Library(NamedTuple):
    """A library, and its two ways."""

    name: str
    structure: Callable[[Any], Any]
    unstructure: Callable[[Any], Any]


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield a section for each way, for data with faults, and for texts."""
    data = evidences()[:COUNT]
    libraries = {library.name: library for library in (_ours(), _cattrs(), _bare(), *_installed())}
    missing = [Line(name, note="not installed") for name in PEERS if name not in libraries]
    held = {name: [library.structure(one) for one in data] for name, library in libraries.items()}
    for name, library in libraries.items():
        if [library.unstructure(one) for one in held[name]] != data:
            raise AssertionError(f"{name} does not give back what it was given")
    structuring = {name: over(library.structure, data) for name, library in libraries.items()}
    structuring |= {f"{name}{UNCHECKED}": _unchecked(structuring[name]) for name in (OURS, PLAIN)}
    limits = {(OURS, f"{PLAIN}{UNCHECKED}"): STRUCTURE_EVIDENCE}
    against = {OURS: (PLAIN, f"{PLAIN}{UNCHECKED}", BARE), f"{OURS}{UNCHECKED}": (f"{PLAIN}{UNCHECKED}",)}
    timed = _timed(structuring, COUNT, against, limits)
    yield f"documents: structure {COUNT:,} pieces of evidence", [*timed, *missing]
    back = {name: over(library.unstructure, held[name]) for name, library in libraries.items()}
    yield f"documents: unstructure {COUNT:,} pieces of evidence", [*_timed(back, COUNT), *missing]
    yield f"documents: {COUNT:,} pieces of evidence, each with three faults", _with_faults(data)
    yield f"documents: read {TEXTS:,} pieces of evidence from YAML", _from_yaml(data[:TEXTS])


def _timed(
    entries: dict[str, Call],
    count: int,
    against: dict[str, tuple[str, ...]] | None = None,
    limits: dict[tuple[str, str], Any] | None = None,
) -> list[Line]:
    """Time entries; each is held against plain cattrs, or against all that are named for it."""
    best = {name: seconds / count for name, seconds in race(entries, rounds=ROUNDS).items()}
    pairs = [(name, base) for name in best for base in (against or {}).get(name, (PLAIN,))]
    return [
        Line(name, best[name], best[name] / best[base], base if name != base else "", (limits or {}).get((name, base)))
        for name, base in pairs
    ]


def _unchecked(call: Call) -> Call:
    def without_validators() -> None:
        attrs.validators.set_disabled(True)
        try:
            call()
        finally:
            attrs.validators.set_disabled(False)

    return without_validators


def _with_faults(data: list[Any]) -> list[Line]:
    """Time what people see: an unknown key, a misspelt word, and a check of the class that fails."""
    faulty = deepcopy(data)
    for one in faulty:
        one["validation"]["checklist"][3]["status"] = "passed"
        one["provenance"]["comit"] = one["provenance"].pop("commit")
        one["validation"]["gate_results"]["success_rate"] = "100.1"
    ours = _ours()
    if {len(_problems(ours, one)) for one in faulty} != {3}:
        raise AssertionError("not every fault is told")
    right, wrong = OURS, f"{OURS}, with faults"
    entries = {right: over(ours.structure, data), wrong: over(lambda one: _problems(ours, one), faulty)}
    return _timed(entries, len(data), {right: (right,), wrong: (right,)})


def _problems(library: Library, data: object) -> tuple[object, ...]:
    try:
        library.structure(data)
    except DocumentError as error:
        return error.problems
    return ()


def _from_yaml(data: list[Any]) -> list[Line]:
    """Time ours against the fast safe loader of PyYAML with plain cattrs, which checks neither keys nor types."""
    import yaml

    ours, plain = _ours(), _cattrs()
    texts = [to_yaml(ours.structure(one), documents=NO_KINDS) for one in data]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    name = f"PyYAML's {loader.__name__} and cattrs"

    def read(text: str) -> object:
        return plain.structure(yaml.load(text, loader))  # noqa: S506 - both are safe loaders

    def ours_read(text: str) -> object:
        return from_yaml(ReleaseEvidence, text, documents=NO_KINDS)

    if [*map(ours_read, texts)] != [*map(read, texts)]:
        raise AssertionError("PyYAML with cattrs reads something else")
    entries = {OURS: over(ours_read, texts), name: over(read, texts)}
    return _timed(entries, len(texts), {OURS: (name,), name: (name,)}, {(OURS, name): READ_YAML})


def _ours() -> Library:
    return Library(
        OURS,
        lambda data: from_data(ReleaseEvidence, data, documents=NO_KINDS),
        lambda value: to_data(value, documents=NO_KINDS),
    )


def _cattrs(name: str = PLAIN, cls: Any = ReleaseEvidence) -> Library:
    """Return cattrs with the least that these classes need."""
    from datetime import datetime
    from decimal import Decimal

    from releasekit.versions import Version

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_structure_hook(Version, lambda text, _: Version.parse(text))
    converter.register_unstructure_hook(datetime, lambda at: at.isoformat().replace("+00:00", "Z"))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook(Version, str)
    return Library(name, lambda data: converter.structure(data, cls), converter.unstructure)


def _bare() -> Library:
    return _cattrs(BARE, _bare_of(ReleaseEvidence))


def _bare_of(annotation: Any) -> Any:
    """Return a type with bare classes: the same fields, and nothing that checks or converts them."""
    from releasekit.versions import Version

    if get_origin(annotation) is Annotated:
        return _bare_of(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return tuple[_bare_of(get_args(annotation)[0]), ...]  # type: ignore[misc]  # made when it is called
    if annotation is Version or not (isinstance(annotation, type) and attrs.has(annotation)):
        return annotation
    fields = {
        field.name: attrs.field(type=_bare_of(field.type), default=field.default, kw_only=True)
        for field in attrs.fields(annotation)
    }
    return attrs.make_class(annotation.__name__, fields, frozen=True)


def _installed() -> Iterator[Library]:
    for name in PEERS:
        try:
            import_module(name)
        except ImportError:
            continue
        found = import_module(f"benchmarks.peers.evidence_{name}")
        yield Library(name, found.structure, found.unstructure)
