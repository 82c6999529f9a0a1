// Compiles the tests written in TypeScript to build/tests: node tests/build.mjs FOLDER...
import { build } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const entryPoints = process.argv
  .slice(2)
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => /\.test\.(ts|mjs)$/.test(file));

if (entryPoints.length > 0) {
  await build({
    entryPoints,
    outbase: "tests",
    outdir: "build/tests",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node18",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
}
for (const file of entryPoints) {
  console.log(join("build", file.replace(/\.(ts|mjs)$/, ".mjs")));
}
