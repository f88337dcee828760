# SPDX-FileCopyrightText: 2026 The Gremium contributors
# SPDX-License-Identifier: EUPL-1.2
#
# `make run` and `make test` do all the set-up they need on a fresh Debian 12.
# Set-up is remembered in .venv/.ready-*, so that the second call starts at once.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PYTEST := $(BIN)/pytest
JOBS ?= 2
# Processes that check types; 0: in one that waits for no other, as it must where it gets little time.
TYPES ?= $(JOBS)
# Tests beside real servers wait for them a third of their time.
CROWD ?= 3
SEED ?= 20261122
READY_RUN := .venv/.ready-run
READY_DEV := .venv/.ready-dev
READY_FUZZ := .venv/.ready-fuzz
PAGES := widgets/dist/SHA256SUMS

.PHONY: help setup widgets run test check lint unit integration e2e campaign campaign-long campaign-random fuzz sbom audit test-livekit weather docs changelog lock clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY_RUN): requirements/installer.txt requirements/run.txt pyproject.toml .ci/setup
	@.ci/setup run
	@touch $@

$(READY_DEV): requirements/installer.txt requirements/dev.txt pyproject.toml .ci/setup \
		$(wildcard tests/peers/*/package-lock.json)
	@.ci/setup dev
	@touch $@ $(READY_RUN)

$(READY_FUZZ): $(READY_DEV) requirements/fuzz.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --require-hashes --requirement requirements/fuzz.txt
	@touch $@

setup: $(READY_DEV) ## Prepare this machine for running, testing and writing

$(PAGES): $(READY_RUN) widgets/package-lock.json widgets/vite.config.ts $(shell find widgets/src -type f)
	@.ci/widgets build > widgets/.build.log 2>&1 || { cat widgets/.build.log; exit 1; }

.PHONY: widgets-report
widgets-report: $(READY_DEV) $(PAGES) ## How heavy and how quick the pages are, against their budgets
	@.ci/widgets gallery > widgets/.build.log 2>&1 || { cat widgets/.build.log; exit 1; }
	@PYTHONPATH=.:tests/support $(BIN)/python benchmarks/pages.py

.PHONY: shots
shots: $(READY_DEV) ## Pictures of every state of every page in var/shots, and those of the docs
	@.ci/widgets gallery > widgets/.build.log 2>&1 || { cat widgets/.build.log; exit 1; }
	@PYTHONPATH=.:tests/support $(BIN)/python -m page_shots

run: $(READY_RUN) $(PAGES) ## Homeserver, bot and the played sample evening (more: make run ARGS=--help)
	@exec $(BIN)/gremium up $(ARGS)

# The tests that are to be alone mostly wait: for a line, a browser, a clock.
test: $(READY_DEV) $(PAGES) ## Everything that must hold: check, audit, sbom, integration, e2e
	@.ci/beside '$(MAKE) check audit sbom TYPES=0' '$(MAKE) alone'
	@$(MAKE) together e2e

widgets: $(PAGES) ## Build the pages that clients show beside the chat, and print their hashes
	@tail -n +1 $(PAGES); sha256sum $(PAGES)

check: lint unit docs ## What is checked before each commit: lint, unit, docs

lint: $(READY_DEV) ## Format, lints, types, architecture, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --num-workers=$(TYPES)
	$(BIN)/lint-imports
	$(BIN)/reuse lint --quiet || $(BIN)/reuse lint
	.ci/widgets check

unit: $(READY_DEV) ## Unit tests, and the pure core's branches to the last one
	.ci/widgets test
	$(PYTEST) tests/unit --numprocesses=$(JOBS) --cov --cov-report=term

integration: together alone ## Tests with real Synapse, PostgreSQL, files and processes

.PHONY: together alone
together: $(READY_DEV) $(PAGES)
	.ci/lane together tests/contract tests/integration -m "not alone" --numprocesses=$(CROWD) \
	  --dist=loadfile --no-loadscope-reorder --max-worker-restart=0

alone: $(READY_DEV) $(PAGES)
	.ci/lane alone tests/integration -m alone

e2e: $(READY_DEV) $(PAGES) ## The whole evening, foreign clients, and a short evening clicked through
	.ci/lane e2e tests/peers tests/e2e tests/calls/test_short_evening.py

campaign: $(READY_DEV) ## Attacks and faults with a fixed seed, and one table of what came of them
	$(PYTEST) -m campaign --randomly-seed=$(SEED) tests $(ARGS)

campaign-long: $(READY_DEV) ## Bot and homeserver killed at every single step of an evening: hours
	GREMIUM_KILLS=every $(PYTEST) --numprocesses=$(JOBS) tests/e2e/test_crash_campaign.py $(ARGS)

sbom: $(READY_DEV) ## The bill of materials of everything locked, as CycloneDX: var/sbom/gremium.cdx.json
	@PYTHONPATH=tests/support $(BIN)/python -m sbom $(or $(FILE),var/sbom/gremium.cdx.json)

audit: $(READY_DEV) ## What is known against what is locked: licences, vulnerabilities, withdrawn versions
	@PYTHONPATH=tests/support $(BIN)/python -m audit

fuzz: $(READY_FUZZ) ## Look for inputs that break a reader, led by coverage (TARGET=grammar SECONDS=600)
	tests/fuzz/run "$(TARGET)" $(or $(SECONDS),60)

weather: $(READY_DEV) ## The conference on a thin line, and on a bad one for twenty minutes (WEATHER_SECONDS=1200)
	WEATHER_SECONDS=$(or $(WEATHER_SECONDS),1200) $(PYTEST) -s -p no:randomly \
	  tests/integration/bridge/test_thin_lines.py tests/integration/bridge/test_weather.py $(ARGS)

.PHONY: conference
conference: $(READY_DEV) $(PAGES) ## Our conference page, as page and as widget, in one sealed call with Element Call
	$(PYTEST) -p no:randomly tests/calls $(ARGS)

.PHONY: bodies soak
bodies: $(READY_DEV) ## Ten bodies of one bot vote at once: seconds and processor time a vote (5 to 10 minutes)
	PYTHONPATH=.:tests/support timeout 900 $(BIN)/python benchmarks/bodies.py $(ARGS)

soak: $(READY_DEV) ## Fifty evenings in one life of the bot, and its memory after each (20 minutes at most)
	PYTHONPATH=.:tests/support $(BIN)/python benchmarks/soak.py $(ARGS)

test-livekit: $(READY_DEV) ## The conference tests against a real LiveKit server, built from its Go module
	.ci/livekit $(PYTEST) tests/integration/bridge $(ARGS)

campaign-random: $(READY_DEV) ## Attacks and kills drawn by lot, with a seed that is printed (ROUNDS=50 SEED=…)
	CAMPAIGN_ROUNDS=$(or $(ROUNDS),50) CAMPAIGN_SEED=$(if $(filter file,$(origin SEED)),$$RANDOM,$(SEED)) \
	  $(PYTEST) -s tests/integration/evening/test_hostile_random.py tests/integration/faults/test_kills.py $(ARGS)

docs: $(READY_DEV) ## The documentation in docs/_build/html; warnings are errors
	$(BIN)/sphinx-build -n -W --keep-going -q -b html docs docs/_build/html

changelog: $(READY_DEV) ## What the next release's changelog says so far
	$(BIN)/towncrier build --draft --version next

release: $(READY_DEV) $(PAGES) ## Wheel, source and bill of materials in dist/, signed with KEY=<private SSH key>
	@test -n "$(KEY)" || { echo "name the key: make release KEY=~/.ssh/gremium-release"; exit 2; }
	rm -rf dist && $(BIN)/python -m build --no-isolation --outdir dist
	@PYTHONPATH=tests/support $(BIN)/python -m sbom dist/gremium.cdx.json
	.ci/sign dist "$(KEY)"

lock: $(READY_DEV) ## Write requirements/*.txt anew from pyproject.toml (ARGS=--upgrade: newest)
	.ci/lock $(ARGS)

clean: ## Remove what builds and tests left behind; var/ with its secrets and journals stays
	rm -rf build dist docs/_build widgets/dist widgets/dist-gallery .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
