# Needs Python 3.11 or newer, make and git; everything else is installed into .venv.
# `make run` and `make test` can be repeated at any time and keep the data in $ALUR_DATA_DIR (./var).

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore --require-hashes
ARGS ?=

.PHONY: run stop test lint bench mutate requirements shell lock clean

run: .venv/run.stamp
	@exec $(PY) -m project.services.supervisor

stop: .venv/run.stamp
	@$(PY) -m project.services.supervisor stop

# ARGS="-k tunda" runs a part; the summary of pytest is the last line.
test: lint
	@$(PY) -m pytest --numprocesses=logical --maxprocesses=8 --dist=worksteal $(ARGS)

lint: .venv/dev.stamp
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --strict workflows documents
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

bench: .venv/dev.stamp
	@$(PY) -m tests.bench $(ARGS)

mutate: .venv/dev.stamp
	@$(PY) -m tests.support.mutate $(ARGS)

requirements: .venv/dev.stamp
	@$(PY) -m tests.support.requirements $(ARGS)

shell: .venv/run.stamp
	@$(PY) manage.py shell

.venv/bin/python:
	@found=; for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Alur needs Python 3.11 or newer."; exit 1; fi; \
	$$found -m venv .venv || { echo "Python's own venv module is needed (Debian: apt-get install python3-venv)."; rm -rf .venv; exit 1; }

.venv/run.stamp: requirements.lock | .venv/bin/python
	@echo "Installing what Alur runs on …"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/run.stamp

# The locks carry hashes and no addresses. Versions in them stay unless ARGS="--upgrade" is given.
COMPILE := .venv/lock/bin/pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(ARGS)
lock: .venv/dev.stamp
	@$(PY) -m venv .venv/lock && .venv/lock/bin/pip install --quiet pip-tools
	@$(COMPILE) --output-file requirements.lock requirements.in
	@$(COMPILE) --output-file requirements-dev.lock requirements-dev.in

# The data in $ALUR_DATA_DIR is not touched.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
