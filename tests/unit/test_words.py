"""What all modules say of words: the worst of some, and which known name a misspelt one is near to."""

import pytest

from releasekit._words import did_you_mean
from releasekit.gates import Standing


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param((Standing.PASSED,), Standing.PASSED, id="one"),
        pytest.param((Standing.FAILED, Standing.PASSED), Standing.FAILED, id="worst first"),
        pytest.param((Standing.UNPROVEN, Standing.FAILED, Standing.PASSED), Standing.FAILED, id="worst between"),
        pytest.param((Standing.UNPROVEN, Standing.PASSED), Standing.UNPROVEN, id="by declaration and not by text"),
        pytest.param((), "nothing said", id="none"),
    ],
)
def test_the_worst_word_is_the_one_declared_last(words: tuple[Standing, ...], expected: object) -> None:
    assert max(iter(words), default="nothing said") == expected


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        pytest.param("loop-agnt", "; did you mean `loop-agent`?", id="near"),
        pytest.param("LOOP-AGENT", "; did you mean `loop-agent`?", id="in capitals"),
        pytest.param("kubelet", "", id="near to none"),
        pytest.param(7, "", id="no text"),
    ],
)
def test_a_misspelt_name_gets_a_hint(given: object, hint: str) -> None:
    assert did_you_mean(given, ("io-rflx", "loop-agent")) == hint
