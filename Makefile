# Each target makes $(VENV) for itself; nothing but Python and make has to be there.
# Another interpreter: make test PYTHON=python3.12 VENV=.venv-3.12

PYTHON ?= python3
VENV ?= .venv
FUZZ_SECONDS ?= 600
MUTANTS ?= 400
BIN := $(VENV)/bin
EXTRAS := yaml,frames,plot,testing
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	--constraint constraints.txt --build-constraint constraints.txt

# Only the Node that comes with pyright[nodejs], and only the pinned pyright.
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

# What one process compiles, the others read: the workers, and what the tests start.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help demo test check deep fuzz bench figures mutants docs clean

help:
	@echo 'make demo    a short tour of the library'
	@echo 'make test    all tests and every example in the docs, with coverage'
	@echo 'make check   lint, types, layers, docs'
	@echo 'make docs    the manual, into docs/_build/html'
	@echo 'make deep    the laws on many more examples, chosen anew each time; the heaviest hostile inputs'
	@echo 'make fuzz    texts that grow towards new code, for all readers of documents; FUZZ_SECONDS=600'
	@echo 'make bench   the benchmarks'
	@echo 'make figures what the source is made of, in figures'
	@echo 'make mutants faults put into the source, and whether a test sees them; MUTANTS=400'
	@echo 'make clean   remove what the others made'

demo: $(VENV)/.made-run
	$(BIN)/python examples/tour.py

test: $(VENV)/.made-test
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=97
	$(BIN)/coverage report --fail-under=100 --include='src/releasekit/policy/*,src/releasekit/versions/*'

check: $(VENV)/.made-check
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --quiet tests/typing tests/laws/test_markdown_escapes.py tests/unit/test_views.py
	PATH="$(abspath $(BIN)):$$PATH" pyright --verifytypes releasekit --ignoreexternal
	$(BIN)/lint-imports --no-logo
	$(BIN)/sphinx-build -W --keep-going --quiet -E -b html docs docs/_build/html

deep: $(VENV)/.made-test
	$(BIN)/python -m pytest --hypothesis-profile=deep tests/laws tests/unit/test_hostile.py

fuzz: $(VENV)/.made-fuzz
	$(BIN)/python -m fuzz $(FUZZ_SECONDS)

docs: $(VENV)/.made-docs
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

bench: $(VENV)/.made-bench
	$(BIN)/python -m benchmarks

figures: $(VENV)/.made
	$(BIN)/python -m measures

mutants: $(VENV)/.made-test
	$(BIN)/python -m measures.mutants --count $(MUTANTS)

clean:
	rm -rf $(VENV) build dist docs/_build .coverage .coverage.* .hypothesis .nox .mutants \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# The stamps: an environment is made anew when the pins change, and filled again when
# pyproject.toml does. They live inside the environment and vanish with it.

$(VENV)/.made: constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 \
		|| { echo 'releasekit needs Python 3.11 or newer: `$(PYTHON)` was not found; try make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("releasekit needs Python 3.11 or newer: `$(PYTHON)` is %d.%d; try make PYTHON=python3.12" % (v[0], v[1]))'
	@$(PYTHON) -m venv --clear $(VENV) \
		|| { echo 'cannot make `$(VENV)`: `$(PYTHON) -m venv` failed; some systems package venv apart (python3-venv)' >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--constraint constraints.txt --upgrade pip
	@touch $@

$(VENV)/.made-run: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.made-test: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group test
	@touch $@ $(VENV)/.made-run

$(VENV)/.made-docs: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group docs
	@touch $@ $(VENV)/.made-run

$(VENV)/.made-check: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group check
	@touch $@ $(VENV)/.made-run $(VENV)/.made-test $(VENV)/.made-docs

$(VENV)/.made-bench: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group bench
	@touch $@ $(VENV)/.made-run

$(VENV)/.made-fuzz: $(VENV)/.made pyproject.toml
	$(PIP_INSTALL) --editable '.[$(EXTRAS)]' --group fuzz
	@touch $@ $(VENV)/.made-run $(VENV)/.made-test
