"""Feed all readers with texts that grow from our own documents, towards whatever reaches new lines.

Two things must hold for every text: reading it gives a value or a `DocumentError`, and a value that was read is
written and read again as the same value. Whatever else happens stops the run, and the text that did it is kept beside
the corpus.

Usage: ``python -m fuzz [seconds]``, 600 unless given.
"""

import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import atheris

# What is imported here is watched: which lines of it a text reaches decides whether more texts grow from that one.
with atheris.instrument_imports(include=["releasekit.documents", "tomllib", "json", "yaml"]):
    for _name in ("json.decoder", "tomllib", "yaml"):
        import_module(_name)
    from releasekit import documents

from tests.documents.samples import KINDS, Card
from tests.documents.test_bad_input import ROWS
from tests.documents.values import GOLDEN

SECONDS: Final = 600
TABLE: Final = (*documents.DOCUMENTS, *KINDS)
CLASSES: Final = (*(type(value) for value in GOLDEN.values()), Card)
FORMATS: Final = (
    (documents.from_json, documents.to_json),
    (documents.from_toml, documents.to_toml),
    (documents.from_yaml, documents.to_yaml),
)
LONGEST: Final = 4_096
MANY: Final = 128
"""From here on, the first byte also makes halves of surrogate pairs of what is no UTF-8."""
OPTIONS: Final = (f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1", "-verbosity=0")


def check(data: bytes) -> None:
    """Read one text: the first byte says of which class and in which format it is."""
    if not data:
        return
    way, text = data[0], data[1:].decode("utf-8", "surrogateescape" if data[0] >= MANY else "replace")
    read, write = FORMATS[way % len(FORMATS)]
    cls: type[Any] = CLASSES[way // len(FORMATS) % len(CLASSES)]
    try:
        value = read(cls, text, documents=TABLE)
    except documents.DocumentError as error:
        expect(all(str(problem) for problem in error.problems), str(error))
        return
    try:
        written = write(value, documents=TABLE)
    except documents.DocumentError as error:
        expect("TOML has no word for it" in str(error), str(error))
        return
    expect(read(cls, written, documents=TABLE) == value, written)


def expect(holds: object, text: str) -> None:
    """Stop the run where something does not hold."""
    if not holds:
        raise AssertionError(text)


def seeds() -> list[bytes]:
    """Return our own documents and the table of bad ones, each with the byte for its class and format."""
    found = [
        _seed(at, type(value), write(value, documents=TABLE))
        for value in GOLDEN.values()
        for at, (_, write) in enumerate(FORMATS)
    ]
    readers = [read for read, _ in FORMATS]
    rows = [row.values for row in ROWS if len(row.values[2]) <= LONGEST and row.values[1] in CLASSES]
    return found + [_seed(readers.index(read), cls, text) for read, cls, text, _ in rows]


def _seed(form: int, cls: type, text: str) -> bytes:
    return bytes([CLASSES.index(cls) * len(FORMATS) + form]) + text.encode("utf-8", "surrogatepass")


def main() -> None:
    """Write the seeds to a new folder and fuzz from there; libFuzzer ends the process."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    folder = Path(tempfile.mkdtemp(prefix="fuzz-documents-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    for at, seed in enumerate(seeds()):
        (corpus / f"seed-{at}").write_bytes(seed)
    print(f"corpus and findings: {folder}", flush=True)
    arguments = [sys.argv[0], f"-max_total_time={seconds}", f"-artifact_prefix={folder}/", *OPTIONS, str(corpus)]
    atheris.Setup(arguments, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
