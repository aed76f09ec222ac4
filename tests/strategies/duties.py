"""Duties, what happened, and what was recorded."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from releasekit.cadence import ChangeMerged, DutyEvent, DutyRecord, ReleasePlanned
from releasekit.policy import MISSING
from releasekit.versions import ChangeKind, ReleaseType

DAY: Final = timedelta(days=1)
START: Final = datetime(2027, 12, 25, tzinfo=UTC)  # 2028 is a leap year
offsets: Final = st.integers(0, 400).map(lambda count: START + count * 6 * timedelta(hours=1))
records: Final = st.builds(
    DutyRecord,
    st.sampled_from(("weekly", "monthly", "log", "matrix", "matrix", "log", "other")),
    offsets,
    output=st.sampled_from(("out.md", "out.md", "out.md", None)),
    about=st.sampled_from(("x", "y", None)),
)
events: Final = st.one_of(
    st.builds(
        ChangeMerged, st.sampled_from("xy"), st.sampled_from((ChangeKind.BREAKING, ChangeKind.FIX, MISSING)), at=offsets
    ),
    st.builds(
        ReleasePlanned,
        st.sampled_from("xy"),
        st.sampled_from((ReleaseType.MAJOR, ReleaseType.PATCH, MISSING)),
        at=offsets,
    ),
)
logs: Final = st.lists(records, max_size=6)
histories: Final = st.lists(events, max_size=4)
Story = tuple[list[DutyRecord], list[DutyEvent]]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Draw events, and a log in which most events have a record not far from them."""
    known = draw(histories)
    log = draw(logs)
    for one in known:
        half_days = draw(st.none() | st.integers(-12, 12))
        if half_days is not None:
            duty = "log" if isinstance(one, ChangeMerged) else "matrix"
            log.append(DutyRecord(duty, one.at + half_days * DAY / 2, output="out.md", about=one.id))
    return draw(st.permutations(log)), known
