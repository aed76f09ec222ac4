"""What the source is made of, and what it costs: the figures of a checkout, so that two of them can be compared.

`python -m measures` (`make figures`) reads the sources as text and trees and imports none of them, so `--root` may name
any checkout. `--json` prints the same as JSON, `--helpers` lists the functions with one caller, `--imports` and `--cpu`
measure processor time as well. `python -m measures.mutants` (`make mutants`) finds out what the tests would miss.

How things are counted:

Lines. A line of code holds a token that is neither a comment nor a docstring; a string of several lines counts on each.
A docstring is any string that stands as a statement of its own, so the texts below constants and fields are docstrings.
A comment counts where it stands, beside code too; those that a tool reads (`noqa`, `type: ignore`) are told apart.

Functions. All of them, methods and nested ones included; the length is counted from `def`, without the docstring, as
`tests/shape/test_sizes.py` does it.

Functions with one caller. Counted are functions and methods whose name begins with an underscore, and nested functions,
of which the package holds exactly one call. Calls of a function of a module are looked for in that module and in those
that import the name from it; calls of a method (`self._x`, `cls._x`, `anything._x`) in the whole package; calls of a
nested function in the function around it. Not counted, because the function could not be written where it is called:

- dunder methods, and functions with a decorator other than `staticmethod`, `classmethod`, `override`, `final`;
- functions that are passed on: the name stands anywhere as something else than what is called (an argument, an entry
  of a table, a decorator, a text that spells the name);
- functions that call themselves;
- methods of which one call may reach several (a base class calls a hook).

A function has a single expression if its body, without the docstring, is one `return` or one expression.
"Named without an underscore, exported nowhere" are functions of modules that no public module lists in its `__all__`;
they are counted apart, since other modules may have them by name.

Names. A module is public if no part of its dotted name begins with an underscore; its names are those of `__all__`.
A vocabulary is a class below `Word` that has members. A class is like a finding if its name ends as one
(`FINDING_ENDS`), or its fields are a kind, perhaps a place, and a text (`KINDS`, `TEXTS`); it is like a refusal if
its name says so (`REFUSAL_ENDS`, `REFUSALS`) or it descends from such a class.

Circles. Files of one package that import each other, directly or by way of others; imports inside functions count,
those for type checkers do not.
"""
