"""What all tests share: the Hypothesis profiles, and the examples in the docs as tests."""

import gc
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

# The same examples on every run, so that a red run is red again; `deep` looks elsewhere each time
# (pytest --hypothesis-profile=deep).
settings.register_profile("default", derandomize=True, deadline=None, max_examples=50)
settings.register_profile(
    "deep",
    derandomize=False,
    deadline=None,
    max_examples=2_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")

_PAGES: Final = Sybil(
    parsers=[PythonCodeBlockParser(), DocTestDirectiveParser(), SkipParser()],
    patterns=["*.md"],
    excludes=["changelog.d/*", "docs/_build/*"],
)
_DOCSTRINGS: Final = Sybil(
    parsers=[DocTestParser()],
    path="src",
    patterns=["*.py"],
    document_types={".py": PythonDocStringDocument},
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep coverage from what tests start: they test what an import loads and how long a thing takes.

    Only the process that hands out tests passes it on, to its workers; it runs nothing that is to be measured.
    """
    if getattr(config.option, "numprocesses", None):
        sys.settrace(None)
    else:
        for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
            os.environ.pop(name, None)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking again and again through what was collected, all of which stays."""
    gc.collect()
    gc.freeze()


# Measuring doubles what a test costs. These are most of the work, and reach no line that no other test reaches;
# `coverage report` would tell.
_NOT_MEASURED: Final = tuple(
    Path(__file__).parent / "tests" / name
    for name in (
        *("laws", "machines", "real", "documents/test_every_public_type.py", "playbooks/test_attempts.py"),
        "playbooks/test_every_sentence.py",
    )
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Set coverage aside for as long as a test runs that is not measured."""
    tracer = sys.gettrace()
    if tracer is None or not any(item.path.is_relative_to(folder) for folder in _NOT_MEASURED):
        return (yield)
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Leave the examples of a page to one worker: each goes on where the one before it ended."""
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    class ByPage(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
        def _split_scope(self, nodeid: str) -> str:
            return nodeid.partition("::line:")[0]

    return ByPage(config, log)


pytest_collect_file = (_PAGES + _DOCSTRINGS).pytest()
