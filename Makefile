# Everything a contributor runs. `make demo` and `make test` do their own set-up.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SERVE ?= 1
PORT ?= 8765
AS_OF := 2026-12-01
SITE := _site

.PHONY: help demo test check format lock docs messages bench screenshots

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

# One stamp per lock file: installed again only when the lock or the metadata changed.
$(VENV)/.demo: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo ## build the example portals, say how to open them, serve them (SERVE=0: only build)
	@$(BIN)/onboardgen build --today $(AS_OF) --out $(SITE)
	@$(BIN)/onboardgen access show --brief --today $(AS_OF) --out $(SITE) --base-url http://127.0.0.1:$(PORT)/
ifneq ($(SERVE),0)
	@echo "Open one of the links above in a browser on this machine. Ctrl-C ends it."
	@$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory $(SITE)
endif

test: $(VENV)/.dev ## run all tests, those in a real browser too
	@sh tests/browser/install_chromium.sh
	$(BIN)/pytest --numprocesses 2 --dist worksteal

check: $(VENV)/.dev ## everything that CI does: format, lint, types, layers, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

format: $(VENV)/.dev ## format the code and mend what lint can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: ## renew the lock files (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-annotate --no-emit-index-url pyproject.toml --group build -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-header --no-annotate --no-emit-index-url pyproject.toml --group dev -o requirements-dev.lock

docs: $(VENV)/.dev ## write the reference pages that follow from schemas, commands and findings
	$(BIN)/python docs/reference/generate.py
	$(BIN)/python docs/reference/contract/generate.py

messages: $(VENV)/.dev ## collect the texts to translate, and put new ones into every catalogue
	$(BIN)/pybabel -q extract -F babel.cfg -k mark:1,1t -k mark_plural:1,2 -k say --no-location \
		--omit-header --sort-output -o onboardgen/locale/onboardgen.pot .
	$(BIN)/pybabel -q update -i onboardgen/locale/onboardgen.pot -d onboardgen/locale -D onboardgen \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

bench: $(VENV)/.dev ## measure builds and checks of generated workspaces, as ratios
	@$(BIN)/python -m bench.run

screenshots: $(VENV)/.dev ## pictures of every page of the example portals, in _screenshots/
	@sh tests/browser/install_chromium.sh
	@$(BIN)/python -m tests.browser.screenshots
