# Everything runs from a virtual environment of its own under .venv; nothing is
# installed outside this folder. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
# Where `venv` puts programs, which on Windows is another folder.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
OUT ?= out
# Tests run side by side, as many at a time as there are cores, 8 at most; JOBS=0 runs them one after
# another in one process, for a debugger. `worksteal` keeps the tests of a file together until a
# worker has none left, so that an engine or a server is seldom started twice.
JOBS ?= auto
PYTEST := $(BIN)/python -m pytest
SIDE_BY_SIDE := -n $(JOBS) --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test coverage fuzz hostile test-cluster bench-cluster test-browser test-live \
	reports check lint format types imports api api-accept contract fresh generate docs serve-docs \
	accuracy bench faults migration mutants breaking release clean

help: ## Explain every target.
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- environments -----------------------------------------------------------

$(VENV)/.pip: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "This needs Python 3.11 or newer, and $(PYTHON) is older. Run: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "==> making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --upgrade --constraint constraints.txt pip
	@touch $@

# The command line, the emulator and the OCR engine: what a user of `[local]` gets.
$(VENV)/.local: $(VENV)/.pip pyproject.toml models/pyproject.toml
	@echo "==> installing the library with its emulator and OCR engine (about 450 MB the first time)"
	@$(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable ./models --editable '.[local]'
	@# Tesseract for other scripts comes as a wheel; where there is none, nothing else needs it.
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --only-binary tesserocr --editable ./models --editable '.[scripts]' || \
	  echo "==> no wheel of tesserocr for this system: Thai, Vietnamese, Khmer and Burmese are not read"
	@touch $@

# The same, and what tests, checks and generators need.
$(VENV)/.dev: $(VENV)/.local
	@echo "==> installing the test and development tools"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --group dev
	@touch $@

$(VENV)/.browser: $(VENV)/.dev node_modules/.ready
	@echo "==> installing what drives the browser"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --group browser
	@touch $@

# Redocly bundles and lints the contract. Node is not needed to install or test the library.
node_modules/.ready: package.json package-lock.json $(VENV)/.dev
	@echo "==> installing the contract bundler"
	@$(BIN)/python -m scripts.contract.node
	@touch $@

# --- what a newcomer runs ---------------------------------------------------

demo: $(VENV)/.local ## Read three real images with the emulator's OCR engine; no account needed.
	@for run in "passport passport.png" "general-text receipt.png" "general-text mixed.png"; do \
	  set -- $$run; \
	  echo; echo "==> hwocr $$1 examples/images/$$2 --local"; \
	  $(BIN)/hwocr $$1 examples/images/$$2 --local --output $(OUT) || exit; \
	done

# The few tests that bundle a contract need Node; without it they say so and are skipped.
test: $(VENV)/.dev ## Run every test, side by side on all cores (JOBS=0: one after another).
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.ready; fi
	@$(PYTEST) $(SIDE_BY_SIDE)

coverage: $(VENV)/.dev ## Run every test and measure branches, those of processes included; report to out/coverage.
	@mkdir -p .cache/coverage && rm -f .cache/coverage/*
	@$(BIN)/coverage run -m pytest $(SIDE_BY_SIDE)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage html --quiet
	@$(BIN)/coverage json --quiet -o out/coverage/coverage.json
	@$(BIN)/coverage report
	@$(BIN)/python -m scripts.branch_coverage out/coverage/coverage.json

fuzz: $(VENV)/.dev ## Run the contract tests with many more examples (DEPTH=20 times as many).
	@CONTRACT_DEPTH=$(or $(DEPTH),20) $(PYTEST) $(SIDE_BY_SIDE) tests/contract

hostile: $(VENV)/.dev ## Run every attack of tests/hostile; make test runs a sample of them.
	@HOSTILE=full $(PYTEST) $(SIDE_BY_SIDE) tests/hostile

# Ray and Spark are heavy (1.2 GB), so they have an environment of their own. Nothing of them is sent
# anywhere or listens beyond loopback.
CLUSTER := .venv-cluster
CLUSTER_BIN := $(subst $(VENV),$(CLUSTER),$(BIN))
$(CLUSTER)/.ready: constraints.txt pyproject.toml
	@echo "==> installing Ray, Spark and the library in $(CLUSTER)"
	@$(PYTHON) -m venv --clear $(CLUSTER)
	@$(CLUSTER_BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile --constraint constraints.txt \
	  --editable '.[emulator,ray,spark]' hypothesis pytest pytest-asyncio pytest-xdist
	@touch $@

# Ray and Spark beside each other: each starts its processes once, for its own file.
test-cluster: $(CLUSTER)/.ready ## Run the tests of the batch engines Ray and Spark; needs Java 17.
	@RAY_USAGE_STATS_ENABLED=0 RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0 SPARK_LOCAL_IP=127.0.0.1 PYTHONPATH=. \
	  $(CLUSTER_BIN)/python -m pytest -n 2 --dist loadfile tests/cluster -W default --disable-warnings

bench-cluster: $(CLUSTER)/.ready ## Measure rows a second on Ray and Spark, beside a plain loop.
	@RAY_USAGE_STATS_ENABLED=0 RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0 SPARK_LOCAL_IP=127.0.0.1 PYTHONPATH=. \
	  PYSPARK_PYTHON=$(CLUSTER_BIN)/python $(CLUSTER_BIN)/python -m benchmarks.clusters.measure $(if $(ROWS),--rows $(ROWS)) \
	  2>$(CLUSTER)/bench.log || { tail $(CLUSTER)/bench.log >&2; exit 1; }

test-browser: $(VENV)/.browser ## Run the tests of the playground in Chromium (Debian: apt-get install chromium).
	@$(PYTEST) tests/browser $(if $(IMAGES),--images $(IMAGES))

test-live: $(VENV)/.dev ## Run the live tests against the real service; needs an account, two calls are billed.
	@HWOCR_LIVE=1 $(PYTEST) tests/live

reports: $(VENV)/.dev ## Run every test and write JUnit and HTML reports to out/reports.
	@mkdir -p $(OUT)/reports
	@CONTRACT_REPORTS=$(OUT)/reports/contract $(PYTEST) $(SIDE_BY_SIDE) --junitxml=$(OUT)/reports/junit.xml --html=$(OUT)/reports/tests.html --self-contained-html

# --- checks -----------------------------------------------------------------

check: lint types imports api contract fresh ## Run every check: lint, types, imports, public API, contract, generated code.

lint: $(VENV)/.dev ## Check style and formatting.
	@$(BIN)/ruff check .
	@# A text file is opened with its encoding, or Windows reads it with another one.
	@$(BIN)/ruff check --quiet --preview --select PLW1514 .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted; run: make format" >&2; exit 1; }

format: $(VENV)/.dev ## Format the hand-written code.
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

types: $(VENV)/.dev node_modules/.ready ## Check types: mypy --strict here, on Windows and macOS; pyright as users see them.
	@$(BIN)/mypy
	@for system in win32 darwin; do \
	  $(BIN)/mypy --platform $$system --cache-dir .mypy_cache/$$system \
	    -p huawei_ocr_api -p ocr_wrapper -p ocr_emulator -p scripts || exit; \
	done
	@$(BIN)/python -m scripts.release.user_types

imports: $(VENV)/.dev ## Check which module may import which.
	@$(BIN)/lint-imports --config pyproject.toml

api: $(VENV)/.dev ## Report breaking changes of the public API since it was last accepted.
	@$(BIN)/python -m scripts.release.api_changes

api-accept: $(VENV)/.dev ## Accept the public API as it is now: review and commit the file that changes.
	@$(BIN)/python -m scripts.release.api_changes --accept

contract: $(VENV)/.dev node_modules/.ready ## Lint the contract.
	@$(BIN)/python -m scripts.contract.lint

fresh: $(VENV)/.dev node_modules/.ready ## Check that generated files are up to date.
	@$(BIN)/python -m scripts.generate --check

# --- making things ----------------------------------------------------------

generate: $(VENV)/.dev node_modules/.ready ## Bundle the contract and generate all that derives from it.
	@$(BIN)/python -m scripts.generate

docs: $(VENV)/.dev ## Build the documentation site in out/site; a warning is an error.
	@$(BIN)/python -m scripts.docs.build
	@$(BIN)/python -m scripts.docs.site.build --output $(OUT)/site

serve-docs: docs ## Build the site and show it at http://127.0.0.1:8000 (PORT=… takes another port).
	@$(BIN)/python -m scripts.docs.site.serve --folder $(OUT)/site --port $(or $(PORT),8000)

accuracy: $(VENV)/.dev ## Measure recognition on drawn images, hours (QUICK=1 a tenth, SEED=7, PART=name, RESUME=1); report to out/accuracy.
	@$(BIN)/python -m benchmarks.accuracy --seed $(or $(SEED),1) --output $(OUT)/accuracy $(if $(QUICK),--quick) $(if $(PART),--part $(PART)) $(if $(RESUME),--resume)

bench: $(VENV)/.dev ## Measure against the vendor's SDK, side by side in one run.
	@$(BIN)/python -m benchmarks.run

faults: $(VENV)/.dev ## Run every fault and write docs/reference/faults.md, with the vendor's SDK for comparison.
	@$(BIN)/python -m tests.faults.document

migration: $(VENV)/.dev ## Write the generated parts of docs/guides/migration.md.
	@$(BIN)/python -m tests.examples.migration_page

mutants: $(VENV)/.dev ## Make small changes to the core modules and print how many the tests notice.
	@$(BIN)/mutmut run
	@$(BIN)/python -m scripts.mutation_scores

breaking: $(VENV)/.dev node_modules/.ready ## Report breaking changes of the contract since BASE (default: the last tag).
	@$(BIN)/python -m scripts.contract.breaking $(if $(BASE),--base $(BASE))

# --- a release --------------------------------------------------------------

$(VENV)/.release: $(VENV)/.dev
	@echo "==> installing the tools of a release"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt --group release
	@touch $@

release: $(VENV)/.release ## Do everything of a release short of uploading (REHEARSAL=1, QUICK=1 without the suite, TESTS=… a part).
	@$(BIN)/python -m scripts.release.run $(if $(REHEARSAL),--rehearsal) $(if $(QUICK),--quick) $(TESTS)

clean: ## Remove the virtual environment and everything that was built.
	rm -rf $(VENV) $(CLUSTER) .cache node_modules mutants build dist $(OUT) .mypy_cache .pytest_cache .ruff_cache .hypothesis
