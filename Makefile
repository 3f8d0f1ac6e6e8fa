# The ways into the project. Each target sets up what it needs by itself.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-ui test-e2e fuzz screens reset bench crash sim check-mobile types fmt lint setup

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## builds and starts the server with the demo district and opens the app; DATA=folder PORT=number
	@exec scripts/run.sh

test: ## runs every test, quick ones first
	@exec scripts/test.sh

test-rust: ## the Rust tests alone
	@exec scripts/test.sh rust

test-ui: ## the UI's types and unit tests alone
	@exec scripts/test.sh ui

test-e2e: ## the end-to-end tests alone: Chromium and the app's own window
	@exec scripts/test.sh e2e

fuzz: ## tries hostile input, SECONDS=60 on each target; with cargo-fuzz where it is installed
	@exec scripts/fuzz.sh $(SECONDS)

screens: ## the end-to-end tests, and their pictures into docs/screens
	@XUNCUN_SCREENS=docs/screens exec scripts/test.sh e2e

reset: ## removes the data folder of `make run`; DATA=folder
	@exec scripts/reset.sh

bench: ## prints one JSON line a measure; ONLY=name for one, FULL=1 for a whole district-year
	@exec scripts/bench.sh

crash: ## kills real processes at random moments and checks what is left; KILLS=1000 SEED=number
	@exec scripts/crash.sh

sim: ## plays stories in which everything goes wrong; SEEDS=number, SEED=number for one, PLANT=bug to see it found
	@exec scripts/sim.sh

check-mobile: ## type-checks the whole app for Android
	@exec scripts/check-mobile.sh

types: ## makes the UI's TypeScript types from the Rust ones
	UPDATE_TYPES=1 cargo nextest run -p xuncun-app typescript::

fmt: ## formats the Rust code
	cargo fmt --all

lint: ## formatting and lints, as `make test` checks them
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

setup: ## installs what building and testing need, where it is missing
	@exec scripts/setup.sh build test
