"""Uses that a type checker must refuse; each line says which error it wants.

Never imported: `test_typing.py` gives this file to mypy.
"""

from releasekit._words import Word
from releasekit.policy import Column, Decision, Finding, Numbers, Rule, Table, at_least, between


class GoNoGo(Word):
    GO = "go"
    NO_GO = "no-go"


class Colour(Word):
    RED = "red"


READY = Column("ready", bool)
GO = Rule("go", {"ready": True}, then=GoNoGo.GO)
TABLE = Table("x", (READY,), rules=(GO,), outcomes=GoNoGo)

Column("ready")  # want: call-arg
Column("ready", 5)  # want: arg-type
Column("ready", bool, True)  # noqa: FBT003 - the point of it  # want: call-arg
Column("ready", bool, worse="up")  # want: arg-type
Numbers(ge=0.5)  # want: arg-type
at_least("3")  # want: arg-type
at_least(0.5)  # want: arg-type
between(1, 2, closed="yes")  # want: arg-type

Rule("a", {"ready": True})  # want: call-arg
Rule("a", {1: True}, then="go")  # want: dict-item
Rule("a", {}, then=["go"])  # want: type-var
Rule("a", {}, then="go", rank="1")  # want: arg-type

Table("x", (READY,), (GO,), outcomes=GoNoGo)  # want: call-arg
Table("x", (READY,), rules=(GO,))  # want: call-arg
Table("x", (READY,), rules=(GO,), outcomes=GoNoGo, findings=())  # want: call-arg

narrow: Table[Colour] = TABLE  # want: assignment
DECISION: Decision[Colour] = TABLE.decide(ready=True)  # want: assignment
TABLE.decide(ready=True).outcome = GoNoGo.NO_GO  # want: misc
TABLE.decide(ready=True).outcome.upper()  # want: attr-defined
GO.then = GoNoGo.NO_GO  # want: misc
_ = GO.rang  # want: attr-defined
Finding("gap", "no rule")  # want: arg-type
