"""A team writes its own go/no-go table, is told what is wrong with it, mends it, and decides."""

from releasekit import Column, Hit, Rule, Table
from releasekit.policy import MISSING, Numbers, TableError, above, at_most

columns = (Column("tests", ("green", "red")), Column("open_bugs", Numbers(ge=0), optional=True))
red = Rule("red", {"tests": "red"}, then="stop", because="nothing ships on red")
few = Rule("few bugs", {"tests": "green", "open_bugs": at_most(3)}, then="ship", because="three bugs are bearable")
many = Rule("many bugs", {"tests": "green", "open_bugs": above(4)}, then="stop", because="too many open bugs")
blind = Rule("no count", {"tests": "green", "open_bugs": MISSING}, then="ship", because="nobody counted")


def release_table(*rules: Rule[str]) -> Table[str]:
    """Prove the rules: every combination of facts has one answer, and a missing fact never helps."""
    return Table("release", columns, rules=rules, hit=Hit.UNIQUE, outcomes=("ship", "stop"), permissive=("ship",))


try:
    release_table(red, few, many, blind)
except TableError as error:
    print(error, end="\n\n")

many = many.replace(when={"tests": "green", "open_bugs": above(3)})
blind = blind.replace(then="stop", because="an unknown number of bugs is too many")
table = release_table(red, few, many, blind)

decision = table.decide(tests="green")
print(decision.to_text())
