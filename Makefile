# Needs Python 3.11 or newer, make and git; everything else is installed into .venv.
# `make run` and `make test` can be repeated at any time and keep the data in $ALUR_DATA_DIR (./var).

PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --root-user-action=ignore --require-hashes
ARGS ?=

# An environment belongs to its lock: with another one (an older checkout's), or where its Python is gone, it is made
# anew, so that what is installed is what the lock says.
fingerprint = $(shell cksum < $(1) | tr ' ' '-')
RUN := .venv/run-$(call fingerprint,requirements.lock).stamp
DEV := .venv/dev-$(call fingerprint,requirements-dev.lock).stamp
ifneq ($(shell $(PY) -c 'print("alive")' 2>/dev/null),alive)
.PHONY: $(RUN) $(DEV)
endif

.PHONY: run stop test sample deep installed-run installed-dev lint bench mutate explore requirements shell lock clean

run: $(RUN)
	@exec $(PY) -m project.services.supervisor

stop: $(RUN)
	@$(PY) -m project.services.supervisor stop

# ARGS="-k tunda" runs a part; the summary of pytest is the last line. CLOCK=+8d (see tests/support/clock.py) moves
# the clock of Python and PostgreSQL; needs Debian's faketime.
CLOCK ?=
PYTEST := $(PY) -m pytest --numprocesses=logical --maxprocesses=8 --dist=worksteal
test: lint
	@$(if $(CLOCK),$(PY) -m tests.support.clock $(CLOCK)) $(PYTEST) $(ARGS)

# A twelfth of the test files with the clock moved; the id of the commit chooses the day and the files.
sample: $(DEV)
	@$(PY) -m tests.support.clock commit $(PYTEST) --sample=12 $(ARGS)

# What takes long: races with hundreds of rounds, then the whole suite at every other clock.
deep: lint
	@ALUR_DEEP=1 $(PYTEST) tests/races
	@for clock in $$($(PY) -c "from tests.support.clock import CLOCKS; print(*CLOCKS)"); do \
	  $(PY) -m tests.support.clock $$clock $(PYTEST) $(ARGS) || failed="$$failed $$clock"; \
	done; [ -z "$$failed" ] || { echo "Failed at:$$failed"; exit 1; }

lint: $(DEV)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --strict workflows documents cases
	@$(PY) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

bench: $(DEV)
	@$(PY) -m tests.bench $(ARGS)

mutate: $(DEV)
	@$(PY) -m tests.support.mutate $(ARGS)

# Every order of acts, jobs and clocks over the law of the exam event (docs/decisions/021-exploration.md).
explore: $(DEV)
	@$(PY) -m tests.exploration $(ARGS)

requirements: $(DEV)
	@$(PY) -m tests.support.requirements $(ARGS)

shell: $(RUN)
	@$(PY) manage.py shell

define new_environment
	@if [ -L .venv ]; then echo ".venv is a link: what it points to belongs to another tree, whose lock is another. \
	Run make there, or remove the link."; exit 1; fi
	@found=; for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then echo "Alur needs Python 3.11 or newer."; exit 1; fi; \
	$$found -m venv --clear .venv || { echo "Python's own venv module is needed (Debian: apt-get install python3-venv)."; rm -rf .venv; exit 1; }
endef

$(RUN):
	$(new_environment)
	@echo "Installing what Alur runs on …"
	@$(PIP) -r requirements.lock
	@touch $@

# On top of $(RUN), whose lock it contains.
$(DEV): $(RUN)
	@echo "Installing what the tests need …"
	@$(PIP) -r requirements-dev.lock
	@touch $@

installed-run: $(RUN)
installed-dev: $(DEV)

# The locks carry hashes and no addresses. Versions in them stay unless ARGS="--upgrade" is given.
COMPILE := .venv/lock/bin/pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe --no-header \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(ARGS)
lock: $(DEV)
	@$(PY) -m venv .venv/lock && .venv/lock/bin/pip install --quiet pip-tools
	@$(COMPILE) --output-file requirements.lock requirements.in
	@$(COMPILE) --output-file requirements-dev.lock requirements-dev.in

# The data in $ALUR_DATA_DIR is not touched.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
