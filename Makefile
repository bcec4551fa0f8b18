# `make` lists what there is. It needs python3, 3.11 or later, and touches nothing outside this folder
# but for system packages, and those only as root (deploy/venv.sh, deploy/test_machine.sh).

.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
# Made when the lock has been installed: what runs Microblog, and that with the tools and the tests.
RUNTIME := .venv/.runtime
TOOLS := .venv/.tools

# Another virtual environment that is active, or pip's settings for another purpose, must not lend or take packages.
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_TARGET PIP_USER

# All that tests see of the caller: no DATABASE_URL, no FLASK_DEBUG, no mail server.
KEPT := PATH HOME USER LANG LC_ALL TERM COLUMNS TMPDIR CI PYTEST_ADDOPTS TEST_DATABASE_URL
CLEAN := env -i FLASK_SKIP_DOTENV=1 $(foreach name,$(KEPT),$(if $(value $(name)),$(name)="$$$(name)"))
# A part of the tests covers a part of the code, so only the whole is held against the limit.
COVERAGE := --cov --cov-report=term:skip-covered
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --custom-compile-command "make lock"

.PHONY: help setup demo run test faults chaos lint format check lock bench screenshots styles

help: ## List these targets
	@echo "Microblog: make <target>"
	@sed -nE 's/^([a-z]+):.*## (.*)/\1 \2/p' Makefile | while read -r name what; do printf '  %-11s %s\n' "$$name" "$$what"; done

setup: $(TOOLS) ## Make .venv with everything that development needs

demo: $(RUNTIME) ## Tour the main job, from the click to the mail, then serve (ARGS=--once ends after the tour)
	@$(BIN)/python -m deploy.local.demo $(ARGS)

run: $(RUNTIME) ## Serve on this machine with database, queue, worker, mailbox and a sample community
	@$(BIN)/python -m deploy.local.run

test: $(TOOLS) ## Run all tests on all databases, or on SQLite those that ARGS names (ARGS="tests/posts --databases=all")
	@deploy/test_machine.sh
	@$(CLEAN) $(BIN)/python -m pytest -n 2 --dist loadfile $(if $(ARGS),,--databases=all $(COVERAGE)) $(ARGS)

faults: $(TOOLS) ## Break everything, at real length and on both databases (N=10 does it ten times)
	@deploy/test_machine.sh
	@for run in $$(seq $(or $(N),1)); do \
		$(CLEAN) $(BIN)/python -m pytest -n 2 --dist loadfile --real-times tests/journeys/faults $(ARGS) || exit 1; \
	done

chaos: $(TOOLS) ## Break everything at random (ARGS=--help says what can be chosen)
	@$(CLEAN) $(BIN)/python -m tests.journeys.chaos $(ARGS)

lint: $(TOOLS) ## Check style, types, layers, the Dockerfile and the Compose file
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec deploy/compose.yaml

format: $(TOOLS) ## Put the code into the house's form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

check: lint test ## Everything that CI checks

lock: $(TOOLS) ## Compile requirements*.in into requirements*.txt (ARGS=--upgrade takes the newest releases)
	@env -u UV_FIND_LINKS $(BIN)/$(COMPILE) $(ARGS) requirements.in --output-file requirements.txt
	@env -u UV_FIND_LINKS $(BIN)/$(COMPILE) $(ARGS) requirements-dev.in --output-file requirements-dev.txt

bench: $(TOOLS) ## Measure: BENCH=export, archives, imports, pages, queue, scaling, search, notifications or stream (ARGS=--help says what can be chosen)
	@$(BIN)/python -m bench.$(or $(BENCH),export) $(ARGS)

screenshots: $(TOOLS) ## Take the pictures in docs/screenshots anew
	@$(BIN)/python -m deploy.local.screenshots

$(RUNTIME): requirements.txt deploy/venv.sh
	@deploy/venv.sh requirements.txt
	@touch $@

$(TOOLS): requirements.txt requirements-dev.txt deploy/venv.sh
	@deploy/venv.sh requirements-dev.txt
	@touch $(RUNTIME) $@

styles: $(TOOLS) ## Choose anew which of Bootstrap's styles our templates ask for
	@$(BIN)/python -m deploy.local.styles
