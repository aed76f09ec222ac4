"""Go/no-go rules as they were written before: release classes and facts, which were fixed once, are stated.

Theory of operation. Edition 1 had four classes and a closed list of facts; two tables collected the gates of the
classes, and a third the classes that follow from what a change touches. Edition 2 has the classes as rows and each fact
as an object. So the collecting tables are taken apart rule by rule, and the columns of the go/no-go table are brought
to what their facts have now. A value that nobody could bring about, such as ``no claim``, is a condition on a column of
its own; a rule that asked for it beside other values becomes two. Rules that edition 2 has no words for are refused.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final, TypeAlias

from releasekit._words import listing, word_text
from releasekit.errors import FieldError
from releasekit.gates import Lack, TreeState
from releasekit.playbook._edition_of_classes import PERFORMANCE, asked_among, asked_of, first_of, second_classes
from releasekit.policy import MISSING, Cell, Draft, not_, one_of
from releasekit.readiness import Advisory, ConfirmationStatus

Fields: TypeAlias = dict[str, Any]
"""The fields of a part, as plain data."""
When: TypeAlias = dict[str, str]
"""The conditions of a rule: the text of a cell by column."""

GONE: Final = frozenset(
    {
        "required",
        "reported",
        "implied",
        "confirming_classes",
        "rate_thresholds",
        "performance_gates",
        "efficacy_gates",
        "budgeted_metrics",
        "named_advisory",
        "tracked_by",
        "clean_clone_decision",
        "clean_clone_consumer",
    }
)
"""The fields that tables and facts took their parameters from."""
TREES: Final = {
    "clean clone": "clean_clone_committed",
    "committed": "committed",
    "dirty": "dirty_working_tree",
}
"""The trees behind a claim, as they were called and as gates call them; one that is not recorded was missing."""
ANSWERS: Final = {word: word for word in ("confirmed", "refused")}
ENDINGS: Final = {word: word for word in ("passed", "named failure", "other failure")}
STATUSES: Final = {word: word for word in ("active", "lifted")}
DECISION: Final = "clean_clone_decision"
REWORDED: Final = {
    "consumer_tree": (("no claim", *TREES), TreeState),
    "consumer_evidence": (("no claim", *TREES), TreeState),
    "migration": (("not asked", *ANSWERS), ConfirmationStatus),
    "advisory": (("none declared", *ENDINGS), Advisory),
}
"""The columns that had other words, those words, and the vocabulary that they have now."""
GIVEN: Final = frozenset({"performance_sensitive", "promotion_claim", "release_type"})
BEFORE: Final = {"consumer_evidence": ("consumer_claim", True), "migration": ("consumer_visible", False)}
"""The columns before which another one stands now, its name, and whether it may be missing."""
UNBOUND: Final = "written before a pass had to show of what it is a pass"
STATED: Final = {
    "breaking_change": ("none", "approved", "unapproved"),
    "contract_ambiguity": ("none", "unresolved"),
    "seam": ("outside", "inside"),
}
"""The facts that people state, with their words from good to bad."""
BACKING: Final = {"word": "approved", "approval": "breaking change", "otherwise": "unapproved"}
CONFIRMED: Final = ("migration impact", "tuple applicability", "rollback tuple readiness")


def second_rules(fields: Fields) -> Fields:
    """Return the fields of the second edition of go/no-go rules.

    Raises:
        FieldError: where a rule says what edition 2 cannot tell, or anything is not as edition 1 has it.
    """
    first_of(fields, "classes", "facts")
    second_table = Draft.document_migrations[0]
    review = second_table(fields["go_no_go"])
    forbids = _forbids(review)
    columns = [each for column in review["columns"] for each in _columns(column, forbids=forbids)]
    names = [column["name"] for column in columns]
    if "consumer_evidence" in names and fields.get("clean_clone_consumer") is None:
        raise FieldError(("readiness.clean_clone_consumer is not there; expected whose evidence the table asks for",))
    facts = _facts(fields, forbids=forbids)
    listed = [
        *(name for name in names if name in facts),
        *(name for name in (*STATED, "migration") if name not in names),
    ]
    return {
        **{name: value for name, value in fields.items() if name not in GONE},
        "classes": second_classes(fields),
        # What a candidate may state is a fact even where no rule asks for it, so that it is still known.
        "facts": [facts[name] for name in listed],
        "go_no_go": {**review, "columns": columns, "rules": list(_rules(review["rules"], forbids=forbids))},
        "evidence": {"accepted": [str(lack) for lack in Lack], "because": UNBOUND},
    }


def _facts(fields: Fields, *, forbids: bool) -> Mapping[str, Fields]:
    """Return every fact that a go/no-go table could ask, with the parameters that the rules had for it."""
    decision, consumer = fields.get(DECISION), fields.get("clean_clone_consumer")
    kinds: dict[str, Fields] = {
        "release_class": {"kind": "declaration"},
        "required_gates": {"kind": "gates"},
        "scope_evidence": {"kind": "support"},
        "performance_sensitive": {"kind": "class", "classes": [PERFORMANCE.upper()]},
        "performance_gates": {"kind": "gates", "gates": fields.get("performance_gates", [])},
        "worst_regression": {"kind": "regression", "metrics": fields.get("budgeted_metrics", [])},
        "efficacy": {"kind": "gates", "gates": fields.get("efficacy_gates", [])},
        "promotion_claim": {"kind": "claim"},
        "consumer_tree": {"kind": "tree"},
        DECISION: {"kind": "decision", "decisions": [] if decision is None else [decision], "forbids": forbids},
        "consumer_claim": {"kind": "claim", "consumer": consumer},
        "consumer_evidence": {"kind": "tree", "consumer": consumer},
        "advisory": {"kind": "advisory", "named": fields.get("named_advisory", [])},
        "decision_entry": {"kind": "entry"},
        "tracking": {"kind": "decision", "decisions": fields.get("tracked_by", [])},
        "approver": {"kind": "approver"},
        "consumer_visible": {"kind": "class", "classes": fields.get("confirming_classes", [])},
        "migration": {"kind": "confirmation", "parts": list(CONFIRMED)},
        "rollbacks": {"kind": "rollbacks"},
        "release_type": {"kind": "release_type"},
        "human_approval": {"kind": "approval", "subject": "major release"},
        "version_step": {"kind": "version_step"},
        "delivery_rates": {"kind": "rates", "thresholds": fields.get("rate_thresholds", [])},
    }
    facts = {name: {**fact, "name": name} for name, fact in kinds.items()}
    for name, words in STATED.items():
        domain = {"kind": "texts", "texts": list(words)}
        facts[name] = {
            "kind": "stated",
            "column": {"name": name, "domain": domain, "optional": True, "worse": "higher"},
        }
    facts["breaking_change"]["backing"] = dict(BACKING)
    return facts


def _forbids(review: Fields) -> bool:
    """Tell whether every rule takes a decision that is not recorded for one in force."""
    cells = [asked_of(rule["id"], rule["when"][DECISION]) for rule in review["rules"] if DECISION in rule["when"]]
    return all(asked.missing == asked.contains("active") for asked in cells)


# --- Columns --------------------------------------------------------------------------------------


def _columns(column: Fields, *, forbids: bool) -> Iterator[Fields]:
    """Yield what stands in place of a column: the column with the words of its fact, after a given one it may need."""
    name = column["name"]
    if name in BEFORE:
        other, is_optional = BEFORE[name]
        yield {"name": other, "domain": {"kind": "bool"}, "optional": is_optional, "given": True}
    if name in REWORDED:
        words, vocabulary = REWORDED[name]
        if column["domain"] != {"kind": "texts", "texts": list(words)}:
            raise FieldError((f"go_no_go has column `{name}` of other words; expected {listing(words)}",))
        texts = list(map(word_text, vocabulary))
        yield {**column, "domain": {"kind": "vocabulary", "name": vocabulary.__name__, "words": texts}}
    elif name == DECISION and forbids:
        if column.get("optional") is not True:
            raise FieldError((f"go_no_go has column `{name}` that is not optional; expected one that is",))
        yield {**column, "optional": False, "given": True}
    else:
        yield {**column, "given": True} if name in GIVEN else column


# --- Rules ----------------------------------------------------------------------------------------


def _rules(rules: list[Fields], *, forbids: bool) -> Iterator[Fields]:
    """Yield what stands in place of each rule: itself, or one rule for each of its alternatives."""
    spelt = [(rule, list(_alternatives(rule["when"], forbids=forbids))) for rule in rules]
    most = max((len(parts) for _, parts in spelt), default=1)
    for rule, parts in spelt:
        for at, when in enumerate(parts):
            second = {**rule, "when": when}
            if len(parts) > 1:
                second |= {"id": f"{rule['id']}/{at + 1}", "code": rule.get("code", rule["id"])}
            if rule.get("rank") is not None:
                second["rank"] = rule["rank"] * most + at
            yield second


def _alternatives(when: When, *, forbids: bool) -> Iterator[When]:
    """Yield the conditions that hold together where those of a rule did; nothing where these never held."""
    for parts in product(*(_choices(name, text, forbids=forbids) for name, text in when.items())):
        yield {name: text for part in parts for name, text in part.items()}


def _choices(name: str, text: str, *, forbids: bool) -> list[When]:
    """Return the alternatives that one condition stands for: no condition where it always holds."""
    if name == DECISION and forbids:
        asked = asked_among(name, text, STATUSES)
        return _worded(name, asked.replace(missing=len(_texts(asked, STATUSES)) == len(STATUSES)), STATUSES)
    if name not in REWORDED:
        return [{name: text}]
    asked = asked_among(name, text, REWORDED[name][0])
    match name:
        case "consumer_tree":
            return _worded(name, asked, TREES)
        case "consumer_evidence":
            return _beside(name, "no claim", "true,missing", asked, TREES)
        case "migration":
            return _beside(name, "not asked", "true", asked, ANSWERS)
        case _:
            if asked.contains("none declared") != asked.contains("passed"):
                problem = (
                    f"a rule tells `none declared` and `passed` apart in column `{name}`; expected both or neither"
                )
                raise FieldError((problem,))
            return _worded(name, asked, ENDINGS)


def _texts(asked: Cell, words: Mapping[str, str]) -> list[str]:
    return [new for old, new in words.items() if asked.contains(old)]


def _worded(name: str, asked: Cell, words: Mapping[str, str]) -> list[When]:
    """Return the condition in the words of today; a tree that is not recorded goes with one that is not known."""
    texts = _texts(asked, words)
    others = [word for word in words.values() if word not in texts]
    if asked.missing and not others:
        return [{}]
    if asked.missing and words is TREES:
        return [{name: str(not_(*others) | MISSING)}]
    held = [*texts, *([MISSING] if asked.missing else [])]
    return [{name: str(one_of(*held))}] if held else []


def _beside(name: str, aside: str, otherwise: str, asked: Cell, words: Mapping[str, str]) -> list[When]:
    """Return the condition with one on the given column before it, which tells whether a word that is gone applied."""
    given, rest = BEFORE[name][0], _worded(name, asked, words)
    is_aside = asked.contains(aside)
    if is_aside and rest == [{}]:
        return rest
    return [*({given: otherwise, **part} for part in rest), *([{given: "false"}] if is_aside else [])]
