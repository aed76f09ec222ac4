"""A table that was written as Markdown is read back as the same table."""

import string

from hypothesis import assume, event, given
from hypothesis import strategies as st

from releasekit.policy import ANY, Draft, Hit, Rule, Source
from tests.laws.tables import law
from tests.oracle import Sheet
from tests.strategies.policy import sheets

MARKS = st.text(alphabet=string.ascii_letters + string.punctuation + " é“”→", min_size=1, max_size=20)
NOTES = MARKS.map(lambda text: " ".join(text.split()))
NAMES = NOTES.filter(bool)


def plain(rule: Rule[object]) -> Rule[object]:
    """The same rule without conditions that allow every value, which are not written apart."""
    return rule.replace(when=tuple((name, test) for name, test in rule.when if test != ANY))


class TestMarkdownRoundTrip:
    """Reading what was written gives the same digest, whatever stands in the texts; no rules make no table."""

    @law(80)
    @given(sheet=sheets(), drawn=st.data())
    def test_round_trip(self, sheet: Sheet, drawn: st.DataObject) -> None:
        draft = sheet.draft()
        assume(draft.rules)
        rules = []
        for number, rule in enumerate(map(plain, draft.rules)):
            source = drawn.draw(st.none() | st.builds(Source, NAMES, NOTES, quote=NOTES))
            name, code = f"{drawn.draw(NAMES)} {number}", drawn.draw(NAMES)
            rules.append(rule.replace(id=name, code=code, because=drawn.draw(NOTES), source=source))
        written = draft.replace(rules=tuple(rules))
        read = Draft.from_markdown(
            written.to_markdown(),
            written.name,
            columns=written.columns,
            outcomes=written.outcomes,
            hit=written.hit,
            permissive=written.permissive,
            version=written.version,
        )
        assert read.rules == written.rules
        assert read.digest == written.digest
        event(f"{written.hit}, {min(len(rules), 3)} rules or more")

    def test_a_table_of_many_rows_is_written_whole(self) -> None:
        names = tuple(f"w{number}" for number in range(300))
        draft = Draft("long", (), rules=[Rule(name, {}, then=name) for name in names], hit=Hit.COLLECT, outcomes=names)
        assert Draft.from_markdown(draft.to_markdown(), "long", columns=(), hit=Hit.COLLECT, outcomes=names) == draft
