"""What pytest is told while the map is made, and while a mutant is tried."""

from collections.abc import Callable, Iterator, Mapping
from time import process_time
from typing import Any, Final

import pytest
from hypothesis import Phase, settings

PHASES: Final = (Phase.explicit, Phase.generate)
FLAGS: Final = (
    "-q",
    "--no-header",
    "--tb=short",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    # Hypothesis is there before pytest, which is no fault here.
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)


def unit(item: str) -> str:
    """Give the test that an item belongs to; the examples of a page build on each other and are one."""
    return item.partition("::line:")[0]


class Watch:
    """Tells coverage which test runs, and keeps how long each takes."""

    def __init__(self, switch: Callable[[str], None]) -> None:
        """Take what is called with the name of each test."""
        self.switch = switch
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Name the test for the time it runs, and add up its processor time."""
        name, begun = unit(item.nodeid), process_time()
        self.switch(name)
        try:
            return (yield)
        finally:
            self.switch("")
            self.seconds[name] = self.seconds.get(name, 0.0) + process_time() - begun

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what fails without a change."""
        if report.failed:
            self.failed.add(unit(report.nodeid))


class Choice:
    """Keeps the chosen tests of some files, the quickest first, and says which failed."""

    def __init__(self, order: Mapping[str, int], known: Mapping[str, float]) -> None:
        """Take the chosen tests with their places, and all that were known when the map was made."""
        self.order = order
        self.known = known
        self.ran = 0
        self.failed: str | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Keep Hypothesis from shrinking; the examples stay the same."""
        current = settings.get_profile(settings.get_current_profile_name())
        settings.register_profile("mutants", current, phases=PHASES)
        settings.load_profile("mutants")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Choose; a test that nobody knows has got its name from the change, so it is chosen too."""
        chosen = [item for item in items if unit(item.nodeid) in self.order or unit(item.nodeid) not in self.known]
        # Items of a page keep their order, since sorting does.
        chosen.sort(key=lambda item: self.order.get(unit(item.nodeid), len(self.order)))
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen

    def pytest_runtest_logreport(self, report: Any) -> None:  # noqa: ANN401 - what pytest passes on
        """Keep the first failure."""
        self.ran += report.when == "call"
        if report.failed and self.failed is None:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:  # noqa: ANN401 - the same
        """Keep the first file that could not be loaded."""
        if report.failed and self.failed is None:
            self.failed = f"{report.nodeid} (on import)"
