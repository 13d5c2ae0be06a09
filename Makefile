.PHONY: demo test

# Builds the web front and the server that embeds it, fills the demo's businesses once, and says where to go.
demo: playground/node_modules/.package-lock.json
	npm --prefix playground run build
	cargo run -- demo

test:
	scripts/test

playground/node_modules/.package-lock.json: playground/package-lock.json
	npm --prefix playground ci
