"""Rules of version skew, and the fleets that they are asked about."""

from typing import Final

from hypothesis import strategies as st

NAMES: Final = ("a", "b", "c")
pairs: Final = st.tuples(st.sampled_from((1, 1, 1, 1, 2)), st.integers(2, 6))
fleets: Final = st.fixed_dictionaries({name: st.lists(pairs, max_size=3).map(tuple) for name in NAMES})
limits: Final = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from((0, 0, 4)),
    st.booleans(),
)
rule_sets: Final = st.lists(limits, min_size=1, max_size=4, unique=True)
