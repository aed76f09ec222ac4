"""Importing the package is cheap: each module loads what it needs and nothing more."""

import ast
import json
import subprocess
import sys

import pytest

import releasekit
from releasekit import playbooks
from tests.shape.sources import PACKAGE


def loaded_by(statement: str) -> set[str]:
    """Give the modules that a statement loads in a fresh interpreter."""
    program = (
        "import json, sys\n"
        "before = set(sys.modules)\n"
        f"{statement}\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    result = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return set(json.loads(result.stdout))


def third_parties(names: set[str]) -> set[str]:
    """Keep the top-level packages that neither Python nor this project brings."""
    tops = {name.partition(".")[0] for name in names}
    return tops - sys.stdlib_module_names - {"releasekit"}


def test_the_package_loads_only_itself() -> None:
    assert loaded_by("import releasekit") == {"releasekit"}


def test_policy_loads_attrs_and_annotated_types_only() -> None:
    # annotated-types loads typing_extensions for itself where that is installed.
    theirs = third_parties(loaded_by("import annotated_types, attrs"))
    assert theirs <= {"annotated_types", "attr", "attrs", "typing_extensions"}
    assert third_parties(loaded_by("import releasekit.policy")) <= theirs


def test_versions_load_no_other_library_of_versions() -> None:
    """Only the conversions know python-semver and packaging, and only when they are called."""
    theirs = third_parties(loaded_by("import annotated_types, attrs"))
    assert third_parties(loaded_by("import releasekit.versions")) <= theirs
    code = "from releasekit.versions import Version, to_pep440; to_pep440(Version(1, 0, 0))"
    assert "semver" not in third_parties(loaded_by(code))
    assert "packaging" in third_parties(loaded_by(code))


def test_sync_loads_cronsim_for_an_expression_only() -> None:
    code = "from releasekit.sync import SyncSchedule, SyncTrigger; SyncSchedule(SyncTrigger.{})"
    assert "cronsim" not in third_parties(loaded_by(code.format("MANUAL")))
    assert "cronsim" in third_parties(loaded_by(code.format("CRON, '0 0 * * *'")))


def test_policy_loads_nothing_above_it() -> None:
    ours = {name.split(".")[1] for name in loaded_by("import releasekit.policy") if name.startswith("releasekit.")}
    assert ours <= {"answers", "_arguments", "_checks", "_digest", "_fields", "_views", "_words", "errors", "policy"}


@pytest.mark.parametrize("name", [name.lower() for name in playbooks.__all__ if name != "ALL"])
@pytest.mark.parametrize(
    "code", ["import releasekit.playbooks.{}", "from releasekit.playbooks import {}"], ids=["module", "name"]
)
def test_one_playbook_is_loaded_at_a_time(code: str, name: str) -> None:
    statement = code.format(name if code.startswith("import") else name.upper())
    home = "releasekit.playbooks."
    loaded = {module.removeprefix(home).split(".")[0] for module in loaded_by(statement) if module.startswith(home)}
    assert {room for room in loaded if not room.startswith("_")} == {name}


@pytest.mark.parametrize("name", releasekit.__all__)
def test_a_public_name_is_loaded_from_its_home(name: str) -> None:
    assert getattr(releasekit, name) is getattr(sys.modules[releasekit._HOMES[name]], name)


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
        for alias in node.names
    }
    assert seen == releasekit._HOMES
    assert sorted(seen) == sorted(releasekit.__all__)


def test_dir_lists_the_public_names() -> None:
    assert dir(releasekit) == sorted(releasekit.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute `Tabel`"):
        releasekit.Tabel  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute `GATED`"):
        releasekit.playbooks.GATED  # type: ignore[attr-defined]  # noqa: B018
