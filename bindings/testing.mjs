// Inside this repository "cqrs-wasm" is the package as built: what tests and the page use is what is published.
export * from "../build/package/testing.js";
