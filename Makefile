# The commands of this project; `make help` lists them. A system Python starts, the rest runs in the project's own environments.
PYTHON ?= python3
RUN = .venv/bin/python -m

.DEFAULT_GOAL := help
.PHONY: help up down clean packages build install test lint format types unit functional infrastructure integration browser nightly stress bench bench-board lighthouse screenshots synth snapshots rules schemas api costs lock

help: ## List every command
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## Run the whole system on this machine: install, build, deploy, seed (SITE_PORT=, AWS_PORT= choose ports)
	@$(PYTHON) -m local up

down: ## Stop the system; the data stays
	@$(PYTHON) -m local down

clean: ## Stop the system and forget its data
	@$(PYTHON) -m local clean

packages: ## Install Python's and Node's packages
	@$(PYTHON) -m local install

build: packages ## Build the pages, if they have changed
	@$(PYTHON) -m local build

install: packages ## Install what the checks and tests need, a browser and njs included
	@scripts/install-test-tools

test: install lint build ## Lint, types and every test but the nightly ones, the browser's included (under five minutes)
	@$(RUN) tests

lint: packages ## Formatting and lint of Python and the site
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .
	@npm run --silent lint

format: packages ## Format Python and the site
	@$(RUN) ruff format .
	@$(RUN) ruff check --fix .
	@npm run --silent format

types: packages ## Type-check Python (strict) and the site
	@$(RUN) mypy
	@npm run --silent typecheck

unit: install ## Tests without a server, an emulator or a browser
	@$(RUN) pytest tests/unit
	@npm run --silent test

functional: install ## Tests of the runtime code against the emulator's S3 and of servers on the loopback
	@$(RUN) pytest tests/functional

infrastructure: build ## Tests of the synthesized templates
	@$(RUN) pytest tests/infrastructure

integration: install ## Tests of a deployed laptop system over HTTP
	@$(RUN) pytest tests/integration

browser: install ## Tests of the pages in a real browser
	@$(RUN) pytest tests/browser

nightly: install build ## What takes too long for every change: stress, more renderings of the pages, deploys that fail
	@$(RUN) pytest -m "stress or nightly"

stress: packages ## The slow suites alone: every crash, sixteen dispatchers for minutes
	@$(RUN) pytest -m stress

bench: packages ## Measure the job store and the TTL advisor and write docs/benchmarks.md
	@$(RUN) bench

bench-board: install build ## Measure the board with 500 jobs in a browser and write docs/benchmarks.md
	@$(RUN) bench.board_page

lighthouse: install ## Measure the three pages with Lighthouse and write docs/benchmarks.md
	@$(RUN) bench.pages

screenshots: install build ## Take the pictures of docs/board.md, docs/tracking.md and docs/booking.md again
	@$(RUN) tests.screenshots.board
	@PYTHONPATH=lambda $(RUN) tests.screenshots.tracking
	@PYTHONPATH=lambda $(RUN) tests.screenshots.booking

synth: build ## Synthesize every environment's CloudFormation into cdk.out, without credentials
	@node_modules/.bin/cdk synth --quiet --no-notices

snapshots: build ## Write the CloudFormation of staging and production that a reviewer reads
	@$(RUN) tests.testkit.infrastructure.snapshot

rules: packages ## Write the rules of the forms that the pages are built with
	@PYTHONPATH=lambda $(RUN) tests.unit.jobs.page_rules

schemas: packages ## Write the JSON Schemas of a job and a record into docs/
	@PYTHONPATH=lambda $(RUN) qdn.job_schema

api: packages ## Write the description of the API: docs/openapi.json and docs/api.md
	@PYTHONPATH=lambda $(RUN) openapi

costs: packages ## Write what a month on AWS costs into docs/costs.md
	@PYTHONPATH=lambda $(RUN) bench.costs

lock: ## Pin every requirement again, with hashes
	@scripts/lock-requirements
