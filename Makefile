# Wrappers for habit's sake; the commands themselves are in bin/ and need no make.
.DEFAULT_GOAL := help
python := .venv/bin/python
uv := $(shell command -v uv || echo .venv/bin/uv)

.PHONY: help demo test check fmt drill bench lock

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: ## Set up, load the demo alliance and serve it on port 8000
	sh bin/demo

test: ## Set up and run all tests on SQLite and on PostgreSQL with Redis
	sh bin/test

check: ## Formatting, lint, types, import order, migrations, translations, deployment
	sh bin/check

fmt: ## Format Python and templates
	$(python) -m ruff format .
	$(python) -m ruff check --fix .
	$(python) -m djlint --reformat --quiet templates

drill: ## Slow fault drills: killed workers, lost brokers, full disks
	sh bin/test --drill

bench: ## Benchmarks beside their references, on PostgreSQL and Redis
	@for file in $$(grep -l '__name__ == "__main__"' benchmarks/*.py); do \
		echo "==> $$file"; \
		PYTHONPATH=. $(python) bin/_services.py $(python) $$file || exit 1; \
	done

lock: ## Compile requirements/*.in into hashed lock files (needs uv)
	@$(uv) --version >/dev/null 2>&1 || $(python) -m pip install --quiet uv
	$(uv) pip compile requirements/base.in --quiet --no-header --generate-hashes \
		--python-version 3.11 --output-file requirements.txt
	$(uv) pip compile requirements/dev.in --quiet --no-header --generate-hashes \
		--python-version 3.11 --output-file requirements/dev.txt
