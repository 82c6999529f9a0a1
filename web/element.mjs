// Adds `cqrs-wasm/element` to the package in build/package: the elements, for bundlers, on the package's own engine.
// As a program, after bindings/build.mjs: node web/element.mjs
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundled } from "../bindings/bundled.mjs";
import ts from "typescript";
import {
  address,
  beside,
  common,
  sheets,
  together,
  traceless,
  virtual,
  wholeEngine,
} from "./bundle.mjs";
import { sandboxInside, sandboxPage } from "./forms.mjs";
import { cutSources } from "./sources.mjs";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const output = join(root, "build/package");

const { createCqrs } = await import(pathToFileURL(join(output, "index.js")).href);
const sources = await cutSources(join(root, "src/domains"), (await createCqrs()).schema());

const { outputFiles } = await bundled({
  ...common,
  // Only what is loaded later needs the engine, and lies one folder deeper.
  plugins: [
    sheets,
    traceless,
    together(join(web, "src")),
    virtual("virtual:sources", `export const sources = ${JSON.stringify(sources)}`),
    wholeEngine,
    beside("cqrs-wasm", "../index.js"),
    address('""'),
    // No bundler would know to put a page beside what it makes.
    sandboxInside(await sandboxPage(join(web, "src"))),
  ],
  entryPoints: { element: join(web, "src/embed.ts") },
  splitting: true,
  outdir: output,
  chunkNames: "element/[name]-[hash]",
});
await rm(join(output, "element"), { recursive: true, force: true });
await mkdir(join(output, "element"));
for (const { path, contents } of outputFiles) {
  await writeFile(path, contents);
}

const types = await readFile(join(web, "src/element/types.ts"), "utf8");
const { outputText } = ts.transpileDeclaration(types, {
  compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
});
await writeFile(join(output, "element.d.ts"), outputText.replace('"cqrs-wasm"', '"./index.js"'));

const manifestFile = join(output, "package.json");
const manifest = JSON.parse(await readFile(manifestFile, "utf8"));
manifest.exports["./element"] = { types: "./element.d.ts", default: "./element.js" };
manifest.files = [...new Set([...manifest.files, "element/*.js"])];
// To import it is to register the elements: no bundler may drop that.
manifest.sideEffects = ["./element.js"];
await writeFile(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
console.log(
  `build/package: ${outputFiles.map(({ path }) => relative(output, path)).join(" ")} element.d.ts`,
);
