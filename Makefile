# `make help` lists the targets. Everything lives in .venv; nothing outside the folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.parvis-stamp
DEV := $(VENV)/.parvis-dev-stamp

.DEFAULT_GOAL := help
.PHONY: help demo test lint types fast soak bench canaries mutants docs clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Parvis needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $(STAMP)

$(DEV): $(STAMP)
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(DEV)

demo: $(STAMP)  ## crawl three invented newspapers into archive.db and show what is in it
	@$(BIN)/parvis demo

test: $(DEV) lint types  ## lint, types and tests: what must pass before anything lands
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not soak"

lint: $(DEV)  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV)  ## mypy --strict
	$(BIN)/mypy

fast: $(DEV)  ## the tests that start no crawl
	$(BIN)/python -m pytest -q -x -n 2 -m "not soak" --ignore tests/crawl --ignore tests/test_demo.py --ignore tests/test_readme.py

soak: $(DEV)  ## slow proofs with their figures: kills, power cuts, and fifty times as many random pages for every law
	$(BIN)/python -m pytest -q -s -m soak tests
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -n 2 -m "not soak" --ignore tests/crawl tests

bench: $(DEV)  ## costs, measured side by side
	$(BIN)/python bench/read_page.py
	$(BIN)/python bench/growth.py
	$(BIN)/python bench/memory.py
	$(BIN)/python bench/full_path.py
	$(BIN)/python bench/storage.py
	$(BIN)/python bench/search.py --articles 100000
	$(BIN)/python bench/frontier.py
	$(BIN)/python bench/crawl.py
	$(BIN)/python bench/web.py

canaries: $(DEV)  ## ten thousand pages that hide text: none may leak
	$(BIN)/python bench/canaries.py --pages 10000

mutants: $(DEV)  ## put faults into the modules that keep withheld text back: a test must notice each
	$(BIN)/python bench/mutate_gates.py

docs: $(DEV)  ## write the generated parts of the documentation anew
	$(BIN)/python -m parvis.reference

clean:  ## remove .venv and caches; archives stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info build
