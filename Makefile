# Two commands matter: `make serve` tries the house, `make test` proves it. `make help` lists the rest.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi

.PHONY: help serve test check bench bench-scale torture serve-postgres clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/made:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer with venv is needed (apt install python3-venv, or set PYTHON=...)." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/serves: requirements.txt $(VENV)/made
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/tests: requirements-dev.txt $(VENV)/serves
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

serve: $(VENV)/serves ## web and clock in one process, with demo data, on http://localhost:8000
	@HOST=$(HOST) PORT=$(PORT) $(FLASK) web start

test: $(VENV)/tests ## everything, nothing skipped
	@sh tests/support/needs.sh
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/tests ## lint, types, house rules, procedures
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/house
	$(FLASK) procedures check

bench: $(VENV)/tests ## speed as ratios to a floor measured in the same run
	$(BIN)/python -m bench

bench-scale: $(VENV)/tests ## 200,000 running cases held against 1,000 (DATABASE=postgresql, TIMES=5)
	$(BIN)/python -m bench.scale --database $(or $(DATABASE),sqlite) --times $(or $(TIMES),1)

torture: $(VENV)/tests ## the long random tests
	ORACLE_RUNS=3000 DRIVER_CASES=200 FAULT_RUNS=40 RESTART_COMPLETIONS=2000 $(BIN)/pytest -rP tests/engine/oracle tests/api/test_driver.py tests/faults

serve-postgres: $(VENV)/tests ## two web processes and two workers on DATABASE_URL, or on a PostgreSQL from a wheel
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python -m tests.support.serve_postgres

clean: ## forget the virtual environment and all data
	rm -rf $(VENV) instance
