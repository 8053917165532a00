# The short list of things people do. The work is in scripts/.

.PHONY: help run test test-model check mutants bench package icons bindings

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, open the demo office (ARGS="--data-dir DIR")
	@scripts/run.sh $(ARGS)

test: ## everything that has to hold, the real window included
	@scripts/test.sh

test-model: ## how many tasks the model at OPENAI_BASE_URL does (LLM_MODEL, OPENAI_API_KEY); a score, no verdict
	@cargo test --quiet -p assent-agent --test model -- --ignored --nocapture

check: ## the same without the window: format, lints, unit and cargo tests
	@scripts/test.sh --quick

mutants: ## break policy and gate on purpose and list what no test notices (ARGS="--package assent-policy")
	@scripts/mutants.sh $(ARGS)

bench: ## how fast it is beside what one would use instead: one Markdown page on standard output
	@scripts/bench.sh

package: ## build .deb and .rpm, install the .deb, start it and quit it
	@scripts/package.sh

icons: ## make all icon sizes from icons/assent.svg
	@scripts/icons.sh

bindings: ## generate ui/src/bindings from the command table
	@UPDATE=1 cargo test -p assent-api bindings
