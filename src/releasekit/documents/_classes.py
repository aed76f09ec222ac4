"""The forms of attrs classes: mappings of their fields. Cattrs writes the code of the fast way."""

import re
from collections.abc import Callable, Mapping
from inspect import getdoc
from typing import Any, Final, NamedTuple

import attrs
from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from releasekit._checks import expectation
from releasekit._words import did_you_mean, listing, near_match
from releasekit.documents._containers import type_name
from releasekit.documents._form import BAD, Definitions, Form, FormError, Read, Refused, Schema, reasons
from releasekit.documents._problems import Findings, Path, given
from releasekit.errors import ReleasekitError
from releasekit.policy import MISSING

TAGS: Final = ("kind", "type")
"""The keys that say which of several classes a mapping is of: the first that is no field of any of them."""
MAPPINGS: Final = frozenset({dict})
PLACE: Final = r"(?P<field>\w+)(?P<part>(?:\.\w+|\[[0-9]+\])*)"
NAMED: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"(?P<own>\w+)\.{PLACE}:? (?P<rest>.*)",
        rf"(?P<own>){PLACE}: (?P<rest>.*)",
        rf"(?P<own>)[^:]*: {PLACE} (?P<rest>.*)",
    )
)
"""How an error text of a class names a field, or a part of one.

``Plan.phases[2].exposure is``, ``phases[2]: exposure is``, ``plan `a`: exposure is``.
"""
VERB: Final = re.compile(r"\A(?:is|are) (?!there\b)")
"""What stands between a field and the value that is wrong, where the field is named by the place of the problem."""
SPELT: Final = (
    ("`True`", "`true`"),
    ("`False`", "`false`"),
    ("`None`", "nothing"),
    ("`a tuple`", "a list"),
    ("`a frozenset`", "a list"),
    ("+00:00`", "Z`"),
)
"""What classes and documents spell differently."""
ABSENT: Final = (None, MISSING)
"""What is written by leaving the key out, where the class takes it for a key that is left out."""
SHOWN_EMPTY: Final[Mapping[str, frozenset[str]]] = {
    "releasekit.cadence.ReleaseCalendar": frozenset({"minor_releases", "major_releases", "patch_releases"}),
    "releasekit.milestones.TaskCard": frozenset({"work_items", "acceptance_criteria", "required_gates"}),
    "releasekit.notes.Changes": frozenset(
        {"features", "improvements", "bug_fixes", "breaking_changes", "deprecations", "security"}
    ),
    "releasekit.notes.ReleaseNotes": frozenset({"highlights", "known_issues", "upgrade_notes", "contributors"}),
    "releasekit.rollback.RollbackFollowUp": frozenset({"prevention"}),
    "releasekit.rollback.RollbackVerification": frozenset({"new_issues"}),
    "releasekit.sync.ExecutionLog": frozenset({"errors"}),
    "releasekit.sync.SyncFilters": frozenset({"include", "exclude"}),
    "releasekit.sync.SyncNotifications": frozenset({"on_success", "on_failure"}),
}
"""The keys that the templates of the playbooks show, so that they are written even where nothing is in them."""
EMPTY: Final[tuple[object, ...]] = ((), frozenset(), "")
CONVERTER: Final = Converter(detailed_validation=False, forbid_extra_keys=True)


class Part(NamedTuple):
    """A field of a class in a document.

    Attributes:
        name: the name of the attribute.
        key: the key in the document, and the name of the argument.
        annotation: the type of the field.
        form: its form.
        is_required: whether the key must be there.
        fill: what stands for a key that is left out where the class has no default; at most one entry.
        is_omitted: whether the key is left out where the value is the default, which is nothing, `MISSING` or empty.
    """

    name: str
    key: str
    annotation: Any
    form: Form
    is_required: bool
    fill: Mapping[str, object]
    is_omitted: bool


