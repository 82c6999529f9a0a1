export * from "../build/package/index.js";
