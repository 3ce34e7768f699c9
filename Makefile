# `make` lists what there is. ./run and ./test need none of it.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help check format test test-clinical test-debian-postgres bench pictures docs lock clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/.installed: requirements.lock
	sh bootstrap.sh test

check: .venv/.installed ## format, lint, types, import contracts, templates, migrations, docs up to date
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m ruff check --quiet .
	$(PYTHON) -m mypy
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as go; go()'
	$(PYTHON) -m djlint --lint --quiet src/switchback/faces
	$(PYTHON) manage.py makemigrations --check --dry-run --verbosity 0
	$(PYTHON) manage.py reference --check

format: .venv/.installed ## put the code in its usual form
	$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

test: ## every test, as ./test does
	./test

test-clinical: .venv/.installed ## the clinical rules alone: no database, no Django
	$(PYTHON) -m pytest -q tests/clinical

test-debian-postgres: .venv/.installed ## the same tests against Debian's own PostgreSQL, without the browser
	sh .ci/debian-postgres

bench: .venv/.installed ## the figures in the README (slow; see benchmarks/README.md)
	benchmarks/run

pictures: .venv/.installed ## photograph the README's pictures in a demo centre of their own
	$(PYTHON) docs/pictures/make.py

docs: .venv/.installed ## write docs/reference again from the code and its data files
	$(PYTHON) manage.py reference

lock: .venv/.installed ## work out requirements.lock again from pyproject.toml
	.venv/bin/uv pip compile --quiet pyproject.toml --group dev --universal --generate-hashes --no-header --no-annotate --output-file requirements.lock

clean: ## forget caches and the tests' database (never a centre's own)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results .switchback/test
