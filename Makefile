# The commands of the project. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check fix bench lock messages pictures guide burden
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# A worker that has nothing left takes over tests of the other: the walks in the browser take minutes each.
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)
PACKAGE := shijian
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(PACKAGE)/*/locale/*/LC_MESSAGES/*.po))
UV_COMPILE := $(BIN)/uv pip compile --quiet pyproject.toml --generate-hashes --universal \
	--python-version 3.11 --no-header

help:  ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime.stamp messages  ## Install, migrate, build the demo county when empty, serve on PORT (8000)
	@exec $(BIN)/shijian run

test: .venv/dev.stamp messages  ## Run the suite on SQLite, then on PostgreSQL where its server is installed
	@echo "== tests on SQLite"
	@env -u DATABASE_URL $(PYTEST)
	@if tools/postgres.sh --find >/dev/null 2>&1; then \
		echo "== tests on PostgreSQL"; tools/postgres.sh $(PYTEST); \
	elif [ "$${CI:-}" = true ]; then \
		echo "tests: PostgreSQL is required here, but has no server binaries" >&2; exit 1; \
	else \
		echo "tests: PostgreSQL skipped; install its server (Debian: apt install postgresql) to include it"; \
	fi

check: .venv/dev.stamp messages  ## Check format, lint, types, layers, ceilings, migrations, translations
	@tools/check.sh

fix: .venv/dev.stamp  ## Repair format and what the linters can repair
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/djlint $(PACKAGE) --reformat --quiet --allow-empty-input >/dev/null || true
	@git diff --stat

bench: .venv/dev.stamp messages  ## Measure against a floor in the same run
	@$(BIN)/python -m pytest tests/bench -q -s -m bench -p no:cacheprovider -o norecursedirs=".*" $(ARGS)

lock: .venv/dev.stamp  ## Renew the locks after a change of dependencies in pyproject.toml
	@$(UV_COMPILE) --group build -o requirements.txt
	@$(UV_COMPILE) --group build --group dev -o requirements-dev.txt
	@git diff --stat -- requirements.txt requirements-dev.txt

pictures: .venv/dev.stamp messages  ## Photograph the style guide anew, after a change of its looks that is meant
	@rm -rf tests/browser/pictures
	@RENEW_PICTURES=true $(BIN)/python -m pytest tests/browser/test_pictures.py -q -p no:cacheprovider
	@git status --short tests/browser/pictures

guide: .venv/dev.stamp messages  ## Take the pictures of the guides anew, after a change of the pages that they show
	@rm -rf shijian/web/static/web/guide
	@RENEW_GUIDE=true $(BIN)/python -m pytest tests/browser/test_guide_pictures.py -q -p no:cacheprovider
	@du -sh shijian/web/static/web/guide

burden: .venv/dev.stamp messages  ## Write down what the frequent journeys cost, after a change that is meant
	@RENEW_BURDEN=true $(BIN)/python -m pytest tests/browser/test_burden.py -q -p no:cacheprovider
	@git diff --stat docs/burden.md

messages: $(CATALOGUES)  ## Compile the message catalogues

$(CATALOGUES): %.mo: %.po | .venv/runtime.stamp
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# The stamps remember which locks are installed; the environment is rebuilt only when a lock changes.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "make: Python 3.11 or newer is needed; name one with PYTHON=python3.x" >&2; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "make: no venv module (Debian: apt install python3-venv)" >&2; exit 1; }

.venv/runtime.stamp: requirements.txt | .venv/bin/pip
	@echo "== installing (once, a minute or two)"
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "== installing the tools of development"
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@
