export * from "../build/package/testing.js";
