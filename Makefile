# Everything runs from the virtual environment in .venv, made on first use; nothing is installed globally.
.DEFAULT_GOAL := help
.SUFFIXES:
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
TEST_ARGS ?=
# One more than cores: tests of time-outs and locks wait.
WORKERS := $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
# Compiled code is kept: without it each of the many processes that the tests start compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
HAVE_MYSQL := $(shell (pkg-config --exists mysqlclient || pkg-config --exists libmariadb || pkg-config --exists mariadb || command -v mysql_config || command -v mariadb_config) >/dev/null 2>&1 && command -v cc >/dev/null 2>&1 && echo yes)
RUNTIME := $(if $(HAVE_MYSQL),requirements.txt,deploy/requirements/embedded.txt)
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check

STACK = $(PY) deploy/stack/run.py

.PHONY: help demo stack stack-down cert-dev bench bench-load test test-slow test-mysql e2e drill lint check format migrations lock clean

help: ## Explain each target in a line
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "aicmr: needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "aicmr: Python cannot make virtual environments here; on Debian: apt install python3-venv"; exit 1; }

.venv/runtime.stamp: $(RUNTIME) | .venv/bin/python
	@echo "Installing $(RUNTIME)$(if $(HAVE_MYSQL),, (no MySQL headers found: embedded set))"
	@$(INSTALL) -r $(RUNTIME)
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp deploy/requirements/dev.txt
	@echo "Installing deploy/requirements/dev.txt"
	@$(INSTALL) -r deploy/requirements/dev.txt
	@touch $@

demo: .venv/runtime.stamp ## Serve a sample site with a worker; ONCE=1 runs the main job end to end and exits
	@$(PY) deploy/demo/run.py $(if $(filter-out 0,$(ONCE)),--once)

stack: .venv/dev.stamp ## Run all of production on this machine: nginx, Gunicorn, Celery, MariaDB, Redis, S3; returns when it answers
	@$(STACK) up

stack-down: .venv/dev.stamp ## End what make stack started
	@$(STACK) down

bench: .venv/dev.stamp ## Measure against the limits of this machine (BENCH_ARGS="--counts 1000,20000 --only T1,T4")
	@$(PY) deploy/bench/run.py $(BENCH_ARGS)

bench-load: .venv/dev.stamp ## Twice what the stack can take for 5 minutes, with an editor at work (BENCH_ARGS="--seconds 60")
	@$(PY) deploy/bench/overload.py $(BENCH_ARGS)

cert-dev: .venv/runtime.stamp ## Make a certificate authority and a certificate for this machine in var/tls (NAMES=...)
	@$(PY) deploy/stack/certificates.py $(NAMES)

test: .venv/dev.stamp ## Run the test suite on SQLite, without any service
	@$(PY) -m pytest -n $(WORKERS) -m "not e2e and not deploy and not slow" $(TEST_ARGS)

test-slow: .venv/dev.stamp ## Run what takes seconds of its own: every role at every address, other processes, large inputs
	@$(PY) -m pytest -n $(WORKERS) -m "slow" $(TEST_ARGS)

test-mysql: .venv/dev.stamp ## Run what asks a server on MariaDB or MySQL and Redis (DATABASE_URL, REDIS_URL)
	@test -n "$(HAVE_MYSQL)" || { echo "aicmr: the MySQL driver needs headers; on Debian: apt install default-libmysqlclient-dev pkg-config"; exit 1; }
	@DATABASE_URL="$${DATABASE_URL:-mysql://aicmr:aicmr@127.0.0.1:3306/aicmr}" REDIS_URL="$${REDIS_URL:-redis://127.0.0.1:6379/0}" \
		$(PY) -m pytest -n 3 -p tests.served -m "not e2e and not deploy" $(TEST_ARGS)

e2e: .venv/dev.stamp ## Drive the demo in headless Chromium
	@$(PY) -m pytest tests/e2e -m e2e -n 3 --dist loadfile $(TEST_ARGS)

drill: .venv/runtime.stamp ## Back up a sample site, wipe it, restore it, compare; DRILL_ARGS="--from PLACE" takes your own backup
	@$(PY) deploy/drill.py $(DRILL_ARGS)

lint: .venv/dev.stamp ## Check style, templates, types and the direction of imports
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo "aicmr: run make format"; exit 1; }
	@$(PY) -m djlint --lint --quiet templates
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache

check: lint ## Lint, look for missing migrations, check production settings, test
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) deploy/checks/production.py
	@$(MAKE) --no-print-directory test

format: .venv/dev.stamp ## Put the code into the house style
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format --quiet .

migrations: .venv/dev.stamp ## Write migrations for changed models
	@$(PY) manage.py makemigrations

LOCK := .venv/bin/uv pip compile --quiet --python-version 3.11 --no-header --no-emit-index-url --no-annotate $(LOCK_ARGS)
lock: .venv/dev.stamp ## Pin all requirement sets from deploy/requirements/*.in in one step (LOCK_ARGS=--upgrade)
	@cd deploy/requirements && ../../$(LOCK) runtime.in --output-file ../../requirements.txt
	@cd deploy/requirements && ../../$(LOCK) --constraint ../../requirements.txt embedded.in --output-file embedded.txt
	@cd deploy/requirements && ../../$(LOCK) dev.in --output-file dev.txt

clean: ## Remove the virtual environment, caches and everything in var/
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
