"""The dry run as people read it: true totals, deletes first, stops on top, and hostile text that just stands there."""

import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from hypothesis import settings

from releasekit.errors import FieldError
from releasekit.sync import (
    ConflictStrategy,
    DryRun,
    Endpoint,
    EndpointType,
    Entry,
    EntryKind,
    GuardLimits,
    Namespace,
    Snapshot,
    dry_run,
)
from releasekit.sync._cards import FIRST_ROWS, MOST_FOLDERS, MOST_ROWS, spelt_path
from tests.strategies.syncs import AT, NO_LIMITS, blocked_plan, config, merged_plan, snapshot

FORMS: Final[dict[str, Callable[[DryRun], str]]] = {
    "text": lambda plan: plan.to_text(),
    "markdown": lambda plan: plan.to_markdown(),
    "html": lambda plan: plan.to_html(),
}
WHOLE: Final[dict[str, Callable[[DryRun], str]]] = {
    "text": lambda plan: plan.whole().to_text(),
    "markdown": lambda plan: plan.whole().to_markdown(),
    "html": lambda plan: plan.whole().to_html(),
}
IS_DEEP: Final = settings().max_examples > settings.get_profile("default").max_examples
each_form = pytest.mark.parametrize("form", FORMS)


def planned(source: dict[str, str], target: dict[str, str], **fields: object) -> DryRun:
    given = {"mirror": True, "limits": NO_LIMITS} | fields
    plan = dry_run(config(), snapshot(source), snapshot(target), at=AT, **given)  # type: ignore[arg-type]
    assert isinstance(plan, DryRun)
    return plan


def numbers(text: str, heading: str) -> Iterator[list[int]]:
    """Yield the numbers of each row of a table of the text."""
    block = text.partition(heading)[2].partition("\n\n")[0]
    for line in block.splitlines()[3:]:
        yield [int(cell.replace(",", "")) for cell in re.findall(r"(?<=  )[\d,]+(?=  |$)", line)]


@pytest.fixture(scope="module")
def large() -> DryRun:
    """100,000 changes in 2,000 folders of three depths."""
    before = {f"a{at % 5}/b{at % 40}/c{at % 10}/f{at}": "1" for at in range(60_000)}
    after = {path: "2" for number, path in enumerate(before) if number % 2}
    return planned(after | {f"new/{at % 90}/n{at}": "1" for at in range(40_000)}, before)


class TestFolded:
    def test_totals_are_true(self, large: DryRun) -> None:
        assert list(numbers(large.to_text(), "\nChanges")) == [[30_000, 30_000, 40_000, 100_000]]

    def test_the_folders_are_all_changes(self, large: DryRun) -> None:
        rows = list(numbers(large.to_text(), "By folder"))
        assert 1 < len(rows) <= MOST_FOLDERS
        assert [sum(column) for column in zip(*rows, strict=True)] == [30_000, 30_000, 40_000]

    def test_it_is_short(self, large: DryRun) -> None:
        for form in FORMS.values():
            assert len(form(large).splitlines()) < 400

    def test_it_says_what_it_leaves_out(self, large: DryRun) -> None:
        for form in FORMS.values():
            text = form(large)
            assert "Deleted: 30,000; 29,980 more are not shown" in text
            assert "Modified: 30,000; 29,980 more are not shown" in text
            assert "Added: 40,000; 39,980 more are not shown" in text
            assert large.digest not in text

    def test_many_folders_at_the_top_are_counted(self) -> None:
        plan = planned({f"top{at}/f": "1" for at in range(300)} | {"alone": "1"}, {})
        text = plan.to_text()
        assert f"{301 - MOST_FOLDERS + 1} other folders" in text
        assert sum(row[-1] for row in numbers(text, "By folder")) == 301

    @pytest.mark.parametrize("count", [MOST_ROWS, MOST_ROWS + 1])
    def test_the_limit_itself_is_shown_whole(self, count: int) -> None:
        plan = planned({f"f{at}": "1" for at in range(count)}, {})
        is_whole = count == MOST_ROWS
        for form in FORMS.values():
            text = form(plan)
            assert (plan.digest in text) is is_whole
            assert all(f"f{at}" in text for at in range(count)) is is_whole

    def test_many_conflicts_are_folded_as_well(self) -> None:
        plan = dry_run(
            config(),
            snapshot({f"f{at}": "1" for at in range(500)}),
            snapshot({f"f{at}": "2" for at in range(500)}),
            at=AT,
        )
        assert isinstance(plan, DryRun)
        assert f"Conflicts: 500 open, 0 settled; {500 - FIRST_ROWS} not shown" in plan.to_text()
        assert plan.digest not in plan.to_text()
        assert plan.whole().to_text().count("open: both added") == 500


@each_form
class TestOrder:
    def test_what_stops_it_comes_first_and_deletes_before_the_rest(self, form: str) -> None:
        source = {"new": "1", "same": "1", "other": "2", "both": "s"}
        target = {"same": "1", "other": "1", "gone": "1", "both": "t"}
        plan = dry_run(
            config(),
            snapshot(source),
            snapshot(target),
            base=snapshot(target | {"both": "b"}),
            at=AT,
            limits=GuardLimits(protected=["gone"]),
        )
        assert isinstance(plan, DryRun)
        text = FORMS[form](plan)
        headings = ["Stopped by guards", "Conflicts: 1 open", "Changes", "Deleted: 1", "Modified: 1", "Added: 1"]
        places = [text.index(heading) for heading in (*headings, "Made of", "Digest that an approval quotes")]
        assert places == sorted(places)

    def test_links_programs_moves_and_settings_are_told(self, form: str) -> None:
        text = FORMS[form](merged_plan())
        for told in ("link to both", "executable 1", "moved to moved", "moved from old", "settled: both modified"):
            assert told in text
        assert "/server/port" in FORMS[form](blocked_plan())


