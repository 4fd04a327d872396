# Two commands on a fresh machine: `make run` and `make test`. Python 3.11+ and make are all it takes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: run test check lint types clauses zoo clean

run: $(RUNTIME)
	@exec $(BIN)/eloqua-mock serve

test: $(DEV)
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

check: test lint types

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)
	$(BIN)/mypy

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(DEV): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' >&2
	@touch $(RUNTIME) $@

# Pages that are made from data: the clauses, and (some minutes) which clause convicts which planted bug.
clauses: $(DEV)
	$(BIN)/python -m contract_tests.report.clause_page docs/reference/clauses.md

zoo: $(DEV)
	$(BIN)/python -m contract_tests.zoo.matrix docs/reference/planted-bugs.md

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
