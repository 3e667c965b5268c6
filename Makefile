# Every recipe sets up what it needs in .venv; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.stamp-geoapp
PEERS := .venv-bench
PEERS_STAMP := $(PEERS)/.stamp-peers

.PHONY: help run test lint bench bundle lock

help:            ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

# The hook that fetches the browser's libraries runs at installation, hence its files among the prerequisites.
$(STAMP): pyproject.toml requirements.lock package-lock.json package.json hatch_build.py
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps -e .
	$(BIN)/python -m geoapp.cli prepare
	touch $(STAMP)

run: $(STAMP)    ## serve the pages at http://127.0.0.1:8000/ (the first start copies the sample ward)
	$(BIN)/python -m geoapp.cli serve

test: $(STAMP)   ## the whole test run
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(STAMP)   ## formatting rules and types
	$(BIN)/ruff check geoapp tests benchmarks tools hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP) $(PEERS_STAMP) ## ratios against named peers, in one run (ONLY=pages|coverage|ward|planner|facility|exports for a part)
	GEOAPP_PEERS=$(PEERS)/bin/python $(BIN)/python -m benchmarks $(ONLY)

# The planner's peers run in processes and an environment of their own; `make lock` leaves them out.
$(PEERS_STAMP): pyproject.toml
	$(PEERS)/bin/python -m pip --version >/dev/null 2>&1 || { rm -rf $(PEERS); $(PYTHON) -m venv $(PEERS); }
	$(PYTHON) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['bench'], sep='\n')" > $(PEERS)/peers.txt
	$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet -r $(PEERS)/peers.txt
	touch $(PEERS_STAMP)

bundle: $(STAMP) ## the folder for an office without internet, in dist/ (PLATFORM=windows|linux, PY=3.12)
	$(BIN)/python tools/bundle.py --platform $(or $(PLATFORM),windows) --python $(or $(PY),3.12)

lock:            ## renew requirements.lock (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --all-extras --group dev --output-file requirements.lock pyproject.toml
