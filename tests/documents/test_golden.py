"""Documents byte for byte: a change of what is written shows here, and what was written once is still read.

Nothing rewrites the files; to change one, write it by hand or copy what the failure shows.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit.documents import DOCUMENTS, from_json, from_toml, from_yaml, to_json, to_toml, to_yaml
from tests.documents.samples import KINDS
from tests.documents.values import GOLDEN

FOLDER: Final = Path(__file__).parent / "golden"
TABLE: Final = (*DOCUMENTS, *KINDS)
FORMATS: Final = {
    "json": (to_json, from_json),
    "toml": (to_toml, from_toml),
    "yaml": (to_yaml, from_yaml),
}


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize(
    ("suffix", "write", "read"), [(suffix, *ways) for suffix, ways in FORMATS.items()], ids=FORMATS
)
def test_the_document_is_as_it_was(
    name: str, suffix: str, write: Callable[..., str], read: Callable[..., Any]
) -> None:
    text = (FOLDER / f"{name}.{suffix}").read_bytes().decode()
    assert write(GOLDEN[name], documents=TABLE) == text
    assert read(type(GOLDEN[name]), text, documents=TABLE) == GOLDEN[name]


def test_every_file_is_tested() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.{suffix}" for name in GOLDEN for suffix in FORMATS}
