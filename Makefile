# The commands of this project: `make help` lists them. They start with a system Python; everything else runs in the project's
# own environments (.venv, .venv-ministack, node_modules), which `packages` installs when their pins have changed.
PYTHON ?= python3
RUN = .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: $(shell awk -F: '/^[a-z-]+:/ { print $$1 }' Makefile)

help: ## List the commands
	@awk -F ':.*## ' '/^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

##@ Run the system on this machine

up: ## Install, build, deploy to the emulator, add demo data (SITE_PORT=, AWS_PORT= choose ports)
	@$(PYTHON) -m local up

down: ## Stop; the data stays
	@$(PYTHON) -m local down

clean: ## Stop and delete the data
	@$(PYTHON) -m local clean

dev: packages ## The pages with hot reload, in front of the system of `make up` (http://127.0.0.1:5173)
	@npm run --silent dev

##@ Check a change

check: packages build ## Format, lint, types and unit tests: what to run before every commit (about a minute)
	@$(MAKE) --no-print-directory lint types
	@$(RUN) pytest --quiet --numprocesses 2 tests/unit
	@npm run --silent test

test: install lint build ## Everything that guards a change: lint, types, and every test that is not nightly
	@$(RUN) tests

format: packages ## Format, and mend what lint can mend
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .
	@npm run --silent format

lint: packages ## Format and lint without changing anything; generated files are up to date
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@$(RUN) codegen --check
	@PYTHONPATH=lambda .venv/bin/lint-imports --no-logo --no-cache
	@npm run --silent lint

types: packages ## Type-check Python (mypy, strict) and the pages (tsc)
	@$(RUN) mypy
	@npm run --silent typecheck

unit: install ## Tests without a server, an emulator or a browser
	@$(RUN) pytest tests/unit
	@npm run --silent test

functional: install ## Tests of the runtime code against the S3 of the emulator, and of servers on the loopback
	@$(RUN) pytest tests/functional

infrastructure: build ## Tests of the synthesized templates
	@$(RUN) pytest tests/infrastructure

integration: install build ## Tests of a deployed laptop system over HTTP
	@$(RUN) pytest tests/integration

browser: install build ## Tests of the pages in a real browser
	@$(RUN) pytest tests/browser

nightly: install build ## The nightly workflow: stress, failing deploys, more renderings of the pages
	@$(RUN) pytest -m "stress or nightly"

stress: packages ## The stress suite alone: every crash, sixteen dispatchers for minutes
	@$(RUN) pytest -m stress

hooks: packages ## Run the quick checks before every commit and `make check` before every push, by Git hooks
	@.venv/bin/pre-commit install --hook-type pre-commit --hook-type pre-push

##@ Install and build

packages: ## Install the packages of Python and Node, where their pins have changed
	@$(PYTHON) -m local install

build: packages ## Build the pages, where they have changed
	@$(PYTHON) -m local build

install: packages ## Install what the tests need beside packages: a browser, njs
	@scripts/install-test-tools

##@ Deploy

synth: build ## Write the CloudFormation of every environment into cdk.out, without credentials
	@node_modules/.bin/cdk synth --quiet --no-notices

##@ Write generated files

generate: packages ## Write what is generated from the models: the API's description, schemas, the pages' rules and types
	@$(RUN) codegen

snapshots: build ## Write the CloudFormation of staging and production that a reviewer reads
	@$(RUN) tests.testkit.infrastructure.snapshot

costs: packages ## Write docs/costs.md: what a month on AWS costs
	@$(RUN) bench.costs

screenshots: install build ## Take the pictures of docs/board.md, docs/tracking.md and docs/booking.md
	@$(RUN) tests.screenshots.board
	@$(RUN) tests.screenshots.tracking
	@$(RUN) tests.screenshots.booking

lock: ## Pin the Python packages again, with hashes, after a change of a requirements*.in
	@scripts/lock-requirements

##@ Measure

bench: packages ## Measure the job store and the TTL advisor for docs/benchmarks.md
	@$(RUN) bench

bench-board: install build ## Measure the board with 500 jobs in a browser for docs/benchmarks.md
	@$(RUN) bench.board_page

lighthouse: install ## Measure the three pages with Lighthouse for docs/benchmarks.md
	@$(RUN) bench.pages
