# `make crawl` and `make test` do everything on a machine with Python, make and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What each environment was made from; newer files make it anew. The tests' environment serves the crawl as well.
BASE := $(VENV)/.base
FULL := $(VENV)/.full
PEERS := $(VENV)/.peers
FUZZER := $(VENV)/.fuzzer
# Pages with expected values, beside the checkout; what needs them says so where they are not.
CORPUS := ../shared/bench
FUZZ_SECONDS ?= 60

.PHONY: crawl test lint types pytest schema bench floors fuzz fuzz-pages clean help

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

crawl: $(BASE)  ## Crawl the bundled site (fixtures/site, on loopback) into data/islamtimes
	@echo "crawling fixtures/site, a made-up Islam Times served on loopback …"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m fixtures.serve -- \
		scrapy crawl islamtimes -L WARNING -a origin={origin} \
		-s NEWSSCRAPE_DATA_DIR=data -s NEWSSCRAPE_CONTACT=nobody@localhost
	@echo
	@echo "one of its $$(grep -c . data/islamtimes/articles.jsonl) records, a line of the dataset spread out:"
	@head -n 1 data/islamtimes/articles.jsonl | $(BIN)/python -m json.tool --no-ensure-ascii

test: lint types pytest  ## Lint, check types, run all tests

lint: $(FULL)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(FULL)
	$(BIN)/mypy

pytest: $(FULL)
	# Thousands of pages, extracted and crawled: counting the lines that run would take minutes.
	$(BIN)/python -m pytest -n auto --dist loadfile -m bulk
	$(BIN)/python -m pytest -n auto --dist loadgroup --cov --cov-report=term-missing -m "not bulk"

schema: $(FULL)  ## Write newsscrape/schema.json anew from newsscrape/items.py
	$(BIN)/python -m newsscrape.dataset.schema > schema.tmp && mv schema.tmp newsscrape/schema.json

bench: $(CORPUS)/cases.jsonl $(PEERS)  ## Compare with the peers, right and fast, on ../shared/bench; ARGS="--limit 200" for a sample
	$(BIN)/python -m benchmarks $(CORPUS) --folds tests/quality/folds $(ARGS)

floors: $(CORPUS)/cases.jsonl $(FULL)  ## Raise the score floors of tests/quality to what is reached; ARGS=--lower lets them go down
	$(BIN)/python -m benchmarks.floors $(CORPUS) $(ARGS)

fuzz: $(FUZZER)  ## Fuzz what reads strangers' bytes, led by coverage, FUZZ_SECONDS=60 each; ARGS="page warc" for some
	$(BIN)/python -m tests.fuzz.guided --seconds $(FUZZ_SECONDS) $(ARGS)

fuzz-pages: $(CORPUS)/cases.jsonl $(FULL)  ## Re-parse 20,000 mutated pages of ../shared/bench; ARGS="--pages 2000" for fewer
	$(BIN)/python -m benchmarks.attack $(CORPUS) $(ARGS)

clean:  ## Remove the environment and the caches, not the data
	rm -rf $(VENV) .fuzz build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage*

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("newsscrape needs Python 3.11 or newer; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(BASE): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(FULL): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint,train]'
	@touch $@ $(BASE)

$(PEERS): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@ $(BASE)

$(FUZZER): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,fuzz]'
	@touch $@ $(BASE)

$(CORPUS)/cases.jsonl:
	@echo "there are no pages in $(CORPUS); docs/benchmarks.md says what belongs there"; exit 1