class Mapped(Form):
    """A mapping of the fields of an attrs class.

    Args:
        cls: the class.
        form_of: gives the form of an annotation.
    """

    accepts = MAPPINGS

    def __init__(self, cls: type, form_of: Callable[[object], Form]) -> None:
        self.cls = cls
        self.words = f"a mapping ({type_name(cls.__name__).replace('_', ' ')})"
        self._form_of = form_of
        self._parts: tuple[Part, ...] = ()
        self._keys: Mapping[str, Part] = {}
        self._structure: Read
        self._unstructure: Callable[[Any], Any]
        self._fill: Mapping[str, object] = {}
        self._is_mixed = False
        self._is_direct = False

    @property
    def of(self) -> type:
        """The class of the values."""
        return self.cls

    @property
    def keys(self) -> frozenset[str]:
        """The keys that the fields have."""
        return frozenset(field.alias or field.name for field in attrs.fields(self.cls))

    def prepare(self) -> None:
        """Make the forms of the fields; not in ``__init__``, because classes may hold themselves."""
        attrs.resolve_types(self.cls)
        self._parts = tuple(self._part(field) for field in attrs.fields(self.cls) if field.init)
        self._keys = {part.key: part for part in self._parts}
        self._fill = {key: value for part in self._parts for key, value in part.fill.items()}

    def compile(self) -> None:
        """Have the code made, once all forms are there."""
        omitted = [part.is_omitted for part in self._parts]
        self._is_mixed = omitted != sorted(omitted)
        reading: dict[str, Any] = {
            part.name: override(struct_hook=part.form.reader, rename=part.key) for part in self._parts
        }
        writing: dict[str, Any] = {
            part.name: override(
                unstruct_hook=identity if part.form.is_plain else part.form.writer,
                rename=part.key,
                omit_if_default=part.is_omitted and not part.fill,
            )
            for part in self._parts
        }
        self._structure = make_dict_structure_fn(self.cls, CONVERTER, _cattrs_use_linecache=False, **reading)
        self._unstructure = make_dict_unstructure_fn(self.cls, CONVERTER, _cattrs_use_linecache=False, **writing)
        self._is_direct = not self._fill and not self._is_mixed

    @property
    def writer(self) -> Callable[[Any], Any]:
        """The code that writes, where nothing has to be done besides."""
        return self._unstructure if self._is_direct else self.write

    def _part(self, field: "attrs.Attribute[Any]") -> Part:
        form = self._form_of(field.type)
        key = field.alias or field.name
        has_default = field.default is not attrs.NOTHING
        if has_default and field.default is not MISSING and form.is_left_out(MISSING):
            raise FormError(field.type, "no default, or `MISSING`, since a text has no word for it")
        absent = [] if has_default else [value for value in ABSENT if form.is_left_out(value)]
        return Part(
            field.name,
            key,
            field.type,
            form,
            is_required=not has_default and not absent,
            fill=dict.fromkeys([key] * bool(absent), absent[0] if absent else None),
            is_omitted=bool(absent) or any(field.default is value for value in ABSENT) or self._is_empty(field),
        )

    def _is_empty(self, field: "attrs.Attribute[Any]") -> bool:
        """Tell whether nothing is in the default of a field, and no template shows its key."""
        home = f"{self.cls.__module__.partition('._')[0]}.{self.cls.__name__}"
        is_shown = field.name in SHOWN_EMPTY.get(home, ())
        return not is_shown and any(type(field.default) is type(value) and field.default == value for value in EMPTY)

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the object."""
        if type(data) is not dict:
            raise Refused
        return self._structure({**self._fill, **data} if self._fill else data, self.cls)

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk all fields, then let the class check the object as a whole."""
        if type(data) is not dict:
            found.add(path, f"{given(data)}; expected {self.words}")
            return BAD
        missing = [part for part in self._parts if part.is_required and part.key not in data]
        are_keys_right = self._walk_keys(data, missing, path, found)
        walked = {
            part.key: part.form.walk(data[part.key], (*path, part.key), found)
            for part in self._parts
            if part.key in data
        }
        if are_keys_right and all(value is not BAD for value in walked.values()):
            return self._made({**self._fill, **walked}, path, found)
        self._check_limits(walked, path, found)
        return BAD

    def _walk_keys(self, data: dict[object, object], missing: list[Part], path: Path, found: Findings) -> bool:
        """Name the keys that are unknown, each with the one that it may be meant for, and those that are missing."""
        lacking = {part.key: part for part in missing}
        unknown = [key for key in data if key not in self._keys]
        for key in unknown:
            if found.is_full:
                found.more += 1
                continue
            near = near_match(key, lacking) or near_match(key, self._keys)
            lacking.pop(near or "", None)
            expected = f"did you mean `{near}`?" if near else f"expected one of {listing(self._keys)}"
            found.add((*path, key if isinstance(key, str) else given(key)), f"unknown key; {expected}", at_key=True)
        for key, part in lacking.items():
            found.add(path, f"the key `{key}` is missing; expected {part.form.words}")
        return not unknown and not missing

    def _made(self, fields: dict[str, object], path: Path, found: Findings) -> object:
        try:
            return self.cls(**fields)
        except ReleasekitError as error:
            for reason in reasons(error):
                self._add(reason, path, found)
            return BAD

    def _add(self, reason: str, path: Path, found: Findings) -> None:
        """Add a problem that the class found, at its field where it names one."""
        fields = {part.name.lstrip("_"): part.key for part in self._parts}
        matches = (match for pattern in NAMED if (match := pattern.fullmatch(reason)))
        named = next((own for own in matches if own["own"] in ("", self.cls.__name__) and own["field"] in fields), None)
        if named is None:
            found.add(path, _in_documents(reason))
        else:
            steps = re.findall(r"\w+", named["part"])
            inner = (int(step) if step.isdecimal() else step for step in steps)
            found.add((*path, fields[named["field"]], *inner), _in_documents(VERB.sub("", named["rest"])))

    def _check_limits(self, walked: dict[str, object], path: Path, found: Findings) -> None:
        """Check single fields where no object can be made that would check them itself."""
        for part in self._parts:
            value = walked.get(part.key, BAD)
            if value is not BAD:
                check = expectation(part.annotation)
                if not check.test(value):
                    message = f"{given(part.form.write(value))}; expected {_in_documents(check.words)}"
                    found.add((*path, part.key), message)

    def write(self, value: Any) -> Any:
        """Return the mapping, with its keys in the order of the fields."""
        written = self._unstructure(value)
        for key, absent in self._fill.items():
            if getattr(value, self._keys[key].name) is absent:
                del written[key]
        if self._is_mixed:  # cattrs writes the keys that it may leave out last
            return {key: written[key] for key in self._keys if key in written}
        return written

    def settle(self, data: object) -> object:
        """Settle the values of the keys that are known."""
        return self.settle_fields(data) if type(data) is dict else data

    def settle_fields(self, data: dict[str, object]) -> dict[str, object]:
        """Settle the values of the keys that are known."""
        return {key: self._keys[key].form.settle(own) if key in self._keys else own for key, own in data.items()}

    def schema(self, definitions: Definitions) -> Schema:
        """Return a reference to the schema of the class."""
        return definitions.refer(self.cls, self.cls.__name__, lambda: self.mapping_schema(definitions))

    def mapping_schema(self, definitions: Definitions, tags: Schema | None = None) -> Schema:
        """Return the schema of the mapping, with the key that says its kind where it is one of several."""
        tags = tags or {}
        required = [*tags, *(part.key for part in self._parts if part.is_required)]
        return {
            "type": "object",
            **_description(self.cls),
            "properties": {**tags, **{part.key: part.form.schema(definitions) for part in self._parts}},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }


