# README's two commands.
.PHONY: demo test front

# Builds what is missing and starts the demo. ARGS go to it: make demo ARGS="--fresh --listen 127.0.0.1:9000"
demo: front
	cargo run -- demo $(ARGS)

# Installs what the tests need and runs them all.
test:
	scripts/test

# The web front, which the server embeds.
front: playground/dist/index.html

sources := $(shell find playground/src playground/*.html playground/*.ts playground/*.json -type f)

playground/dist/index.html: $(sources) playground/node_modules/.package-lock.json
	cd playground && npm run build
	touch $@

playground/node_modules/.package-lock.json: playground/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20.19 or newer' >&2; exit 1; }
	cd playground && npm ci
	touch $@
