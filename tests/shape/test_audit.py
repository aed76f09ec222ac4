"""No answer of the library touches the machine: an audit hook listens while the tour's questions are asked."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROBE: Final = """
import sys
from examples import tour
from releasekit.playbooks import ALL
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import check, coverage, diff, generate_cases, is_no_looser, replay, Record
from releasekit.readiness import assess
from releasekit.playbooks.release_cadence import ROLLBACK_ACTIONS, ROLLBACK_MATRIX, QUICK_GUIDE
from releasekit.versions import Version, VersionRange, from_pep440, from_semver, in_order, to_pep440, to_semver

facts, states, shipped = tour._facts(), tour.states(), tour.implementation()


def ask():
    seen = []
    for state in states:
        readiness = assess(tour.candidate(state, facts), READINESS, state["at"])
        seen += [readiness.to_text(), readiness.to_html(), readiness.to_markdown(), readiness.missing]
        seen += [readiness.decision.trace(), readiness.decision.fragile(), readiness.decision.table.digest]
    for playbook in ALL:
        seen += [playbook.lint(), *(check(table) for table in playbook.all_tables)]
    cases = generate_cases(ROLLBACK_ACTIONS)
    seen += [diff(ROLLBACK_MATRIX, QUICK_GUIDE).to_text(), shipped.digest, coverage(ROLLBACK_ACTIONS, cases[1:])]
    seen += [is_no_looser(ROLLBACK_MATRIX, ROLLBACK_ACTIONS)]
    versions = in_order(map(Version.parse, ("1.0.0", "1.0.0-rc.1")))
    seen += [version.sort_key for version in versions] + [~VersionRange.parse("<1.0.0 with pre-releases")]
    ways = ((to_semver, from_semver), (to_pep440, from_pep440))
    seen += [back(there(version)) for version in versions for there, back in ways]
    records = [Record("r", case.facts, outcome=case.outcome) for case in cases]
    seen += [ROLLBACK_ACTIONS.to_html(), replay(ROLLBACK_ACTIONS, records)]
    return seen


ask()  # whatever is loaded on first use is loaded now
armed = False
heard = []


def listen(event, arguments):
    if armed and event.split(".")[0] in {"open", "socket", "subprocess", "os", "import", "shutil", "tempfile", "time"}:
        heard.append((event, arguments))


sys.addaudithook(listen)
armed = True
answers = ask()
armed = False
print(len(answers) > 50, heard)
armed = True
try:
    open("nowhere at all")
except FileNotFoundError:
    armed = False
print(len(heard))
"""


def test_no_answer_touches_the_machine() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["True []", "1"]
