"""Names that lead back to themselves, against brute force."""

from collections.abc import Mapping
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from releasekit._arguments import in_rings

NAMES: Final = "abcdefg"
GRAPHS: Final = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3).map(tuple))


def reached(name: str, leads_to: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What a name leads to, by following the arrows until nothing is added."""
    names = set(leads_to.get(name, ()))
    for _ in NAMES:
        names |= {further for own in names for further in leads_to.get(own, ())}
    return names


@given(GRAPHS)
def test_are_those_that_lead_to_themselves(leads_to: dict[str, tuple[str, ...]]) -> None:
    assert in_rings(leads_to) == {name for name in leads_to if name in reached(name, leads_to)}


def test_do_not_include_what_leads_to_a_ring_or_from_one() -> None:
    leads_to = {"before": ("a",), "a": ("b",), "b": ("a", "after", "c"), "c": ("c",), "after": ("nowhere",)}
    assert in_rings(leads_to) == {"a", "b", "c"}
