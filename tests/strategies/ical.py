"""What stands on a calendar."""

from typing import Final

from hypothesis import strategies as st

from releasekit.cadence import CalendarDay, EventStatus

names: Final = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Co", "Cn")), min_size=1, max_size=90
)
notes: Final = st.text(st.sampled_from('ab\\;,:\n\r\t\x00\x7fäß漢🚀\u2028\u202e"') | st.characters(), max_size=120)
entries: Final = st.lists(
    st.builds(CalendarDay, names, st.dates(), summary=names, description=notes, status=st.sampled_from(EventStatus)),
    max_size=4,
    unique_by=lambda own: own.id,
)
