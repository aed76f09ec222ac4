"""What people get wrong in documents, each with what they are told: every problem, its place, and what was expected."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from releasekit.documents import DocumentError, from_json, from_toml, from_yaml
from tests.documents.samples import KINDS, Branch, Card, Lists, Span

ROWS: Final = (
    pytest.param(
        from_json, Card, "",
        (
            "line 1, column 1: the end of the document; expected a value",
        ),
        id="json: nothing",
    ),
    pytest.param(
        from_json, Card, "{",
        (
            "line 1, column 2: the end of the document; expected a key in double quotes or `}`",
        ),
        id="json: an open mapping",
    ),
    pytest.param(
        from_json, Card, '{"names": ["a",',
        (
            "line 1, column 16: the end of the document; expected a value",
        ),
        id="json: an open list",
    ),
    pytest.param(
        from_json, Card, '{"text" "a"}',
        (
            'line 1, column 9: `"a"`; expected `:`',
        ),
        id="json: no colon",
    ),
    pytest.param(
        from_json, Card, '{"text": "a",}',
        (
            "line 1, column 14: `}`; expected a key in double quotes",
        ),
        id="json: a comma too many",
    ),
    pytest.param(
        from_json, Card, '{"names": ["a" "b"]}',
        (
            'line 1, column 16: `"b"`; expected `,` or `]`',
        ),
        id="json: no comma",
    ),
    pytest.param(
        from_json, Card, '{"flag": tru}',
        (
            "line 1, column 10: `t`; expected a value",
        ),
        id="json: half a word",
    ),
    pytest.param(
        from_json, Card, '{"text": "a}',
        (
            'line 1, column 10: a text that is not closed; expected `"`',
        ),
        id="json: an open text",
    ),
    pytest.param(
        from_json, Card, '{"text": "\\x41"}',
        (
            'line 1, column 11: an escape that JSON does not have; expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
        ),
        id="json: an unknown escape",
    ),
    pytest.param(
        from_json, Card, '{"text": "a\nb"}',
        (
            "line 1, column 12: a control character, U+000A, in a text; expected an escape",
        ),
        id="json: a line break in a text",
    ),
    pytest.param(
        from_json, Card, '{"count": 0777}',
        (
            "line 1, column 12: `777`; expected `,` or `}`",
        ),
        id="json: a leading zero",
    ),
    pytest.param(
        from_json, Card, '{"rate": 1.}',
        (
            "line 1, column 11: `.`; expected `,` or `}`",
        ),
        id="json: a bare point",
    ),
    pytest.param(
        from_json, Card, '{"rate": NaN}',
        (
            "line 1, column 10: `NaN` is not a JSON number; expected a value",
        ),
        id="json: NaN",
    ),
    pytest.param(
        from_json, Card, '{"rate": -Infinity}',
        (
            "line 1, column 10: `-Infinity` is not a JSON number; expected a value",
        ),
        id="json: infinity",
    ),
    pytest.param(
        from_json, Card, '{"text": "a"}\n{}',
        (
            "line 2, column 1: `{`; expected the end of the document",
        ),
        id="json: more after the end",
    ),
    pytest.param(
        from_json, Card, "\ufeff{}",
        (
            "line 1, column 1: a byte order mark; expected UTF-8 without it",
        ),
        id="json: a byte order mark",
    ),
    pytest.param(
        from_json, Card, '{"text": "a",\n "names": [],\n "text": "b", "names": []}',
        (
            "line 3, column 2: /text: the key is there twice; expected it once",
            "line 3, column 15: /names: the key is there twice; expected it once",
        ),
        id="json: a key twice",
    ),
    pytest.param(
        from_json, Card, '{"claim": {"consumer": "a", "consumer": "b"}}',
        (
            "line 1, column 29: /claim/consumer: the key is there twice; expected it once",
        ),
        id="json: a key twice inside",
    ),
    pytest.param(
        from_json, Card, '{"text": "\\ud83d"}',
        (
            "line 1, column 10: half of a surrogate pair in a text; expected whole characters",
        ),
        id="json: an escaped half of a pair",
    ),
    pytest.param(
        from_json, Card, '{"text": "\ud83d"}',
        (
            "line 1, column 11: half of a surrogate pair, U+D83D; expected whole characters",
        ),
        id="json: half of a pair",
    ),
    pytest.param(
        from_json, Card, "{'text': 1}",
        (
            "line 1, column 2: `'`; expected a key in double quotes or `}`",
        ),
        id="json: single quotes",
    ),
    pytest.param(
        from_json, Card, "{1: 2}",
        (
            "line 1, column 2: `1`; expected a key in double quotes or `}`",
        ),
        id="json: a number as key",
    ),
    pytest.param(
        from_json, Card, "// c\n{}",
        (
            "line 1, column 1: `/`; expected a value",
        ),
        id="json: a comment",
    ),
    pytest.param(
        from_json, Card, '{"count": ' + "1" * 1001 + "}",
        (
            "line 1, column 11: `1111111111111111111111111111111111111111…`; expected a number of at most 1 000 digits",
        ),
        id="json: a number too long",
    ),
    pytest.param(
        from_json, Card, '{"rate": 1e99999}',
        (
            "line 1, column 10: `1e99999`; expected a number of at most 1 000 digits",
        ),
        id="json: an exponent too long",
    ),
    pytest.param(
        from_json, Card, '{"text": "a"\x00}',
        (
            "line 1, column 13: the character U+0000; expected `,` or `}`",
        ),
        id="json: a null character",
    ),
    pytest.param(
        from_json, Card, "[]",
        (
            "line 1, column 1: a list; expected a mapping (card)",
        ),
        id="json: a list",
    ),
    pytest.param(
        from_json, Card, '"card"',
        (
            'line 1, column 1: `"card"`; expected a mapping (card)',
        ),
        id="json: a text",
    ),
    pytest.param(
        from_json, Card, '{"text": 7}',
        (
            "line 1, column 10: /text: `7`; expected a text",
        ),
        id="json: a number for a text",
    ),
    pytest.param(
        from_json, Card, '{"count": "7"}',
        (
            'line 1, column 11: /count: `"7"`; expected a whole number',
        ),
        id="json: a text for a number",
    ),
    pytest.param(
        from_json, Card, '{"count": true}',
        (
            "line 1, column 11: /count: `true`; expected a whole number",
        ),
        id="json: true for a number",
    ),
    pytest.param(
        from_json, Card, '{"flag": 1}',
        (
            "line 1, column 10: /flag: `1`; expected true or false",
        ),
        id="json: 1 for true",
    ),
    pytest.param(
        from_json, Card, '{"count": 1.0}',
        (
            "line 1, column 11: /count: `1.0`; expected a whole number",
        ),
        id="json: a point in a whole number",
    ),
    pytest.param(
        from_json, Card, '{"count": 1e2}',
        (
            "line 1, column 11: /count: `1E+2`; expected a whole number",
        ),
        id="json: an exponent in a whole number",
    ),
    pytest.param(
        from_json, Card, '{"names": "ab"}',
        (
            'line 1, column 11: /names: `"ab"`; expected a list',
        ),
        id="json: a text for a list",
    ),
    pytest.param(
        from_json, Card, '{"names": {"a": "b"}}',
        (
            "line 1, column 11: /names: a mapping; expected a list",
        ),
        id="json: a mapping for a list",
    ),
    pytest.param(
        from_json, Card, '{"text": null}',
        (
            "line 1, column 10: /text: no value; expected a text",
        ),
        id="json: null for a text",
    ),
    pytest.param(
        from_json, Card, '{"names": ["a", null]}',
        (
            "line 1, column 17: /names/1: no value; expected a text",
        ),
        id="json: null in a list",
    ),
    pytest.param(
        from_json, Card, '{"txt": "a"}',
        (
            "line 1, column 2: /txt: unknown key; did you mean `text`?",
        ),
        id="json: a misspelt key",
    ),
    pytest.param(
        from_json, Card, '{"claim": {"consumer": "a", "consumer_sha": "b", "producer_sha": "c", "zzz": 1}}',
        (
            "line 1, column 71: /claim/zzz: unknown key; expected one of consumer, consumer_sha, producer_sha, vendored_sha, schema_version",
        ),
        id="json: an unknown key",
    ),
    pytest.param(
        from_json, Card, '{"claim": {"consumer": "a"}}',
        (
            "line 1, column 11: /claim: the key `consumer_sha` is missing; expected a text",
            "line 1, column 11: /claim: the key `producer_sha` is missing; expected a text",
        ),
        id="json: a missing key",
    ),
    pytest.param(
        from_json, Card, '{"claim": {"consumer": "a", "consumer_sha": "b", "producer_sah": "c"}}',
        (
            "line 1, column 50: /claim/producer_sah: unknown key; did you mean `producer_sha`?",
        ),
        id="json: a misspelt key that must be there",
    ),
    pytest.param(
        from_json, Card, '{"light": "gren"}',
        (
            'line 1, column 11: /light: `"gren"`; expected one of on, no, 10, green; did you mean `green`?',
        ),
        id="json: a misspelt word",
    ),
    pytest.param(
        from_json, Card, '{"lights": ["on", "green", "on"]}',
        (
            'line 1, column 28: /lights/2: `"on"` is there twice; expected it once',
        ),
        id="json: a word twice in a set",
    ),
    pytest.param(
        from_json, Card, '{"pair": ["a", 1, 2]}',
        (
            "line 1, column 10: /pair: a list of 3; expected a list of 2: a text, a whole number",
        ),
        id="json: a pair of three",
    ),
    pytest.param(
        from_json, Card, '{"pair": ["a", "b"]}',
        (
            'line 1, column 16: /pair/1: `"b"`; expected a whole number',
        ),
        id="json: a pair with a wrong part",
    ),
    pytest.param(
        from_json, Card, '{"soak": {"count": 1}}',
        (
            "line 1, column 10: /soak: a mapping; expected a mapping whose `kind` is one of full_runs, elapsed",
        ),
        id="json: no kind",
    ),
    pytest.param(
        from_json, Card, '{"soak": {"kind": "elapsd"}}',
        (
            'line 1, column 19: /soak/kind: `"elapsd"`; expected one of full_runs, elapsed; did you mean `elapsed`?',
        ),
        id="json: an unknown kind",
    ),
    pytest.param(
        from_json, Card, '{"soak": {"kind": "full_runs", "length": "PT1H"}}',
        (
            "line 1, column 32: /soak/length: unknown key; expected one of count",
        ),
        id="json: another kind's key",
    ),
    pytest.param(
        from_json, Card, '{"soak": {"kind": 1}}',
        (
            "line 1, column 19: /soak/kind: `1`; expected one of full_runs, elapsed",
        ),
        id="json: a kind that is no text",
    ),
    pytest.param(
        from_json, Card, '{"day": "2026-02-30"}',
        (
            'line 1, column 9: /day: `"2026-02-30"`; expected a day such as 2026-01-31',
        ),
        id="json: a day that is none",
    ),
    pytest.param(
        from_json, Card, '{"day": "2026-2-3"}',
        (
            'line 1, column 9: /day: `"2026-2-3"`; expected a day such as 2026-01-31',
        ),
        id="json: a short day",
    ),
    pytest.param(
        from_json, Card, '{"day": "2026-02-03T00:00:00Z"}',
        (
            'line 1, column 9: /day: `"2026-02-03T00:00:00Z"`; expected a day such as 2026-01-31',
        ),
        id="json: a day with a time",
    ),
    pytest.param(
        from_json, Card, '{"at": "2026-02-03T12:00:00"}',
        (
            'line 1, column 8: /at: `"2026-02-03T12:00:00"`; expected an instant with its zone, such as 2026-01-31T12:00:00Z',
        ),
        id="json: an instant without zone",
    ),
    pytest.param(
        from_json, Card, '{"at": "2026-02-30T12:00:00Z"}',
        (
            'line 1, column 8: /at: `"2026-02-30T12:00:00Z"`; expected an instant that the calendar has',
        ),
        id="json: an instant that is none",
    ),
    pytest.param(
        from_json, Card, '{"at": "0001-01-01T00:00:00+23:59"}',
        (
            'line 1, column 8: /at: `"0001-01-01T00:00:00+23:59"`; expected an instant in the years 1 to 9999 in UTC',
        ),
        id="json: an instant beyond time",
    ),
    pytest.param(
        from_json, Card, '{"at": "2026-02-03"}',
        (
            'line 1, column 8: /at: `"2026-02-03"`; expected an instant, such as 2026-01-31T12:00:00Z',
        ),
        id="json: a day for an instant",
    ),
    pytest.param(
        from_json, Card, '{"length": "2 days"}',
        (
            'line 1, column 12: /length: `"2 days"`; expected a duration such as P14D or PT1H30M',
        ),
        id="json: a duration in words",
    ),
    pytest.param(
        from_json, Card, '{"length": "P999999999DT24H"}',
        (
            'line 1, column 12: /length: `"P999999999DT24H"`; expected a duration of at most 999999999 days',
        ),
        id="json: a duration beyond time",
    ),
    pytest.param(
        from_json, Card, '{"rate": "ten"}',
        (
            'line 1, column 10: /rate: `"ten"`; expected a decimal number of at most 1 000 digits',
        ),
        id="json: a decimal in words",
    ),
    pytest.param(
        from_json, Card, '{"rate": "1e3"}',
        (
            'line 1, column 10: /rate: `"1e3"`; expected a decimal number of at most 1 000 digits',
        ),
        id="json: a decimal with an exponent",
    ),
    pytest.param(
        from_json, Card, '{"third": "1/0"}',
        (
            'line 1, column 11: /third: `"1/0"`; expected a fraction such as 1/3, or a whole number',
        ),
        id="json: a fraction by zero",
    ),
    pytest.param(
        from_json, Card, '{"version": "1.10"}',
        (
            'line 1, column 13: /version: version is `"1.10"`; at position 4 expected three numbers, not 2',
        ),
        id="json: a short version",
    ),
    pytest.param(
        from_json, Card, '{"percent": "mising"}',
        (
            'line 1, column 13: /percent: `"mising"`; expected a decimal number of at most 1 000 digits or `missing`; did you mean `missing`?',
        ),
        id="json: neither a number nor missing",
    ),
    pytest.param(
        from_json, Card, '{"share": 101}',
        (
            "line 1, column 11: /share: `101`; expected a whole number, at least 0, at most 100",
        ),
        id="json: beyond a limit",
    ),
    pytest.param(
        from_json, Card, '{"name": " a"}',
        (
            'line 1, column 10: /name: `" a"`; expected a text, length at least 1, length at most 200, printable, without spaces around it',
        ),
        id="json: a name with spaces around",
    ),
    pytest.param(
        from_json, Card, '{"share": 101, "count": "7",\n "light": "gren",\n "claim": {"consumer": "a b"}}',
        (
            "line 1, column 11: /share: `101`; expected a whole number, at least 0, at most 100",
            'line 1, column 25: /count: `"7"`; expected a whole number',
            'line 2, column 11: /light: `"gren"`; expected one of on, no, 10, green; did you mean `green`?',
            "line 3, column 11: /claim: the key `consumer_sha` is missing; expected a text",
            "line 3, column 11: /claim: the key `producer_sha` is missing; expected a text",
        ),
        id="json: all at once",
    ),
    pytest.param(
        from_json, Span, '{"schema": 4, "span": {"low": 2, "high": 1}}',
        (
            "line 1, column 23: /span: a span cannot end before it starts",
            "line 1, column 31: /span/low: `2`; expected at most high",
        ),
        id="json: a check across fields",
    ),
    pytest.param(
        from_json, Card, '{"claim": {"consumer": "a b", "consumer_sha": "b", "producer_sha": "c"}}',
        (
            'line 1, column 24: /claim/consumer: `"a b"`; expected no space, `@` or `+`, and not `-` alone',
        ),
        id="json: a field that a class names",
    ),
    pytest.param(
        from_json, Span, '{"span": {"low": 1, "high": 2}}',
        (
            "line 1, column 1: the key `schema` is missing; expected 2 to 4",
        ),
        id="json: no schema",
    ),
    pytest.param(
        from_json, Span, '{"schema": "4", "span": {"low": 1, "high": 2}}',
        (
            'line 1, column 12: /schema: `"4"`; expected 2 to 4',
        ),
        id="json: a schema in quotes",
    ),
    pytest.param(
        from_json, Span, '{"schema": true, "span": {"low": 1, "high": 2}}',
        (
            "line 1, column 12: /schema: `true`; expected 2 to 4",
        ),
        id="json: a schema that is true",
    ),
    pytest.param(
        from_json, Span, '{"schema": 4.0, "span": {"low": 1, "high": 2}}',
        (
            "line 1, column 12: /schema: `4.0`; expected 2 to 4",
        ),
        id="json: a schema with a point",
    ),
    pytest.param(
        from_json, Span, '{"schema": 5, "span": {"low": 1, "high": 2}}',
        (
            "line 1, column 12: /schema: `5` from a later edition; expected 2 to 4",
        ),
        id="json: a later schema",
    ),
    pytest.param(
        from_json, Span, '{"schema": 1, "span": {}}',
        (
            "line 1, column 12: /schema: `1`; expected 2 to 4",
        ),
        id="json: a schema too old",
    ),
    pytest.param(
        from_json, Span, '{"schema": 3, "span": {"low": 1}}',
        (
            "line 1, column 23: /span: these are not the fields of edition 3; expected those that edition 4 is made from",
        ),
        id="json: an older edition without its fields",
    ),
    pytest.param(
        from_json, Span, '{"low": 1, "high": 2}',
        (
            "line 1, column 1: the key `span` is missing; expected the fields of the document under it",
            "line 1, column 1: the key `schema` is missing; expected 2 to 4",
            "line 1, column 2: /low: unknown key; expected only `schema` and `span`",
            "line 1, column 12: /high: unknown key; expected only `schema` and `span`",
        ),
        id="json: bare fields",
    ),
    pytest.param(
        from_json, Span, '{"schema": 4, "spam": {"low": 1, "high": 2}}',
        (
            "line 1, column 15: /spam: unknown key; did you mean `span`?",
        ),
        id="json: a misspelt kind of document",
    ),
    pytest.param(
        from_json, Span, "[1]",
        (
            "line 1, column 1: a list; expected a mapping with `schema` and `span`",
        ),
        id="json: a document that is a list",
    ),
    pytest.param(
        from_json, Span, '{"schema": 3, "span": [1]}',
        (
            "line 1, column 23: /span: a list; expected a mapping (span)",
        ),
        id="json: fields that are a list",
    ),
    pytest.param(
        from_json, Branch, '{"schema": 1, "tree_of_branches": ' + "[" * 64 + "]" * 64 + "}",
        (
            "line 1, column 98: lists and mappings nested deeper than 64",
        ),
        id="json: one level too deep",
    ),
    pytest.param(
        from_json, Card, '"' + "x" * 1_000_000 + '"',
        (
            "a text of 1000002 characters; expected at most 1000000",
        ),
        id="json: a text too long",
    ),
    pytest.param(
        from_toml, Card, "text",
        (
            "line 1, column 5: expected '=' after a key in a key/value pair",
        ),
        id="toml: no value",
    ),
    pytest.param(
        from_toml, Card, "text = ",
        (
            "line 1, column 8: the end of the document; expected a value",
        ),
        id="toml: an open value",
    ),
    pytest.param(
        from_toml, Card, 'names = ["a",',
        (
            "line 1, column 14: the end of the document; expected a value",
        ),
        id="toml: an open list",
    ),
    pytest.param(
        from_toml, Card, "[claim",
        (
            "line 1, column 7: expected ']' at the end of a table declaration",
        ),
        id="toml: an open header",
    ),
    pytest.param(
        from_toml, Card, 'text = "a',
        (
            "line 1, column 10: a text that is not closed; expected the closing quote",
        ),
        id="toml: an open text",
    ),
    pytest.param(
        from_toml, Card, "text = '''a",
        (
            "line 1, column 12: a text that is not closed; expected the closing quote",
        ),
        id="toml: an open long text",
    ),
    pytest.param(
        from_toml, Card, 'text = "a"\ntext = "b"\n',
        (
            "line 2, column 11: the key is there already; expected it once",
        ),
        id="toml: a key twice",
    ),
    pytest.param(
        from_toml, Card, "[claim]\n[claim]\n",
        (
            "line 2, column 7: the table is there already; expected it once",
        ),
        id="toml: a table twice",
    ),
    pytest.param(
        from_toml, Card, 'text = "12:00:00.1234567" # 12:00:00.1234567\nat = 2026-03-02T09:30:00.1234567Z\n',
        (
            "line 2, column 23: 7 digits after the point of a second; expected at most 6",
        ),
        id="toml: a second of seven digits",
    ),
    pytest.param(
        from_toml, Card, "count = 0777",
        (
            "line 1, column 10: expected newline or end of document after a statement",
        ),
        id="toml: a leading zero",
    ),
    pytest.param(
        from_toml, Card, "light = green",
        (
            "line 1, column 9: not a TOML value; quote it if it is text",
        ),
        id="toml: a text without quotes",
    ),
    pytest.param(
        from_toml, Card, 'text = "\\ud83d"',
        (
            "line 1, column 15: escaped character is not a Unicode scalar value",
        ),
        id="toml: half of a pair",
    ),
    pytest.param(
        from_toml, Card, 'text = "a\x07"',
        (
            "line 1, column 10: illegal character '\\x07'",
        ),
        id="toml: a control character",
    ),
    pytest.param(
        from_toml, Card, '\ufefftext = "a"',
        (
            "line 1, column 1: a byte order mark; expected UTF-8 without it",
        ),
        id="toml: a byte order mark",
    ),
    pytest.param(
        from_toml, Card, "# a card\ntext = 2026-01-31",
        (
            "line 2, column 1: /text: `2026-01-31`; expected a text",
        ),
        id="toml: a day for a text",
    ),
    pytest.param(
        from_toml, Card, "at = 2026-02-03T12:00:00",
        (
            "line 1, column 1: /at: `2026-02-03T12:00:00`; expected an instant with its zone, such as 2026-01-31T12:00:00Z",
        ),
        id="toml: a local instant",
    ),
    pytest.param(
        from_toml, Card, "at = 2026-02-03",
        (
            "line 1, column 1: /at: `2026-02-03`; expected an instant with its zone, such as 2026-01-31T12:00:00Z",
        ),
        id="toml: a day for an instant",
    ),
    pytest.param(
        from_toml, Card, "day = 2026-02-03T12:00:00Z",
        (
            "line 1, column 1: /day: `2026-02-03T12:00:00+00:00`; expected a day such as 2026-01-31",
        ),
        id="toml: an instant for a day",
    ),
    pytest.param(
        from_toml, Card, "day = 12:00:00",
        (
            "line 1, column 1: /day: a time; expected a day such as 2026-01-31",
        ),
        id="toml: a time for a day",
    ),
    pytest.param(
        from_toml, Card, "rate = inf",
        (
            "line 1, column 1: /rate: `Infinity`; expected a decimal number of at most 1 000 digits",
        ),
        id="toml: infinity",
    ),
    pytest.param(
        from_toml, Card, "count = " + "1" * 1001,
        (
            "line 1, column 9: a number of more than 1000 digits",
        ),
        id="toml: a number too long",
    ),
    pytest.param(
        from_toml, Card, "rate = 1e99999",
        (
            "line 1, column 1: a number of more than 1000 digits, or with an exponent of more than four",
        ),
        id="toml: an exponent too long",
    ),
    pytest.param(
        from_toml, Card, "count = 0x" + "f" * 900,
        (
            "line 1, column 1: /count: `int of 3600 bits`; expected a whole number of at most 1 000 digits",
        ),
        id="toml: a hexadecimal number too long",
    ),
    pytest.param(
        from_toml, Card, "count = 1.0",
        (
            "line 1, column 1: /count: `1.0`; expected a whole number",
        ),
        id="toml: a point in a whole number",
    ),
    pytest.param(
        from_toml, Card, 'name = "a"\ntext = 7',
        (
            "line 2, column 1: /text: `7`; expected a text",
        ),
        id="toml: a number for a text",
    ),
    pytest.param(
        from_toml, Card, 'text = "a"\n\n[claim]\nconsumer = "a"\nconsumer_sha = "b"\nproducer_sah = "c"',
        (
            "line 6, column 1: /claim/producer_sah: unknown key; did you mean `producer_sha`?",
        ),
        id="toml: a misspelt key in a table",
    ),
    pytest.param(
        from_toml, Card, '\nclaim = { consumer = "a",\tconsumer_sha = 7, producer_sha = "c" }',
        (
            "line 2, column 1: /claim/consumer_sha: `7`; expected a text",
        ),
        id="toml: a wrong part of an inline table",
    ),
    pytest.param(
        from_toml, Lists, '[[claims]]\nconsumer = "a"\nconsumer_sha = "b"\nproducer_sha = "c"\n\n[[claims]]\nconsumer = "a"\n"consumer_sha" = 7\nproducer_sha = "c"\n',
        (
            "line 1, column 1: the key `names` is missing; expected a list of which each is a text",
            "line 1, column 1: the key `lights` is missing; expected a list of which each is one of on, no, 10, green",
            "line 1, column 1: the key `pair` is missing; expected a list of 2: a text, a whole number",
            "line 1, column 1: the key `pairs` is missing; expected a list of which each is a list of 2: a text, true or false",
            "line 8, column 1: /claims/1/consumer_sha: `7`; expected a text",
        ),
        id="toml: a wrong row of an array of tables",
    ),
    pytest.param(
        from_toml, Branch, "a = " + "[" * 64 + "[",
        (
            "line 1, column 69: arrays and tables nested deeper than 64",
        ),
        id="toml: one level too deep",
    ),
    pytest.param(
        from_toml, Branch, "a" + ".a" * 64 + " = 1",
        (
            "line 1, column 1: tables nested deeper than 64",
        ),
        id="toml: a key with too many steps",
    ),
    pytest.param(
        from_yaml, Card, "",
        (
            "no value; expected a mapping (card)",
        ),
        id="yaml: nothing",
    ),
    pytest.param(
        from_yaml, Card, "text: a\nname: b\ntext: c\n",
        (
            "line 3, column 1: /text: the key is there twice; expected it once",
        ),
        id="yaml: a key twice",
    ),
    pytest.param(
        from_yaml, Card, "{text: a, text: b}",
        (
            "line 1, column 11: /text: the key is there twice; expected it once",
        ),
        id="yaml: a key twice in braces",
    ),
    pytest.param(
        from_yaml, Card, "text: !!str a",
        (
            "line 1, column 7: /text: a tag, `tag:yaml.org,2002:str`; expected the value alone",
        ),
        id="yaml: a tag",
    ),
    pytest.param(
        from_yaml, Card, "text: !secret a",
        (
            "line 1, column 7: /text: a tag, `!secret`; expected the value alone",
        ),
        id="yaml: a tag of its own",
    ),
    pytest.param(
        from_yaml, Card, "text: &a b",
        (
            "line 1, column 7: /text: an anchor, `&a`; expected the value alone",
        ),
        id="yaml: an anchor",
    ),
    pytest.param(
        from_yaml, Card, "names: [&a b, *a]",
        (
            "line 1, column 9: /names/0: an anchor, `&a`; expected the value alone",
            "line 1, column 15: /names/1: an alias, `*a`; expected the value itself",
        ),
        id="yaml: an alias",
    ),
    pytest.param(
        from_yaml, Card, "claim:\n  <<: a\n",
        (
            "line 2, column 3: /claim/<<: a merge key; expected the keys themselves",
        ),
        id="yaml: a merge key",
    ),
    pytest.param(
        from_yaml, Card, "text: a\n---\ntext: b\n",
        (
            "line 2, column 1: a second document; expected one",
        ),
        id="yaml: two documents",
    ),
    pytest.param(
        from_yaml, Card, "%YAML 1.2\n---\ntext: a\n",
        (
            "line 1, column 1: a directive; expected none",
        ),
        id="yaml: a directive",
    ),
    pytest.param(
        from_yaml, Card, "? [a]\n: b\n",
        (
            "line 1, column 3: a key that is not text; expected text",
        ),
        id="yaml: a key that is a list",
    ),
    pytest.param(
        from_yaml, Card, "claim:\n\tconsumer: a\n",
        (
            "line 2, column 1: a tab; expected blanks",
        ),
        id="yaml: a tab for an indent",
    ),
    pytest.param(
        from_yaml, Card, "text:\ta\n",
        (
            "line 1, column 6: a tab; expected blanks",
        ),
        id="yaml: a tab after a colon",
    ),
    pytest.param(
        from_yaml, Card, "text: a\x07\n",
        (
            "line 1, column 8: the character U+0007; expected an escape in double quotes",
        ),
        id="yaml: a control character",
    ),
    pytest.param(
        from_yaml, Card, "\ufefftext: a\n",
        (
            "line 1, column 1: a byte order mark; expected UTF-8 without it",
        ),
        id="yaml: a byte order mark",
    ),
    pytest.param(
        from_yaml, Card, 'text: "a\u2028b"\n',
        (
            "line 1, column 9: a line break, U+2028, that not all readers know; expected an escape",
        ),
        id="yaml: a line break of Unicode",
    ),
    pytest.param(
        from_yaml, Card, 'text: "\\U99999999"\n',
        (
            "line 1, column 10: a number or an escape that is out of range",
        ),
        id="yaml: an escape beyond Unicode",
    ),
    pytest.param(
        from_yaml, Card, 'text: "\\ud83d"\n',
        (
            "line 1, column 7: /text: half of a surrogate pair in a text; expected whole characters",
        ),
        id="yaml: half of a pair",
    ),
    pytest.param(
        from_yaml, Card, "names: [a, b\n",
        (
            "line 2, column 1: the end of the document; expected ',' or ']'",
        ),
        id="yaml: an open list",
    ),
    pytest.param(
        from_yaml, Card, 'text: "a\n',
        (
            "line 2, column 1: the end of the document; expected the closing quote",
        ),
        id="yaml: an open text",
    ),
    pytest.param(
        from_yaml, Card, "text: a: b\n",
        (
            "line 1, column 8: a `:` is not allowed here; quote a text that has `: ` in it",
        ),
        id="yaml: a second colon",
    ),
    pytest.param(
        from_yaml, Card, "text: a\n  name: b\n",
        (
            "line 2, column 7: a `:` is not allowed here; quote a text that has `: ` in it",
        ),
        id="yaml: an indent too many",
    ),
    pytest.param(
        from_yaml, Card, "claim:\n    consumer: a\n  consumer_sha: b\n",
        (
            "line 3, column 3: a line that is not indented like those around it",
        ),
        id="yaml: an indent too few",
    ),
    pytest.param(
        from_yaml, Card, "text: a\nname\n",
        (
            "line 3, column 1: a line without `:`; expected a key and its value",
        ),
        id="yaml: no colon",
    ),
    pytest.param(
        from_yaml, Card, "text: @a\n",
        (
            "line 1, column 7: a text cannot start with `@`; quote it",
        ),
        id="yaml: an at sign",
    ),
    pytest.param(
        from_yaml, Card, "on: a\n",
        (
            "line 1, column 1: /on: YAML reads `on` as true or false; quote it to make it a key",
        ),
        id="yaml: on as a key",
    ),
    pytest.param(
        from_yaml, Card, "text: no\n",
        (
            "line 1, column 7: /text: YAML reads `no` as true or false; quote it to make it text",
        ),
        id="yaml: no for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: y\n",
        (
            "line 1, column 7: /text: YAML reads `y` as true or false; quote it to make it text",
        ),
        id="yaml: y for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: true\n",
        (
            "line 1, column 7: /text: YAML reads `true` as true or false; quote it to make it text",
        ),
        id="yaml: true for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: null\n",
        (
            "line 1, column 7: /text: YAML reads `null` as no value; quote it to make it text",
        ),
        id="yaml: null for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: ~\n",
        (
            "line 1, column 7: /text: YAML reads `~` as no value; quote it to make it text",
        ),
        id="yaml: a tilde for a text",
    ),
    pytest.param(
        from_yaml, Card, "text:\n",
        (
            'line 1, column 6: /text: no value; expected text, for example `""`',
        ),
        id="yaml: nothing for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 7\n",
        (
            "line 1, column 7: /text: YAML reads `7` as a number; quote it to make it text",
        ),
        id="yaml: a number for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 0777\n",
        (
            "line 1, column 7: /text: YAML reads `0777` as a number; quote it to make it text",
        ),
        id="yaml: an octal number for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 0o17\n",
        (
            "line 1, column 7: /text: YAML reads `0o17` as a number; quote it to make it text",
        ),
        id="yaml: a new octal number for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 1.10\n",
        (
            "line 1, column 7: /text: YAML reads `1.10` as a number; quote it to make it text",
        ),
        id="yaml: 1.10 for a text",
    ),
    pytest.param(
        from_yaml, Card, "version: 1.10\n",
        (
            "line 1, column 10: /version: `1.10`; expected a version such as 1.4.0-rc.2",
        ),
        id="yaml: 1.10 for a version",
    ),
    pytest.param(
        from_yaml, Card, "text: 12e4567\n",
        (
            "line 1, column 7: /text: YAML reads `12e4567` as a number; quote it to make it text",
        ),
        id="yaml: a commit that is a number",
    ),
    pytest.param(
        from_yaml, Card, "text: 1_000\n",
        (
            "line 1, column 7: /text: YAML reads `1_000` as a number; quote it to make it text",
        ),
        id="yaml: underlines in a number for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 22:30\n",
        (
            "line 1, column 7: /text: YAML reads `22:30` as a number to base 60; quote it to make it text",
        ),
        id="yaml: a time for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 2026-01-31\n",
        (
            "line 1, column 7: /text: YAML reads `2026-01-31` as a date; quote it to make it text",
        ),
        id="yaml: a day for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: 2026-01-31 12:00:00\n",
        (
            "line 1, column 7: /text: YAML reads `2026-01-31 12:00:00` as a date; quote it to make it text",
        ),
        id="yaml: an instant for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: -.inf\n",
        (
            "line 1, column 7: /text: YAML reads `-.inf` as a number; quote it to make it text",
        ),
        id="yaml: infinity for a text",
    ),
    pytest.param(
        from_yaml, Card, "text: =\n",
        (
            "line 1, column 7: /text: YAML reads `=` as a default value; quote it to make it text",
        ),
        id="yaml: an equals sign for a text",
    ),
    pytest.param(
        from_yaml, Card, "flag: yes\n",
        (
            "line 1, column 7: /flag: `yes`; expected true or false",
        ),
        id="yaml: yes for true",
    ),
    pytest.param(
        from_yaml, Card, "flag: True\n",
        (
            "line 1, column 7: /flag: `True`; expected true or false",
        ),
        id="yaml: True for true",
    ),
    pytest.param(
        from_yaml, Card, 'flag: "true"\n',
        (
            'line 1, column 7: /flag: `"true"`; expected true or false',
        ),
        id="yaml: a quoted true",
    ),
    pytest.param(
        from_yaml, Card, "count: 0777\n",
        (
            "line 1, column 8: /count: `0777`; expected a whole number",
        ),
        id="yaml: an octal number",
    ),
    pytest.param(
        from_yaml, Card, "count: 0x1F\n",
        (
            "line 1, column 8: /count: `0x1F`; expected a whole number",
        ),
        id="yaml: a hexadecimal number",
    ),
    pytest.param(
        from_yaml, Card, "count: 1_000\n",
        (
            "line 1, column 8: /count: `1_000`; expected a whole number",
        ),
        id="yaml: underlines in a number",
    ),
    pytest.param(
        from_yaml, Card, "count: 22:30\n",
        (
            "line 1, column 8: /count: `22:30`; expected a whole number",
        ),
        id="yaml: a number to base 60",
    ),
    pytest.param(
        from_yaml, Card, "count: +7\n",
        (
            "line 1, column 8: /count: `+7`; expected a whole number",
        ),
        id="yaml: a plus sign",
    ),
    pytest.param(
        from_yaml, Card, 'count: "7"\n',
        (
            'line 1, column 8: /count: `"7"`; expected a whole number',
        ),
        id="yaml: a quoted number",
    ),
    pytest.param(
        from_yaml, Card, "count: " + "1" * 1001 + "\n",
        (
            "line 1, column 8: /count: `11111111111111111111111111111111111111111111111111111111111…`; expected a whole number",
        ),
        id="yaml: a number too long",
    ),
    pytest.param(
        from_yaml, Card, "rate: 1e3\n",
        (
            "line 1, column 7: /rate: `1e3`; expected a decimal number of at most 1 000 digits",
        ),
        id="yaml: a decimal with an exponent",
    ),
    pytest.param(
        from_yaml, Card, "rate: .5\n",
        (
            "line 1, column 7: /rate: `.5`; expected a decimal number of at most 1 000 digits",
        ),
        id="yaml: a decimal without its zero",
    ),
    pytest.param(
        from_yaml, Card, "at: 2026-02-03T12:00:00\n",
        (
            'line 1, column 5: /at: `"2026-02-03T12:00:00"`; expected an instant with its zone, such as 2026-01-31T12:00:00Z',
        ),
        id="yaml: an instant without zone",
    ),
    pytest.param(
        from_yaml, Card, "at: 2026-02-03 12:00:00Z\n",
        (
            'line 1, column 5: /at: `"2026-02-03 12:00:00Z"`; expected an instant, such as 2026-01-31T12:00:00Z',
        ),
        id="yaml: an instant with a blank",
    ),
    pytest.param(
        from_yaml, Card, "light: gren\n",
        (
            "line 1, column 8: /light: `gren`; expected one of on, no, 10, green; did you mean `green`?",
        ),
        id="yaml: a misspelt word",
    ),
    pytest.param(
        from_yaml, Card, "name: a\ntxt: b\n",
        (
            "line 2, column 1: /txt: unknown key; did you mean `text`?",
        ),
        id="yaml: a misspelt key",
    ),
    pytest.param(
        from_yaml, Card, "pair: [a, 1, 2]\n",
        (
            "line 1, column 7: /pair: a list of 3; expected a list of 2: a text, a whole number",
        ),
        id="yaml: a pair of three",
    ),
    pytest.param(
        from_yaml, Card, "soak:\n  kind: elapsd\n  count: 1\n",
        (
            "line 2, column 9: /soak/kind: `elapsd`; expected one of full_runs, elapsed; did you mean `elapsed`?",
        ),
        id="yaml: an unknown kind",
    ),
    pytest.param(
        from_yaml, Card, "text: & a\n",
        (
            "line 1, column 8: YAML reads a text that begins with `*` or `&` as an alias or an anchor; quote it",
        ),
        id="yaml: an anchor without a name",
    ),
    pytest.param(
        from_yaml, Card, 'text: "\\q"\n',
        (
            "line 1, column 9: found unknown escape character 'q'",
        ),
        id="yaml: an escape that is none",
    ),
    pytest.param(
        from_yaml, Card, "text: #412\n",
        (
            "line 1, column 6: /text: YAML reads `#412` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be the text",
    ),
    pytest.param(
        from_yaml, Card, "text: Fixes #412 at last\n",
        (
            "line 1, column 7: /text: YAML reads `#412` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be half of the text",
    ),
    pytest.param(
        from_yaml, Card, "names: [a, b #c\n  ]\n",
        (
            "line 1, column 12: /names/1: YAML reads `#c` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment in a list",
    ),
    pytest.param(
        from_yaml, Card, "names:\n  - #1\n",
        (
            "line 2, column 4: /names/0: YAML reads `#1` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be a member",
    ),
    pytest.param(
        from_yaml, Card, "names: [#398,\n  b]\n",
        (
            "line 1, column 8: /names: YAML reads `#398,` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be the first member",
    ),
    pytest.param(
        from_yaml, Card, "names: [a, #412\n  b]\n",
        (
            "line 1, column 9: /names/0: YAML reads `#412` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be the next member",
    ),
    pytest.param(
        from_yaml, Card, 'names: ["a",#412\n  b]\n',
        (
            "line 1, column 9: /names/0: YAML reads `#412` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment after a text in quotes and a comma",
    ),
    pytest.param(
        from_yaml, Card, "claim: {#a: b\n}\n",
        (
            "line 1, column 8: /claim: YAML reads `#a:` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment that should be a key",
    ),
    pytest.param(
        from_yaml, Card, "names:\n- a\n - b\n - c\n",
        (
            (
                "line 3, column 2: /names/0: YAML reads this `- ` as part of the text above it; "
                "indent it like the other members, or quote the text"
            ),
        ),
        id="yaml: a member that would be part of the one above",
    ),
    pytest.param(
        from_yaml, Card, "text: a\n  -\n",
        (
            (
                "line 2, column 3: /text: YAML reads this `- ` as part of the text above it; "
                "indent it like the other members, or quote the text"
            ),
        ),
        id="yaml: a mark of a list that would be part of a text",
    ),
    pytest.param(
        from_yaml, Card, "names:\n  - *.toml\n",
        (
            "line 2, column 6: YAML reads a text that begins with `*` or `&` as an alias or an anchor; quote it",
        ),
        id="yaml: a pattern without quotes",
    ),
    pytest.param(
        from_yaml, Card, "maybe: ~ #1\n",
        (
            "line 1, column 8: /maybe: YAML reads `#1` as a comment; quote the text, or write a blank after `#`",
        ),
        id="yaml: a comment after nothing",
    ),
    pytest.param(
        from_yaml, Card, "soak: a\n",
        (
            "line 1, column 7: /soak: `a`; expected a mapping whose `kind` is one of full_runs, elapsed",
        ),
        id="yaml: no kind",
    ),
    pytest.param(
        from_yaml, Card, "maybe: Null\n",
        (
            "line 1, column 8: /maybe: `Null`; expected a whole number or nothing",
        ),
        id="yaml: Null for nothing",
    ),
    pytest.param(
        from_yaml, Card, "claim: a\n",
        (
            "line 1, column 8: /claim: `a`; expected nothing or a mapping (release tuple)",
        ),
        id="yaml: a text for a mapping",
    ),
    pytest.param(
        from_yaml, Span, 'schema: "4"\nspan:\n  low: 1\n  high: 2\n',
        (
            'line 1, column 9: /schema: `"4"`; expected 2 to 4',
        ),
        id="yaml: a schema in quotes",
    ),
    pytest.param(
        from_yaml, Branch, "[" * 64 + "[",
        (
            "line 1, column 65: lists and mappings nested deeper than 64",
        ),
        id="yaml: one level too deep",
    ),
    pytest.param(
        from_yaml, Card, "share: 101\ncount: 0777\nlight: gren\nclaim:\n  consumer: a b\n",
        (
            "line 1, column 8: /share: `101`; expected a whole number, at least 0, at most 100",
            "line 2, column 8: /count: `0777`; expected a whole number",
            "line 3, column 8: /light: `gren`; expected one of on, no, 10, green; did you mean `green`?",
            "line 5, column 3: /claim: the key `consumer_sha` is missing; expected a text",
            "line 5, column 3: /claim: the key `producer_sha` is missing; expected a text",
        ),
        id="yaml: all at once",
    ),
    pytest.param(
        from_yaml, Card, "text: " + "x" * 250_000,
        (
            "a text of 250006 characters; expected at most 250000",
        ),
        id="yaml: a text too long",
    ),
)


@pytest.mark.parametrize(("read", "cls", "text", "expected"), ROWS)
def test_a_bad_document_is_refused(
    read: Callable[..., Any], cls: type, text: str, expected: tuple[str, ...]
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(cls, text, documents=KINDS)
    assert tuple(str(caught.value).split("\n")) == expected
    assert len(caught.value.problems) == len(expected)
