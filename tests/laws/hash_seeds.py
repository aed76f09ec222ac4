"""Print all answers of pickled sheets: run under two hash seeds, the two texts must be equal.

Usage: `python -m tests.laws.hash_seeds SHEETS`, where the file holds a pickled list of sheets.
"""

import pickle
import sys
from pathlib import Path

from releasekit.documents import from_json, to_json, to_yaml
from releasekit.playbooks import ALL as PLAYBOOKS
from releasekit.policy import Draft, Hit, check, diff, generate_cases
from tests.laws.tables import ALL, built, facts_of
from tests.oracle import Point, Sheet, is_proved
from tests.strategies.policy import Grade, Verdict


def told(sheet: Sheet) -> list[str]:
    """Everything that the library says of a sheet, as text."""
    lines = [repr(finding) for finding in check(sheet.draft(), limit=ALL)]
    lines += [str(cell) for row in sheet.draft().rules for _, cell in row.when]
    text = to_json(sheet.draft())
    lines += [text, from_json(Draft, text, vocabularies=(Grade, Verdict)).digest]
    if not is_proved(sheet):
        return lines
    table = built(sheet)
    lines.append(table.digest)
    if sheet.hit is Hit.COLLECT:
        return lines + [repr([one.outcome for one in table.collect(facts_of(sheet, p))]) for p in sheet.points[:20]]
    lines += [repr(case.outcome) + repr(case.facts) for case in generate_cases(table)]
    smaller = sheet.with_rows(sheet.rows[1:])
    lines += [repr(one) for one in diff(sheet.draft(), smaller.draft()).differences]
    return lines + [line for point in sheet.points[:20] for line in answered(sheet, point)]


def answered(sheet: Sheet, point: Point) -> list[str]:
    """What a decision says of itself."""
    decision = built(sheet).decide(facts_of(sheet, point))
    near = [decision.nearest(outcome) for outcome in sheet.outcomes]
    return [repr(decision.outcome), repr(decision.reasons), repr(decision.facts), repr(near), repr(decision.fragile())]


def main(path: str) -> None:
    """Print what is told of each sheet, and the shipped playbooks as documents."""
    for playbook in PLAYBOOKS:
        sys.stdout.write(to_yaml(playbook) + playbook.digest + "\n")
    for sheet in pickle.loads(Path(path).read_bytes()):  # noqa: S301 - the test wrote them
        sys.stdout.write("\n".join(told(sheet)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
