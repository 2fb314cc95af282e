# Two commands do everything: `make dossier` and `make test`. Each installs what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: dossier test lint types check docs model event-model bench wheel clean install

dossier: install  ## write the dossier of the case that ships
	$(BIN)/foedus dossier cases/csto-armenia -o csto-armenia.html

test: install  ## run all tests
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: install  ## style, format, and the one direction of the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: install  ## mypy, strict
	$(BIN)/mypy

check: lint types test  ## everything that has to be right

docs: install  ## build the documentation into site/
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[docs]'
	$(BIN)/mkdocs build --strict

bench: install  ## measure and print
	$(BIN)/python bench/run.py

model: install  ## train the language model anew (needs the treebanks; see scripts/train_model.py)
	$(BIN)/python scripts/train_model.py

event-model: install  ## train the event model anew (ENCODER, LARGE: folders of a small BERT encoder and of MPNet; needs the treebanks)
	$(BIN)/pip install --quiet 'torch>=2.4' 'onnx>=1.16'
	$(BIN)/python scripts/train_events.py --encoder $(ENCODER) $(if $(LARGE),--large $(LARGE))
	$(BIN)/python scripts/train_parts.py
	$(BIN)/python scripts/calibrate_events.py --write
	$(BIN)/python scripts/train_gate.py

wheel: install  ## build the wheel into dist/
	$(BIN)/pip install --quiet --constraint constraints.txt build
	$(BIN)/python -m build --wheel

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Foedus needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[notebook,survival,dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist site *.html
