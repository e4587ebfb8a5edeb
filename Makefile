# The front door: `make help` says what there is.

PYTHON ?= python3
# Words for the command behind the target: make test ARGS="tests/cda -x"
ARGS ?=

UV := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
PRODUCT := cda cohorts coaching strategy events
# The type checker reads the settings, which want values; it connects to nothing.
ANY_SETTINGS := SECRET_KEY=any DATABASE_URL=postgresql:///any REDIS_URL=redis://any
SYNC := $(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python
# Python of this machine only: never one that is fetched.
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint bench manage messages lock stop clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/installed ## Start the application with its demonstration; PORT=8001 for another port
	@$(BIN)/python -m cda.devstack run

test: $(VENV)/installed ## Run the tests; ARGS="…" goes to pytest
	@$(BIN)/python -m cda.devstack test $(ARGS)

bench: $(VENV)/installed ## Measure against the budgets
	@$(BIN)/python -m cda.devstack bench $(ARGS)

manage: $(VENV)/installed ## Run manage.py with ARGS="…"
	@$(BIN)/python -m cda.devstack manage $(ARGS)

lint: $(VENV)/installed ## Check style, types, templates and the order of the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates $(PRODUCT) -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	! grep -rnE --include='*.html' --include='*.txt' '\{% blocktranslate( [^%]*)?%\}' templates $(PRODUCT) | grep -v ' trimmed'
	$(ANY_SETTINGS) $(BIN)/mypy
	$(BIN)/lint-imports

messages: $(VENV)/installed ## Read all sentences into the catalogues of translations, and compile them
	@$(ANY_SETTINGS) $(BIN)/python -m tests.messages

lock: $(VENV)/installed ## Resolve the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --extra embedded --group dev --universal \
		--generate-hashes --no-emit-index-url --no-emit-find-links --upgrade \
		-o requirements.lock

stop: $(VENV)/installed ## Stop what a killed command left behind
	@$(BIN)/python -m cda.devstack stop

clean: ## Throw away what was made here: the installation and all data
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m cda.devstack clean; fi
	rm -rf $(VENV) .state .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# The fast installer first: with the certificates it brings, then with those of the system (for
# networks that look inside). Then pip, which also heeds the settings of this machine.
$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python lacks venv. On Debian: sudo apt-get install python3-venv"; exit 1; }
	@# One that works stays: another Python written over it would not start.
	$(BIN)/python -c 'import pip, ssl' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet uv==$(UV) && { $(SYNC) $< || $(SYNC) --system-certs $<; } || \
		{ echo "Trying with pip, which takes a little longer."; \
		$(BIN)/pip install --quiet --require-hashes -r $<; }
	@touch $@
