"""Texts that somebody could send to do harm, each with what comes of it.

Run as a program: `test_hostile.py` does, with a limit on time; the limit on memory is set here.
"""

import resource
from collections.abc import Callable
from typing import Any, Final

from releasekit.documents import DocumentError, from_data, from_json, from_toml, from_yaml
from releasekit.policy import Table
from tests.documents.samples import Branch, Lists

GIGABYTE: Final = 1 << 30
MILLION: Final = 1_000_000
SOME: Final = 100_000


def told(read: Callable[..., Any], text: Any, limit: int = 100 * MILLION, cls: type = Lists) -> str:  # noqa: ANN401 - or data
    """Return the first line of the refusal, and how many problems there are besides."""
    given = {} if read is from_data else {"limit": limit}
    try:
        read(cls, text, **given)
    except DocumentError as error:
        first = str(error).partition("\n")[0]
        return f"{first[:120]} +{len(error.problems) - 1}+{error.more}"
    return "read"


def nested() -> object:
    """Return data of a class that holds itself, deeper than Python can go."""
    inner: dict[str, object] = {"name": "leaf", "branches": []}
    for _ in range(SOME):
        inner = {"name": "branch", "branches": [inner]}
    return inner


def many_words(count: int) -> object:
    """Return the data of a table with as many words as rules, each of which asks for one of them twice."""
    words = [f"w{at}" for at in range(count)]
    columns = [{"name": name, "domain": {"kind": "texts", "texts": words}} for name in ("one", "two")]
    rules = [{"id": word, "when": {"one": f'"{word}"', "two": f'"{word}"'}, "then": "hold"} for word in words]
    outcomes = {"ordered": True, "listed": ["ship", "hold"]}
    table = {"name": "many", "hit": "most_restrictive", "columns": columns, "outcomes": outcomes}
    return {"schema": 2, "table": {**table, "permissive": ["ship"], "rules": rules}}


CASES: Final[dict[str, Callable[[], str]]] = {
    "50 MB of brackets in JSON": lambda: told(from_json, "[" * 50 * MILLION),
    "50 MB of mappings in JSON": lambda: told(from_json, '{"a":' * 10 * MILLION),
    "50 MB of brackets in TOML": lambda: told(from_toml, "a = " + "[" * 50 * MILLION),
    "15 MB of tables in TOML": lambda: told(from_toml, "a = " + "{a = " * 3 * MILLION),
    "2 MB of dots in TOML": lambda: told(from_toml, "a." * MILLION + "a = 1"),
    "50 MB of brackets in YAML": lambda: told(from_yaml, "[" * 50 * MILLION),
    "50 MB of dashes in YAML": lambda: told(from_yaml, "- " * 25 * MILLION),
    "1 MB of indents in YAML": lambda: told(from_yaml, "\n".join(" " * at + "a:" for at in range(1_400))),
    "50 MB that are too long": lambda: told(from_yaml, "[" * 50 * MILLION, 250_000),
    "an anchor bomb": lambda: told(
        from_yaml, "".join(f"b{at}: &b{at} [*b{at - 1}, *b{at - 1}]\n" for at in range(1, 2_000))
    ),
    "10 MB of one text in JSON": lambda: told(from_json, '{"names": ["' + "x" * 10 * MILLION + '"]}'),
    "10 MB without an end in JSON": lambda: told(from_json, '"' + '\\"' * 5 * MILLION),
    "2 MB without an end in TOML": lambda: told(from_toml, 'a = "' + '\\"' * MILLION),
    "one text in YAML": lambda: told(from_yaml, "names: [" + "x" * SOME * 2 + "]"),
    "a number of a million digits in JSON": lambda: told(from_json, '{"few": [' + "1" * MILLION + "]}"),
    "a number of a million digits in TOML": lambda: told(from_toml, "few = [" + "1" * MILLION + "]"),
    "a number of many digits in YAML": lambda: told(from_yaml, "few: [" + "1" * SOME + "]"),
    "what is nearly a number in YAML": lambda: told(
        from_yaml, "names: [" + "1" * SOME + "x, 1" + ":59" * SOME + "x]\nfew: 0"
    ),
    "many keys of one name in JSON": lambda: told(from_json, "{" + ",".join(['"a":1'] * SOME) + "}"),
    "many keys of one name in YAML": lambda: told(from_yaml, "a: 1\n" * (SOME // 10)),
    "many unknown keys": lambda: told(from_data, {f"key{at}": 1 for at in range(SOME * 2)}),
    "many problems": lambda: told(from_data, {"names": [7] * SOME * 2}),
    "many unknown tables in TOML": lambda: told(from_toml, "".join(f"[t{at}]\n" for at in range(SOME // 10))),
    "a table of many words": lambda: told(from_data, many_words(8_000), cls=Table),
    "data nested too deep for Python": lambda: told(from_data, nested(), cls=Branch),
}


def main() -> None:
    """Print what comes of each case, within one gigabyte."""
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))
    for name, case in CASES.items():
        print(f"{name}: {case()}")  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