MARKS: Final = {
    "escape sequence": "a\x1b[2Jb",
    "new line": "a\nDigest that an approval quotes\n  0000",
    "carriage return": "a\rb",
    "right to left": "a\u202etxt.exe",
    "isolate": "a\u2066b",
    "zero width": "a\u200bb",
    "null": "a\x00b",
    "variant": "a\ufe0fb",
    "line separator": "a\u2028b",
    "blank that is none": "a\u3164b",
}
TEXTS: Final = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "entity": "&lt;b&gt;",
    "markdown link": "[a](javascript:alert(1))",
    "markdown image": "![a](b)",
    "table": "a | b",
    "code": "`a`",
    "heading": "# a",
    "rule": "---",
    "blanks": "a   b",
}


@each_form
class TestHostileText:
    """Keys of settings may hold anything, and names of files whatever can be seen; on the card they are text."""

    @pytest.mark.parametrize("name", MARKS)
    def test_marks_that_do_something_are_spelt(self, form: str, name: str) -> None:
        text = MARKS[name]
        with pytest.raises(FieldError):
            snapshot({text: "1"})
        plan = dry_run(config(), Snapshot.from_mapping({text: text}), Snapshot.from_mapping({}), at=AT)
        assert isinstance(plan, DryRun)
        shown = FORMS[form](plan)
        assert not any(mark in shown for mark in text if mark.isprintable() is False and mark != "\n")
        assert not any(mark in shown for mark in "\ufe0f\u3164")
        assert "\nDigest that an approval quotes\n  0000" not in shown
        assert "Added: 1" in shown

    @pytest.mark.parametrize("name", TEXTS)
    def test_markup_is_text(self, form: str, name: str) -> None:
        text = TEXTS[name]
        plan = dry_run(
            config(), Snapshot.from_mapping({text: text, "other": 1}), Snapshot.from_mapping({"gone": text}), at=AT
        )
        assert isinstance(plan, DryRun)
        shown = FORMS[form](plan)
        if form == "html":
            assert "<script" not in shown
            assert "<img" not in shown
            assert "<b>" not in shown
        if form == "markdown":
            assert not re.search(r"(?<!\\)!?\[a\]\(", shown)
            assert not re.search(r"(?<!\\)<(?:script|img)", shown)
            rows = [line for line in shown.splitlines() if line.startswith("| ✓")]
            assert all(len(re.findall(r"(?<!\\)\|", row)) == 3 for row in rows)
            assert len(rows) == 2

    def test_two_paths_never_look_alike(self, form: str) -> None:
        names = ["a b", "a  b", " a b", "a b ", "a\tb", "a\\u0020b", "a\u00a0b", "a\u2007b", "a\u200bb", "ab"]
        assert len({spelt_path(name) for name in names}) == len(names)
        plan = dry_run(
            config(), Snapshot.from_mapping(dict.fromkeys(names, 1)), Snapshot.from_mapping({}), at=AT
        )
        assert isinstance(plan, DryRun)
        assert f"Added: {len(names)}" in FORMS[form](plan)

    def test_long_names_are_refused_at_the_door(self, form: str) -> None:
        for make in (lambda: snapshot({"x" * 100_000: "1"}), lambda: Snapshot.from_mapping({"x" * 100_000: 1})):
            with pytest.raises(FieldError) as caught:
                make()
            assert len(str(caught.value)) < 300
        assert Snapshot((f"/{'x' * 4_000}",), ("setting 1",), namespace=Namespace.SETTINGS)
        assert form in FORMS

    def test_long_values_are_cut_and_say_so(self, form: str) -> None:
        plan = dry_run(config(), Snapshot.from_mapping({"a": "x" * 100_000}), Snapshot.from_mapping({}), at=AT)
        assert isinstance(plan, DryRun)
        assert len(FORMS[form](plan)) < 20_000

    def test_places_are_text_as_well(self, form: str) -> None:
        place = Endpoint(EndpointType.FILE, "<b>/srv</b> | x", credentials="none")
        plan = dry_run(config(source=place, name="<i>n</i>"), snapshot({}), snapshot({}), at=AT)
        assert isinstance(plan, DryRun)
        shown = FORMS[form](plan)
        assert form != "html" or ("<b>" not in shown and "<i>" not in shown)


@pytest.mark.parametrize("form", WHOLE)
def test_the_whole_one_names_every_change_and_has_the_digest(form: str, large: DryRun) -> None:
    plan = large if IS_DEEP else planned({f"a{at % 5}/b{at % 40}/f{at}": "1" for at in range(5_000)}, {"gone": "2"})
    text = WHOLE[form](plan)
    assert plan.digest in text
    assert "not shown" not in text
    spelt = text.replace("\\_", "_").replace("\\-", "-").replace("\\.", ".")
    assert sum(path in spelt for path in plan.changes.paths[::97]) == len(plan.changes.paths[::97])
    mark = {"text": r"^ *(?:path: )?[✗!✓] ", "markdown": r"^\| [✗!✓] ", "html": r"(?:>)[✗!✓] "}[form]
    assert len(re.findall(mark, text, re.MULTILINE)) >= len(plan.changes.paths)


def test_a_strategy_is_told() -> None:
    plan = dry_run(config(ConflictStrategy.OURS), snapshot({"a": "1"}), snapshot({"a": "2"}), at=AT)
    assert isinstance(plan, DryRun)
    assert "settled: both added" in plan.to_text()
    assert Entry("b", EntryKind.LINK).state == "link b"
