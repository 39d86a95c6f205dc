# `make run` and `make test` are all that a new machine needs (python3 >= 3.11, make, a network).
PORT ?= 8000
PY = .venv/bin/python

.PHONY: help run reset test test-slow test-contract lint format messages lock

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  /'

run: ## the whole portal at http://127.0.0.1:8000, with demo people and a sandbox Nextcloud
	@sh deploy/environment.sh requirements.lock
	@DJANGO_SETTINGS_MODULE=portal.settings.dev PORT=$(PORT) exec $(PY) manage.py run_embedded

reset: ## forget the embedded mode's data
	rm -rf var

test: ## everything from lint to browser tests, on SQLite and on PostgreSQL with Redis
	@sh deploy/environment.sh requirements-dev.lock
	@$(PY) -m tests.run

test-slow: ## what takes longer
	@sh deploy/environment.sh requirements-dev.lock
	@$(PY) -m tests.run --slow

test-contract: ## the contract tests against NEXTCLOUD_URL, or the sandbox
	@sh deploy/environment.sh requirements-dev.lock
	@$(PY) -m pytest tests/contract

lint: ## what machines check without running anything
	@sh deploy/environment.sh requirements-dev.lock
	@$(PY) -m tests.run --only lint

format: ## put code and imports in order
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .

messages: ## collect messages into the French catalogue
	@DJANGO_SETTINGS_MODULE=portal.settings.dev $(PY) manage.py messages

lock: ## renew the locks after a change in pyproject.toml
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --group dev pyproject.toml -o requirements-dev.lock