def _in_documents(words: str) -> str:
    """Say "list" where a class says tuple or frozenset, and spell values as documents do."""
    for ours, theirs in SPELT:
        words = words.replace(ours, theirs)
    return re.sub(r"\ba (?:tuple|frozenset)(?= (?:of [\w ]+ )?in which each\b)", "a list", words)


def _description(cls: type) -> Schema:
    """Return the first sentence of the docstring of a class, unless attrs wrote it."""
    text = (getdoc(cls) or "").split("\n\n", 1)[0]
    return {"description": " ".join(text.split())} if text else {}


class Tagged(Form):
    """One of several classes; the key ``kind`` says which, or ``type`` where one of them has a field ``kind``.

    Args:
        options: the form of each class.
    """

    accepts = MAPPINGS

    def __init__(self, options: tuple[Mapped, ...]) -> None:
        self._options = {type_name(form.cls.__name__): form for form in options}
        self._tags = {form.of: tag for tag, form in self._options.items()}
        self._key = tag_of(options) or TAGS[0]
        self.words = f"a mapping whose `{self._key}` is one of {listing(self._options)}"

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value of the class that the kind names."""
        if type(data) is not dict or type(data.get(self._key)) is not str:
            raise Refused
        return self._options[data[self._key]].read(self._untagged(data))

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk by the class that the kind names."""
        if type(data) is not dict or self._key not in data:
            found.add(path, f"{given(data)}; expected {self.words}")
            return BAD
        tag = data[self._key]
        if type(tag) is str and tag in self._options:
            return self._options[tag].walk(self._untagged(data), path, found)
        hint = did_you_mean(str(tag), self._options) if isinstance(tag, str) else ""
        found.add((*path, self._key), f"{given(tag)}; expected one of {listing(self._options)}{hint}")
        return BAD

    def write(self, value: Any) -> Any:
        """Return the mapping, its kind first."""
        tag = self._tags[type(value)]
        return {self._key: tag, **self._options[tag].write(value)}

    def settle(self, data: object) -> object:
        """Settle by the class that the kind names."""
        if type(data) is not dict or not isinstance(data.get(self._key), str) or data[self._key] not in self._options:
            return data
        tag = str(data[self._key])
        return {**self._options[tag].settle_fields(self._untagged(data)), self._key: tag}

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schemas of all classes, each with its kind."""
        return {"oneOf": [self._one_schema(tag, definitions) for tag in self._options]}

    def _one_schema(self, tag: str, definitions: Definitions) -> Schema:
        form = self._options[tag]
        name = f"{form.cls.__name__}Kind"
        tags = {self._key: {"const": tag}}
        return definitions.refer((self._key, tag, form.cls), name, lambda: form.mapping_schema(definitions, tags))

    def _untagged(self, data: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in data.items() if key != self._key}


def tag_of(options: tuple[Mapped, ...]) -> str | None:
    """Return the key that tells some classes apart, if there is one that none of them has for a field."""
    taken = frozenset[str]().union(*(form.keys for form in options))
    return next((key for key in TAGS if key not in taken), None)
