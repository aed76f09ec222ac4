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
STRICT = tour.reviews(READINESS)


def test_every_state_of_the_tour_has_a_scenario() -> None:
    assert [state["id"] for state in tour.states()] == list(REVIEWS)
    assert {scenario["state"] for scenario in SCENARIOS} == set(REVIEWS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["state"])
class TestScenario:
    def test_outcome(self, scenario: dict[str, Any]) -> None:
        assert str(REVIEWS[scenario["state"]].outcome) == scenario["outcome"]

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
