# Two commands do everything: `make demo` and `make test`.
#   make demo                     read the bundled example, print what it found, open the reading room
#   make demo PAGES=folder/       the same with pages of your own
#   make test                     install what the tests need and run them all
#   make gates                    score the findings on annotated data and compare with the pinned scores
VENV   ?= .venv
PYTHON ?= $(shell sh tools/find_python.sh)
PAGES  ?=
CASE   ?= demo.sayso
BIN     = $(VENV)/bin

.PHONY: demo test gates lint lock screenshots clean
.DELETE_ON_ERROR:

demo: $(VENV)/installed
	@$(BIN)/sayso demo $(PAGES)

test: $(VENV)/installed-dev
	@sh tools/debian_packages.sh
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	$(BIN)/pytest -m "not gate"

gates: $(VENV)/installed-dev
	$(BIN)/pytest -m gate -rs

lint: $(VENV)/installed-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

# The exact versions that development and CI use; pyproject.toml publishes ranges.
lock: $(VENV)/installed-dev
	$(BIN)/pip-compile --quiet --upgrade --extra dev --strip-extras --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --output-file requirements/dev.lock pyproject.toml

# The pictures in docs/pictures are chosen from these.
screenshots: $(VENV)/installed-dev
	@mkdir -p build && rm -f build/pictures.sayso
	$(BIN)/sayso demo --no-serve --into build/pictures.sayso >/dev/null
	$(BIN)/python tests/take_screenshots.py build/pictures.sayso build/pictures

$(VENV)/installed: pyproject.toml requirements/dev.lock tools/install.sh
	@sh tools/install.sh "$(PYTHON)" "$(VENV)" .
	@touch $@

$(VENV)/installed-dev: pyproject.toml requirements/dev.lock tools/install.sh
	@sh tools/install.sh "$(PYTHON)" "$(VENV)" ".[dev]"
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
