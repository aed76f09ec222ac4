"""The dated states of a real project, against what the playbook says of them, worked out by hand."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from examples import tour
from releasekit.playbooks.gated_release import READINESS
from releasekit.readiness import GoNoGo

SCENARIOS = tomllib.loads((Path(__file__).parent / "go_no_go.toml").read_text())["scenario"]
REVIEWS = tour.reviews()
STATES = {state["id"]: state for state in tour.states()}
STRICT = tour.reviews(READINESS)


def test_every_state_of_the_tour_has_a_scenario() -> None:
    assert [state["id"] for state in tour.states()] == list(REVIEWS)
    assert {scenario["state"] for scenario in SCENARIOS} == set(REVIEWS)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_the_list_of_the_tour_fits_and_says_all(width: int) -> None:
    lines = tour.comparison(width).splitlines()
    assert [line for line in lines if len(line) > width] == []
    text = "".join("".join(lines).split())
    for state in STATES.values():
        assert "".join(state["title"].split()) in text
        assert state.get("recorded", {"file": ""})["file"] in text


def test_what_was_recorded_names_its_file() -> None:
    kept = [state["recorded"] for state in STATES.values() if "recorded" in state]
    assert len(kept) == len([scenario for scenario in SCENARIOS if scenario["recorded"] != "not recorded"])
    assert all(set(words) == {"outcome", "file"} and words["outcome"] in tour.READ_AS for words in kept)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["state"])
class TestScenario:
    def test_outcome(self, scenario: dict[str, Any]) -> None:
        assert str(REVIEWS[scenario["state"]].outcome) == scenario["outcome"]

    def test_what_the_project_recorded_stands_beside_it(self, scenario: dict[str, Any]) -> None:
        assert tour.recorded(STATES[scenario["state"]], REVIEWS[scenario["state"]]) == scenario["recorded"]

    def test_reasons_are_all_there_and_no_others(self, scenario: dict[str, Any]) -> None:
        assert [reason.code for reason in REVIEWS[scenario["state"]].reasons] == scenario["reasons"]

    def test_what_passes_lack_is_named(self, scenario: dict[str, Any]) -> None:
        relaxed = REVIEWS[scenario["state"]].relaxed
        assert sorted({lack for noted in relaxed for lack in noted.note.split(", ")}) == scenario["relaxed"]

    def test_strict_is_a_no_for_want_of_commits(self, scenario: dict[str, Any]) -> None:
        review = STRICT[scenario["state"]]
        assert (review.outcome, review.relaxed) == (GoNoGo.NO_GO, ())
        assert [reason.code for reason in review.reasons] == scenario["strict"]

    def test_reasons_quote_the_playbook(self, scenario: dict[str, Any]) -> None:
        sources = [reason.source for reason in REVIEWS[scenario["state"]].reasons]
        assert [source.quote for source in sources if source] == scenario["quotes"]

    def test_what_is_missing_for_a_go(self, scenario: dict[str, Any]) -> None:
        needs = REVIEWS[scenario["state"]].missing
        assert {need.change.column: str(need.change.region) for need in needs} == scenario["missing"]
        assert [detail for need in needs for detail in need.details] == scenario["details"]

    def test_the_card_shows_it(self, scenario: dict[str, Any]) -> None:
        card = " ".join(REVIEWS[scenario["state"]].to_text(100).split())
        assert scenario["outcome"] in card
        assert all(" ".join(quote.split()) in card for quote in scenario["quotes"])
