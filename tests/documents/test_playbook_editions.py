"""Playbooks of the first edition: what they did not say, that they decide as they did, and what is wrong with them."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from examples import tour
from releasekit.documents import DocumentError, from_data, from_yaml
from releasekit.gates import EvidenceRules, GateStatus, Lack
from releasekit.playbook import Playbook
from releasekit.playbooks import GATED_RELEASE, RELEASE_CADENCE, STEADY_STATE
from releasekit.playbooks.gated_release import READINESS
from releasekit.playbooks.release_cadence import DRY_RUN_REQUIREMENTS, ROLLBACK_ACTIONS
from releasekit.policy import MISSING, DifferenceKind, Draft, Hit, Source, Table, above, cell, diff
from releasekit.readiness import (
    Backing,
    EntryFact,
    Readiness,
    ReadinessRules,
    RegressionFact,
    ReleaseCandidate,
    ReleaseClass,
    StatedFact,
    assess,
)
from releasekit.versions import BumpLevel, ReleaseType
from tests.rows import Row, edited, rows
from tests.strategies.candidates import AT, R0, R1, R2, R3, approval, complete, conditional, passed, waived
from tests.strategies.playbooks import CADENCE_RULES
from tests.strategies.readiness import candidates

HERE: Final = Path(__file__).parent
NAMES: Final = ("gated-release", "release-cadence", "release-cadence-with-rates", "steady-state")
TEXTS: Final = {name: (HERE / "golden" / "edition_1" / f"{name}.yaml").read_bytes().decode() for name in NAMES}
ACTIONS: Final = (HERE / "golden" / "edition_1" / "rollback-actions.yaml").read_bytes().decode()
DATA: Final[dict[str, dict[str, Any]]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
Data = dict[str, Any]


def told(rules: ReadinessRules | None) -> ReadinessRules:
    """Return go/no-go rules with what edition 1 could say of them: no titles of classes, no directions of columns."""
    assert rules is not None
    table = rules.go_no_go
    return rules.replace(
        classes=[each.replace(title="") for each in rules.classes],
        go_no_go=table.replace(columns=[column.replace(worse=None) for column in table.columns]),
    )


REGRESSION: Final = RegressionFact("worst_regression")
OVER: Final = {
    "because": "the change is performance-sensitive and a metric got more than 10 % worse, or was not measured",
    "when": {"performance_sensitive": True, "worst_regression": above(Decimal(10)) | MISSING},
}
"""The fact and the rule that edition 1 had for measurements."""


def unbound(rules: ReadinessRules) -> ReadinessRules:
    """Return the rules as before evidence and words were bound, contradictions asked and records seen."""
    table = rules.go_no_go
    columns = (REGRESSION.column if column.name == "budgets" else column for column in table.columns)
    before = (rule.replace(**OVER) if rule.id == "regression-over-budget" else rule for rule in table.rules)
    kept = table.replace(
        columns=[column for column in columns if column.name not in ASKED_SINCE],
        rules=[rule for rule in before if rule.id not in RULED_SINCE],
    )
    accepted = EvidenceRules(accepted=Lack, because="written before a pass had to show of what it is a pass")
    stated = {
        "seam": StatedFact(rules.asked["seam"].column),
        "decision_entry": EntryFact("decision_entry"),
        "breaking_change": StatedFact(
            rules.asked["breaking_change"].column, Backing("approved", "breaking change", otherwise="unapproved")
        ),
        "budgets": REGRESSION,
    }
    facts = [stated.get(fact.name, fact) for fact in rules.facts if fact.name not in ASKED_SINCE]
    return rules.replace(facts=facts, go_no_go=kept, evidence=accepted)


def first(candidate: ReleaseCandidate) -> ReleaseCandidate:
    """Return a candidate as it could be written then: what failures are is stated once for all."""
    said = {each.fact: each.value for each in candidate.classifications}
    return candidate.replace(stated={**dict(candidate.stated), **said}, classifications=())


ASKED_SINCE: Final = frozenset({"commit", "scope", "unasked", "claims", "matrix", "promotion", "checklist"})
"""The facts that the shipped playbook asks since."""
RULED_SINCE: Final = frozenset(
    {
        "commit-unbound",
        "scope-narrowed-without-reason",
        "failure-outside-scope",
        "gate-unknown",
        "visible-without-claim",
        "visible-not-from-clean-clone",
        "breaking-change-not-visible",
        "budget-unmeasured",
        "regression-undeclared",
        "tuple-not-in-matrix",
        "no-prior-tuple",
        "promotion-without-streak",
        "checklist-incomplete",
    }
)
"""The rules that the shipped playbook has since."""
SHIPPED: Final = unbound(READINESS)


def answer(candidate: ReleaseCandidate, rules: ReadinessRules | None) -> tuple[object, list[str]]:
    """Return the outcome of a review and the codes of the rules that it rests on."""
    assert rules is not None
    review: Readiness = assess(candidate, rules, AT)
    return review.outcome, sorted(reason.code for reason in review.reasons)


class TestGatedRelease:
    """Titles of classes, directions of columns and what a pass has to show were not in the document."""

    OLD: Final = from_yaml(Playbook, TEXTS["gated-release"])

    def test_it_is_the_shipped_one_but_for_what_it_did_not_say(self) -> None:
        assert GATED_RELEASE.replace(readiness=told(SHIPPED)) == self.OLD

    def test_what_it_did_not_say_is_said_now(self) -> None:
        assert all(each.title for each in READINESS.classes)
        assert {column.worse for column in READINESS.go_no_go.columns if not column.given} == {"higher"}

    def test_every_table_is_the_shipped_one_but_for_the_directions(self) -> None:
        tables = zip(self.OLD.all_tables, GATED_RELEASE.all_tables, strict=True)
        assert [old.name for old, now in tables if old != now] == [READINESS.go_no_go.name]

    @pytest.mark.parametrize("make", [complete, conditional, waived])
    @pytest.mark.parametrize(
        "classes", [each for size in range(5) for each in combinations((R0, R1, R2, R3), size)], ids=str
    )
    def test_every_set_of_classes_is_judged_alike(self, make: Callable[..., ReleaseCandidate], classes: Any) -> None:  # noqa: ANN401
        candidate = first(make(*classes))
        assert answer(candidate, self.OLD.readiness) == answer(candidate, SHIPPED)

    def test_every_state_of_the_tour_is_judged_alike(self) -> None:
        facts = tour._facts()
        for state in tour.states():
            candidate = first(tour.candidate(state, facts))
            assert answer(candidate, self.OLD.readiness) == answer(candidate, SHIPPED)

    @given(candidate=candidates())
    def test_every_candidate_is_judged_alike(self, candidate: ReleaseCandidate) -> None:
        written = first(candidate)
        assert answer(written, self.OLD.readiness) == answer(written, SHIPPED)


class TestRollbackDecisions:
    """Which cells are ours is said in more rules now; every answer is what it was."""

    OLD: Final = from_yaml(Table, ACTIONS)

    def test_every_answer_is_what_it_was(self) -> None:
        assert {each.kind for each in diff(self.OLD, ROLLBACK_ACTIONS).differences} == {DifferenceKind.REASON_ONLY}

    def test_the_playbook_differs_in_nothing_else(self) -> None:
        old = from_yaml(Playbook, TEXTS["release-cadence"])
        tables = tuple(ROLLBACK_ACTIONS if table.name == ROLLBACK_ACTIONS.name else table for table in old.tables)
        assert self.OLD in old.tables
        assert old.records is None  # nothing was asked of records then
        tables = (*tables, DRY_RUN_REQUIREMENTS)  # syncs had no table then
        assert old.replace(tables=tables, records=RELEASE_CADENCE.records) == RELEASE_CADENCE


class TestSteadyState:
    """Of which consumers the matrix has to have tuples was not in the document."""

    def test_the_playbook_differs_in_nothing_else(self) -> None:
        (m6,) = STEADY_STATE.milestones
        first, *cards = m6.task_cards
        untold = m6.replace(
            exit_criteria=[each.replace(consumers=()) for each in m6.exit_criteria],
            task_cards=[
                first.replace(acceptance_criteria=[each.replace(consumers=()) for each in first.acceptance_criteria]),
                *cards,
            ],
        )
        assert untold != m6
        assert from_yaml(Playbook, TEXTS["steady-state"]) == STEADY_STATE.replace(milestones=(untold,))


class TestReleaseCadence:
    """Gates by release type are classes of their own; the four that were fixed are there, and ask for nothing."""

    OLD: Final = from_yaml(Playbook, TEXTS["release-cadence-with-rates"]).readiness

    def test_the_classes_are_those_of_the_rules(self) -> None:
        assert self.OLD is not None
        assert [(each.id, sorted(each.gates), sorted(map(str, each.release_types))) for each in self.OLD.classes] == [
            *((name, [], []) for name in (R0, R1, R2, R3)),
            ("major", ["G-REL"], ["major"]),
            ("minor", ["G-REL"], ["minor"]),
            ("patch", ["G-MRG", "G-REL"], ["patch"]),
        ]
        assert all(each.source is not None for each in self.OLD.classes if each.gates)

    def test_what_candidates_may_state_is_still_known(self) -> None:
        assert self.OLD is not None
        asked = [fact.name for fact in CADENCE_RULES.facts]
        assert [fact.name for fact in self.OLD.facts] == [
            *asked,
            *("breaking_change", "contract_ambiguity", "seam", "migration"),
        ]
        assert self.OLD.facts[: len(asked)] == CADENCE_RULES.facts

    @given(
        facts=st.fixed_dictionaries(
            {
                "release_type": st.sampled_from([*ReleaseType, MISSING]),
                "bump": st.sampled_from([*BumpLevel, MISSING]),
                "results": st.lists(
                    st.builds(passed, st.sampled_from(["G-MRG", "G-REL"]), status=st.sampled_from(GateStatus)),
                    max_size=2,
                    unique_by=lambda result: result.gate,
                ),
                "rates": st.dictionaries(
                    st.sampled_from(["success_rate", "rework_rate"]), st.decimals(0, 100, places=1)
                ),
                "approvals": st.sampled_from([(), (approval("major release"),)]),
            }
        ),
        classes=st.sets(st.sampled_from([R0, R1, R2, R3])),
    )
    def test_every_candidate_is_judged_alike(self, facts: dict[str, Any], classes: set[str]) -> None:
        candidate = ReleaseCandidate("release", (), owner="Olga", **facts)
        assert answer(candidate.replace(classes=classes), self.OLD) == answer(candidate, CADENCE_RULES)


# ------------------------------------------------------------------------------------------------ single parts


def rules_of(data: Data) -> ReadinessRules:
    """Read a playbook of edition 1 and return its go/no-go rules."""
    rules = from_data(Playbook, data).readiness
    assert rules is not None
    return rules


def with_rules(change: Callable[[Data], object]) -> Data:
    """Return the gated release playbook of edition 1 with changed go/no-go rules."""
    data = copy.deepcopy(DATA["gated-release"])
    change(data["playbook"]["readiness"])
    return data


def rule(name: str, then: str, when: dict[str, str], source: str = "") -> Data:
    """Return a rule of a table."""
    cited = {"source": {"document": "Handbook", "heading": "Gates", "quote": source}} if source else {}
    return {"id": name, "when": when, "then": then, **cited}


def asking(**cells: str) -> Data:
    """Return the same with a rule that asks for some cells, and changes no answer: contradictory classes are no-go."""
    when = {"release_class": '"contradictory"', **cells}
    return with_rules(lambda readiness: readiness["go_no_go"]["rules"].append(rule("asked", "no-go", when)))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(
            {"consumer_evidence": '"no claim"'},
            {"asked": {"consumer_claim": "false"}},
            id="no claim",
        ),
        pytest.param(
            {"consumer_evidence": '"no claim","dirty",missing'},
            {
                "asked/1": {
                    "consumer_claim": "true,missing",
                    "consumer_evidence": 'not("clean_clone_committed","committed"),missing',
                },
                "asked/2": {"consumer_claim": "false"},
            },
            id="no claim beside other values",
        ),
        pytest.param(
            {"consumer_evidence": 'not("no claim")'},
            {
                "asked": {
                    "consumer_claim": "true,missing",
                    "consumer_evidence": '"clean_clone_committed","committed","dirty_working_tree"',
                }
            },
            id="any claim",
        ),
        pytest.param(
            {"consumer_evidence": "not(missing),missing"},
            {"asked": {}},
            id="any value",
        ),
        pytest.param(
            {"consumer_evidence": "missing"},
            {
                "asked": {
                    "consumer_claim": "true,missing",
                    "consumer_evidence": 'not("clean_clone_committed","committed","dirty_working_tree"),missing',
                }
            },
            id="an unknown tree",
        ),
        pytest.param({"consumer_tree": '"no claim"'}, {}, id="what never was"),
        pytest.param(
            {"consumer_tree": '"no claim","committed"'},
            {"asked": {"consumer_tree": '"committed"'}},
            id="what never was beside another value",
        ),
        pytest.param(
            {"migration": '"not asked","refused"'},
            {
                "asked/1": {"consumer_visible": "true", "migration": '"refused"'},
                "asked/2": {"consumer_visible": "false"},
            },
            id="not asked beside a refusal",
        ),
        pytest.param(
            {"migration": '"not asked",missing', "consumer_evidence": '"no claim","dirty"'},
            {
                "asked/1": {
                    "consumer_visible": "true",
                    "migration": "missing",
                    "consumer_claim": "true,missing",
                    "consumer_evidence": '"dirty_working_tree"',
                },
                "asked/2": {"consumer_visible": "true", "migration": "missing", "consumer_claim": "false"},
                "asked/3": {
                    "consumer_visible": "false",
                    "consumer_claim": "true,missing",
                    "consumer_evidence": '"dirty_working_tree"',
                },
                "asked/4": {"consumer_visible": "false", "consumer_claim": "false"},
            },
            id="two columns with values that are gone",
        ),
        pytest.param(
            {"advisory": '"none declared","passed",missing'},
            {"asked": {"advisory": '"passed",missing'}},
            id="no advisory gates",
        ),
        pytest.param(
            {"advisory": '"none declared","passed","named failure","other failure",missing'},
            {"asked": {}},
            id="any advisory gates",
        ),
        pytest.param(
            {"clean_clone_decision": '"lifted"'},
            {"asked": {"clean_clone_decision": '"lifted"'}},
            id="a lifted decision",
        ),
        pytest.param(
            {"clean_clone_decision": 'not("lifted"),"lifted",missing'},
            {"asked": {}},
            id="any decision",
        ),
    ],
)
def test_a_rule_is_brought_to_the_words_of_today(cells: dict[str, str], expected: dict[str, dict[str, str]]) -> None:
    rules = [each for each in rules_of(asking(**cells)).go_no_go.rules if each.code == "asked"]
    conditions = {each.id: {name: str(asked) for name, asked in each.when} for each in rules}
    assert conditions == {
        name: {"release_class": '"contradictory"', **{column: str(cell(text)) for column, text in when.items()}}
        for name, when in expected.items()
    }


def test_the_parts_of_a_rule_keep_its_place_where_the_first_rule_wins() -> None:
    def change(readiness: Data) -> None:
        table = readiness["go_no_go"]
        table["hit"] = "first"
        rules = sorted(table["rules"], key=lambda rule: table["outcomes"]["listed"].index(rule["then"]), reverse=True)
        for place, rule in enumerate(rules):
            rule["rank"] = place + 1
            if rule["id"] == "rollback-open":
                rule["when"] = {"migration": '"not asked","refused"'}

    table = rules_of(with_rules(change)).go_no_go
    assert table.hit is Hit.FIRST
    ranked = [rule.code for rule in sorted(table.rules, key=lambda rule: rule.rank or 0)]
    assert len(ranked) == len(SHIPPED.go_no_go.rules) + 1
    assert ranked.index("rollback-open") + 1 == len(ranked) - ranked[::-1].index("rollback-open") - 1


def test_a_decision_that_may_be_missing_is_one_that_permits() -> None:
    rules = rules_of(asking(clean_clone_decision="missing"))
    assert (
        dict(rules.asked)["clean_clone_decision"].replace(forbids=True) == dict(READINESS.asked)["clean_clone_decision"]
    )
    (column,) = [column for column in rules.go_no_go.columns if column.name == "clean_clone_decision"]
    assert (column.optional, column.given) == (True, False)


def collecting(*given_rules: Data) -> Callable[[Data], None]:
    """Return what puts other rules in place of those of the required gates."""

    def change(readiness: Data) -> None:
        kind = {"kind": "vocabulary", "name": "ReleaseType", "words": ["patch", "minor", "major"]}
        column = {"name": "release_type", "domain": kind, "optional": True}
        readiness["required"]["columns"].append(column)
        readiness["required"]["rules"] = list(given_rules)

    return change


class TestClasses:
    """What the collecting tables said of classes and release types."""

    def test_a_rule_without_conditions_is_about_any_release(self) -> None:
        always = rule("always", "VG-CONTRACT-001", {}, "each")
        either = rule("either", "VG-RCC-001", {"r1": "true,false"})
        rules = rules_of(with_rules(collecting(always, either)))
        assert rules.classes[4:] == (
            ReleaseClass(
                "patch, minor, major",
                gates={"VG-CONTRACT-001", "VG-RCC-001"},
                release_types=frozenset(ReleaseType),
                source=Source("Handbook", "Gates", quote="each"),
            ),
        )

    def test_a_rule_of_release_types_is_a_class_of_its_own(self) -> None:
        small = rule("small", "VG-LOOP-*", {"release_type": 'not("major"),missing'})
        (found,) = rules_of(with_rules(collecting(small))).classes[4:]
        types = {ReleaseType.PATCH, ReleaseType.MINOR}
        assert found == ReleaseClass("patch, minor", by_scope={"VG-LOOP-*"}, release_types=types)

    def test_the_first_source_counts_and_a_gate_is_named_once(self) -> None:
        first = rule("a", "VG-CONTRACT-001", {"r0": "true"}, "one")
        second = rule("b", "VG-CONTRACT-001", {"r0": "not(false)"}, "two")
        found = rules_of(with_rules(collecting(first, second))).classes[0]
        assert (found.gates, found.source) == ({"VG-CONTRACT-001"}, Source("Handbook", "Gates", quote="one"))

    def test_the_overlay_stands_for_others_beside_the_class_of_a_release_type(self) -> None:
        sensitive = rule("sensitive", "VG-PERF-001", {"r3": "true"})
        internal = rule("internal", "VG-LOOP-CORE-001", {"r1": "true"})
        small = rule("small", "VG-CONTRACT-001", {"release_type": '"patch",missing'})
        rules = rules_of(with_rules(collecting(sensitive, internal, small)))
        review = assess(complete(R3).replace(release_type=ReleaseType.PATCH), rules, AT)
        gates = sorted(verdict.gate for verdict in review.required)
        assert gates == ["VG-CONTRACT-001", "VG-LOOP-CORE-001", "VG-PERF-001"]

    def test_tables_may_be_left_out(self) -> None:
        def change(readiness: Data) -> None:
            readiness["reported"] = None
            del readiness["implied"]

        rules = rules_of(with_rules(change))
        assert (rules.reported, rules.implied) == (None, None)
        assert rules.required == READINESS.required

    def test_a_source_of_reports_alone_is_that_of_the_class(self) -> None:
        def change(readiness: Data) -> None:
            del readiness["implied"]
            readiness["required"]["rules"] = [
                each for each in readiness["required"]["rules"] if not each["id"].startswith(R2)
            ]

        visible = rules_of(with_rules(change)).classes[2]
        assert (visible.source, visible.reports_source) == (READINESS.classes[2].reports_source, None)


@pytest.mark.parametrize(
    ("name", "parts", "expected"),
    [
        pytest.param("promotions", [{"gate": "VG-LA-002"}], [{"gate": "VG-LA-002", "runs": 3}], id="promotions"),
        pytest.param("support", {}, {"minimum_tuples": 2, "deprecation_lead": "P14D"}, id="support"),
        pytest.param("support", {"minimum_tuples": 1}, {"minimum_tuples": 1, "deprecation_lead": "P14D"}, id="half"),
        pytest.param("support", None, None, id="no support"),
        pytest.param("readiness", None, None, id="no rules"),
        pytest.param(
            "checklists",
            [{"id": "a", "title": "A", "items": [{"id": "b", "text": "c"}]}],
            [{"id": "a", "title": "A", "items": [{"id": "b", "text": "c"}]}],
            id="items without a word for when",
        ),
    ],
)
def test_numbers_that_were_defaults_are_stated(name: str, parts: object, expected: object) -> None:
    head = {"id": "own", "title": "Own", "version": "1"}
    old = from_data(Playbook, {"schema": 1, "playbook": {**head, name: parts}})
    assert old == from_data(Playbook, {"schema": 2, "playbook": {**head, name: expected}})


class TestTables:
    """Words of vocabularies that are gone are texts; a vocabulary of the same name with other words stays."""

    TABLE: Final[Data] = {
        "name": "own",
        "hit": "unique",
        "columns": [
            {
                "name": "impact",
                "domain": {
                    "kind": "vocabulary",
                    "name": "Impact",
                    "words": ["minimal", "limited", "significant", "widespread"],
                },
            }
        ],
        "outcomes": {
            "ordered": False,
            "others": [
                {"name": "Seam", "words": ["outside", "inside"]},
                {"name": "SprintWeek", "words": ["Week 1", "Week 2"]},
            ],
            "listed": [
                {"set": [{"vocabulary": "Seam", "word": "inside"}, {"vocabulary": "SprintWeek", "word": "Week 1"}]},
                [{"vocabulary": "Seam", "word": "outside"}, "as it is"],
            ],
        },
        "permissive": [[{"vocabulary": "Seam", "word": "outside"}, "as it is"]],
        "rules": [
            {
                "id": "a",
                "when": {"impact": '"minimal"'},
                "then": [{"vocabulary": "Seam", "word": "outside"}, "as it is"],
            },
            {
                "id": "b",
                "when": {"impact": 'not("minimal")'},
                "then": {
                    "set": [{"vocabulary": "Seam", "word": "inside"}, {"vocabulary": "SprintWeek", "word": "Week 1"}]
                },
            },
        ],
    }

    @pytest.mark.parametrize(("kind", "cls"), [("table", Table), ("draft", Draft)])
    def test_words_are_texts(self, kind: str, cls: type[Draft[object]]) -> None:
        table = from_data(cls, {"schema": 1, kind: self.TABLE})
        (column,) = table.columns
        assert column.domain == ("minimal", "limited", "significant", "widespread")
        assert table.outcomes == {("outside", "as it is"), frozenset({"inside", "Week 1"})}
        assert table.permissive == {("outside", "as it is")}
        assert [each.then for each in table.rules] == [("outside", "as it is"), frozenset({"inside", "Week 1"})]

    def test_another_vocabulary_of_that_name_stays(self) -> None:
        table = copy.deepcopy(self.TABLE)
        table["columns"][0]["domain"]["words"] = ["minimal", "limited"]
        with pytest.raises(DocumentError, match="unknown vocabulary `Impact`"):
            from_data(Table, {"schema": 1, "table": table})

    @pytest.mark.parametrize(
        "other",
        ["Seam", None, {"name": "Seam"}, {"name": "Seam", "words": "outside"}, {"name": 1, "words": ["outside"]}],
        ids=str,
    )
    def test_what_is_no_vocabulary_is_left_for_the_reader_to_refuse(self, other: object) -> None:
        table = copy.deepcopy(self.TABLE)
        table["outcomes"]["others"] = [other]
        with pytest.raises(DocumentError, match="/table/outcomes/others/0"):
            from_data(Table, {"schema": 1, "table": table})


# ------------------------------------------------------------------------------------------------ faults

FAULTS: Final = rows(HERE / "bad" / "editions.txt")


@pytest.mark.parametrize("row", FAULTS, ids=lambda row: row.name)
def test_what_is_wrong_is_told(row: Row) -> None:
    (name,) = row.about
    with pytest.raises(DocumentError) as caught:
        from_yaml(Playbook, edited(TEXTS[name], row.given))
    assert str(caught.value) == row.expected


def places(data: object) -> list[tuple[Any, Any]]:
    """Return every mapping or list in some data, with each of its keys or places."""
    if isinstance(data, dict):
        return [*((data, key) for key in data), *(place for part in data.values() for place in places(part))]
    if isinstance(data, list):
        return [*((data, at) for at in range(len(data))), *(place for part in data for place in places(part))]
    return []


STRANGE: Final = (
    "null",
    "true",
    "0",
    "7",
    '""',
    '"x"',
    '"missing"',
    '"-"',
    '"true"',
    '"R3"',
    "[]",
    "[7]",
    "[[]]",
    "{}",
)
"""What may stand in place of a part, in JSON."""


class TestDamage:
    """A document of edition 1 with parts deleted, replaced or renamed is read, or refused with a DocumentError."""

    @given(
        name=st.sampled_from(NAMES),
        damages=st.lists(
            st.tuples(st.integers(0, 5_000), st.sampled_from(["delete", "rename", *STRANGE])), min_size=1, max_size=3
        ),
    )
    def test_no_other_error_comes_out(self, name: str, damages: list[tuple[int, str]]) -> None:
        damaged = copy.deepcopy(DATA[name])
        for number, damage in damages:
            listed = places(damaged["playbook"])
            holder, key = listed[number % len(listed)]
            if damage == "rename" and isinstance(holder, dict):
                holder["renamed"] = holder.pop(key)
            elif damage in ("delete", "rename"):
                del holder[key]
            else:
                holder[key] = json.loads(damage)
        with suppress(DocumentError):
            assert isinstance(from_data(Playbook, damaged), Playbook)
