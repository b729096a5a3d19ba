# Two commands do nearly everything: make run, make test. The rest is named in make help.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
HOST ?= 127.0.0.1
PORT ?= 8000
# Links in messages begin with it.
PUBLIC_URL ?= http://$(if $(filter 0.0.0.0,$(HOST)),127.0.0.1,$(HOST)):$(PORT)
JOBS ?= $(shell n=$$(nproc); [ $$n -gt 4 ] && echo 4 || echo $$n)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -qq
# A stamp carries the hash of what it installed, so a changed pin installs again and an unchanged one costs nothing.
RUN_STAMP := .venv/.run-$(shell cat requirements.txt | sha256sum | cut -c1-16)
DEV_STAMP := .venv/.dev-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard portal/translations/*/LC_MESSAGES/*.po))

# What `make load` tries at full size beside the hammer: races, the guard against the rule, lost updates, keys.
LOADED := $(addprefix tests/booking/test_,two_paths.py guard_and_rules.py capacity_edits.py fairness.py) \
	$(addprefix tests/api/test_,keys.py keys_and_kills.py plans.py)

.PHONY: help run test load bench bench-search scale lint setup translations messages clean

help:
	@echo "make run           start the portal on http://$(HOST):$(PORT) (HOST=, PORT=); Ctrl-C stops it"
	@echo "make test          run every test, on SQLite, PostgreSQL and Chromium (ARGS= goes to pytest)"
	@echo "make load          the hammer on the booking guard and the races at full size, on both databases (more than two hours)"
	@echo "make lint          ruff, mypy, djlint, bandit"
	@echo "make bench         CPU milliseconds, bytes and SQL statements per request (ARGS= goes to the benchmark)"
	@echo "make bench-search  milliseconds of a search with 1,000 to 100,000 listings (about half an hour; ARGS= goes to the benchmark)"
	@echo "make scale         milliseconds in the database at the size of a country, and how they grow (about ten minutes)"
	@echo "make setup         only install what the portal needs"
	@echo "make translations  compile the catalogues in portal/translations"
	@echo "make messages      collect new sentences into the English catalogue"
	@echo "make clean         remove .venv, compiled files and the database in var/"

setup: $(RUN_STAMP) translations

run: $(RUN_STAMP) translations var/secret
	@ENVIRONMENT=development DEMONSTRATION=$${DEMONSTRATION:-1} LOG_FORMAT=$${LOG_FORMAT:-console} LOG_LEVEL=$${LOG_LEVEL:-WARNING} \
	PUBLIC_URL="$(PUBLIC_URL)" SECRET_KEY="$$(cat var/secret)" exec $(BIN)/python -P portal/serving.py --host "$(HOST)" --port "$(PORT)"

test: $(DEV_STAMP) translations
	@.ci/tools test
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

load: $(DEV_STAMP) translations
	@.ci/tools test
	@LOAD=full $(BIN)/python -m pytest tests/load -s $(ARGS)
	@LOAD=full $(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -rP $(LOADED) $(ARGS)

bench: $(DEV_STAMP) translations
	@.ci/tools test
	@$(BIN)/python -m tests.bench.requests $(ARGS)

bench-search: $(DEV_STAMP) translations
	@.ci/tools test
	@$(BIN)/python -m tests.bench.search $(ARGS)

scale: $(DEV_STAMP) translations
	@.ci/tools test
	@$(BIN)/python -m tests.bench.scale $(ARGS)

lint: $(DEV_STAMP)
	$(BIN)/ruff check portal tests wsgi.py
	$(BIN)/mypy portal
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/bandit --quiet --recursive portal --severity-level medium --configfile pyproject.toml

translations: $(CATALOGUES)

# New and changed sentences of code and pages, brought into the English catalogue without guessing at translations.
messages: $(DEV_STAMP)
	@mkdir -p var portal/translations/en/LC_MESSAGES
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keywords lazy_gettext --keywords N_ --keywords "lazy_ngettext:1,2" --sort-by-file --no-location \
		--omit-header --output var/messages.pot .
	$(BIN)/pybabel --quiet update --input-file var/messages.pot --output-dir portal/translations --locale en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap


%.mo: %.po | $(RUN_STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# One secret for this machine, made once: sessions outlive a restart, and no default key is in use anywhere.
var/secret:
	@mkdir -p var
	@umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))' > $@

$(BIN)/python:
	@PYTHON="$(PYTHON)" .ci/tools venv
	@$(PYTHON) -m venv .venv

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing requirements.txt in .venv ..."
	@$(PIP) --requirement requirements.txt
	@rm -f .venv/.run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing requirements-dev.txt in .venv ..."
	@$(PIP) --requirement requirements-dev.txt
	@rm -f .venv/.dev-* && touch $@

clean:
	rm -rf .venv var test-results .ruff_cache .mypy_cache .hypothesis
	find portal tests -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f portal/translations/*/LC_MESSAGES/*.mo
