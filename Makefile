# Two commands on a fresh machine: `make run` and `make test`. Python 3.11+ and make are all it takes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
BENCH := $(VENV)/.bench
CLIENTS := $(VENV)/.clients
MUTANTS := $(VENV)/.mutants

.PHONY: run test check lint types clauses zoo probe smallest mutants clients bench clean

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
	@# Apart from the rest: installed beside them, its pytest plugin would load Hypothesis and more into every run.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(VENV)/fuzz 'schemathesis>=4.0' >&2
	@touch $(RUNTIME) $@

# Pages that are made from data: the clauses, and (half an hour) which clause convicts which planted bug. Where that was
# interrupted it goes on with ZOO_IN=folder.
clauses: $(DEV)
	$(BIN)/python -m contract_tests.report.clause_page docs/reference/clauses.md

zoo: $(DEV)
	$(BIN)/python -m contract_tests.zoo.matrix docs/reference/planted-bugs.md $(ZOO_IN)

# Which checks the lane `probe` sends to a real site: those that convict the most planted bugs for its budget, some minutes.
probe: $(DEV)
	$(BIN)/python -m contract_tests.zoo.probing

# How few steps the smallest example of each planted bug takes, half an hour.
smallest: $(DEV)
	$(BIN)/python -m contract_tests.zoo.smallest docs/reference/smallest-examples.md

# The kit against every small change that mutmut makes in matching, linking and importing, an hour. Where it was
# interrupted it goes on with MUTANTS_IN=folder.
mutants: $(MUTANTS)
	PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 $(BIN)/python -m contract_tests.zoo.mutants docs/reference/mutants.md $(MUTANTS_IN)

$(MUTANTS): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[mutants]' >&2
	@touch $(RUNTIME) $@

# What `check-client` finds of published clients: their drivers are run through all plans, some minutes.
clients: $(CLIENTS)
	$(BIN)/python -m contract_tests.client_check.drivers.pages --run docs/explanation

$(CLIENTS): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[clients]' >&2
	@touch $(RUNTIME) $@

# Each line beside what people would use instead, half an hour on a machine that does nothing else meanwhile.
# BENCH_ARGS="--only upload,link --runs 1 --scale 0.1" for a look at some of them, which leaves the page alone.
bench: $(BENCH)
	$(BIN)/python -m contract_tests.bench $(if $(BENCH_ARGS),$(BENCH_ARGS),--write docs/reference/benchmarks.md)

$(BENCH): $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]' >&2
	@touch $(RUNTIME) $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
