# `make` alone lists the commands.
SHELL := bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
WEB := server/web
CACHE := $(CURDIR)/.cache
PORT ?= 8000
export PIP_CACHE_DIR := $(CACHE)/pip
export npm_config_cache := $(CACHE)/npm
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE :=
ROOT := $(filter 0,$(shell id -u))

.PHONY: help run test check lint types unit browser bless test-clients fuzz torture reports-check bench front-end set-up lock hooks clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

## --- set-up ---------------------------------------------------------------------------------------------------------
$(VENV)/ready: requirements.lock setup.cfg pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/pango: $(VENV)/ready
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null || { \
	  $(if $(ROOT),apt-get update -qq && apt-get install -y -qq libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0,\
	  echo "The reports need Pango: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"; exit 1); }
	@touch $@

$(WEB)/node_modules/.ready: $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

WEB_SOURCES := $(shell find $(WEB) -path $(WEB)/node_modules -prune -o -type f -print 2>/dev/null)
server/static/bundle/.ready: $(WEB)/node_modules/.ready $(WEB_SOURCES)
	cd $(WEB) && npm run --silent build
	@touch $@

front-end: server/static/bundle/.ready ## build the script, style and fonts of the map
set-up: $(VENV)/ready $(VENV)/pango front-end ## install everything into this folder

## --- the two commands -----------------------------------------------------------------------------------------------
run: set-up ## web and worker on http://localhost:8000, with the embedded example if there is no data
	@! (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null || { \
	  echo "Op poort $(PORT) luistert al een ander programma. Kies een andere: make run PORT=8080"; exit 1; }
	@$(BIN)/landinbeeld snapshots example
	@$(BIN)/landinbeeld tiles build --newest
	@printf '\n  %s\n  %s\n  %s\n  %s\n\n' \
	  '+------------------------------------------------------------+' \
	  "|  Land in Beeld staat klaar op  http://localhost:$(PORT)       |" \
	  '|  Andere maanden en de rapportages volgen; Ctrl+C stopt.    |' \
	  '+------------------------------------------------------------+'
	@PATH="$(CURDIR)/$(BIN):$$PATH" PORT=$(PORT) exec $(BIN)/honcho start

test: set-up lint types unit browser ## all that continuous integration runs
	@echo 'make test: everything passed'

## --- parts of the test ----------------------------------------------------------------------------------------------
check: lint types unit ## test without the browser

lint: $(VENV)/ready ## ruff, formatting and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready ## mypy --strict
	$(BIN)/mypy

tests/spectral/node_modules/.ready: tests/spectral/package.json tests/spectral/package-lock.json
	cd tests/spectral && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

unit: set-up tests/spectral/node_modules/.ready ## the Python tests
	$(BIN)/pytest -n 2 --dist loadfile

$(CACHE)/chromium: $(VENV)/ready
	@mkdir -p $(CACHE)
	@command -v chromium >/dev/null || { \
	  $(if $(ROOT),apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium,\
	  echo "The browser tests need Chromium: sudo apt-get install chromium"; exit 1); }
	@touch $@

browser: set-up $(CACHE)/chromium ## the tests in a real browser
	cd $(WEB) && npm run --silent test:browser

bless: set-up ## write anew what the golden tests keep; look at the difference before you commit it
	LANDINBEELD_BLESS=1 $(BIN)/pytest tests/golden -q -p no:xdist
	git diff --stat -- tests/golden/kept

QGIS := /usr/bin/python3 -c 'import qgis.core' 2>/dev/null
test-clients: set-up ## QGIS and GDAL on our addresses; installs QGIS (1 GB) when you are root
	@$(QGIS) || { \
	  $(if $(ROOT),apt-get update -qq && apt-get install -y -qq qgis python3-qgis >/dev/null,\
	  echo "These tests need QGIS: sudo apt-get install qgis python3-qgis"; exit 1); }
	LANDINBEELD_TEST_QGIS=required $(BIN)/pytest tests/clients

## --- longer work ----------------------------------------------------------------------------------------------------
fuzz: $(VENV)/ready ## new examples for every property, broken files for the intake, 10,000 hostile requests
	$(BIN)/pytest $$(git grep -l "hypothesis import" tests) -p no:xdist --hypothesis-profile=search
	$(BIN)/pytest tests/fuzz -m fuzz -p no:xdist --hypothesis-profile=search
	HOSTILE_REQUESTS=10000 $(BIN)/pytest tests/server/test_hostile.py -p no:xdist -s

torture: set-up ## kill worker and web two hundred times while files arrive and a client reads
	LANDINBEELD_TORTURE_KILLS=$${KILLS:-200} $(BIN)/pytest tests/whole/test_torture.py -s -p no:xdist

reports-check: set-up ## make all reports of all half-years and read each with poppler and pikepdf
	@command -v pdfinfo >/dev/null || { \
	  $(if $(ROOT),apt-get update -qq && apt-get install -y -qq poppler-utils,\
	  echo "This check needs poppler: sudo apt-get install poppler-utils"; exit 1); }
	LANDINBEELD_ALL_REPORTS=all $(BIN)/pytest tests/whole/test_all_reports.py -p no:xdist

bench: set-up ## print the figures that README and decisions quote
	@for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

lock: ## write requirements.lock anew from setup.cfg
	python3 -m venv $(CACHE)/uv && $(CACHE)/uv/bin/pip install --quiet uv
	$(CACHE)/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --no-emit-index-url --all-extras setup.cfg --output-file requirements.lock

hooks: $(VENV)/ready ## install the pre-commit hooks
	$(BIN)/pre-commit install

clean: ## remove everything that make made (not var/, the data)
	rm -rf $(VENV) $(CACHE) build *.egg-info $(WEB)/node_modules tests/spectral/node_modules server/static/bundle
