// Builds the publishable package: build/wasm/bindings/core.{mjs,wasm} and bindings/src -> build/package. And the same
// script around the cores that have less -> build/engines.
import { mkdir, readFile, rm, writeFile, copyFile, readdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import ts from "typescript";
import { bundled } from "./bundled.mjs";
import { commentsIn } from "./comments.mjs";
import { declarations } from "./declarations.mjs";
import { trimmed } from "./glue.mjs";
import { packed } from "./packed.mjs";

/** The domains that the core is asked for when a caller names none. */
const domainNames = ["orders", "bank"];

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const linked = join(root, "build/wasm/bindings");
const core = join(linked, "core.wasm");
const generated = join(root, "build/generated");
const engines = join(root, "build/engines");
const output = join(root, "build/package");

const wasm = await readFile(core);
await mkdir(generated, { recursive: true });
const glue = await glueOf("core");
const comments = await commentsIn(join(root, "src/domains"));
const declared = declarations(await catalogueOf(wasm), domainNames, comments);
await writeFile(join(generated, "domains.ts"), declared);

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
await bundle(wasm, glue, join(output, "index.js"));
await bundleLess();
for (const name of ["testing", "node"]) await bundleBeside(name);
await writeTypes();
await writeManifest();
await copyFile(core, join(output, "core.wasm"));
await copyFile(join(root, "LICENSE"), join(output, "LICENSE"));
await copyFile(join(here, "README.md"), join(output, "README.md"));
report();

/** The file with what Emscripten wrote for a core, made smaller. */
async function glueOf(name) {
  const file = join(generated, `${name}.mjs`);
  await writeFile(file, trimmed(await readFile(join(linked, `${name}.mjs`), "utf8")));
  return file;
}

/** Loads the core as built, and has it describe itself. */
async function catalogueOf(bytes) {
  const { default: createCore } = await import(pathToFileURL(glue));
  const module = await new Promise((resolve, reject) => {
    const instantiateWasm = (imports, done) => {
      WebAssembly.instantiate(bytes, imports).then(({ instance }) => done(instance), reject);
      return {};
    };
    createCore({ instantiateWasm }).then(resolve, reject);
  });
  const engine = module.open(JSON.stringify({ logId: "build" }));
  if (engine === 0) throw new Error(module.failure());
  for (const name of [...domainNames, "services"]) module[`_cqrs_add_${name}`](engine);
  if (module._cqrs_catalogue(engine, 0, 0) !== 0) throw new Error("there is no catalogue");
  const at = module._cqrs_output();
  const text = module.HEAPU8.subarray(at, at + module._cqrs_output_size());
  return JSON.parse(new TextDecoder().decode(text));
}

/** One script for each of the other cores, and the parts that it has, by the core's name. */
async function bundleLess() {
  await rm(engines, { recursive: true, force: true });
  const cores = Object.entries(JSON.parse(await readFile(join(linked, "cores.json"), "utf8")));
  const less = cores.filter(([name]) => name !== "core");
  for (const [name] of less) {
    const bytes = await readFile(join(linked, `${name}.wasm`));
    await bundle(bytes, await glueOf(name), join(engines, `${name}.js`));
  }
  await writeFile(join(engines, "parts.json"), JSON.stringify(Object.fromEntries(less)));
}

/** One script with everything in it. */
async function bundle(wasm, glue, outfile) {
  const inline = packed(wasm, await readFile(join(linked, "unpacker.wasm")));
  await written({
    entryPoints: [join(here, "src/index.ts")],
    outfile,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "core",
        setup(build) {
          build.onResolve({ filter: /^cqrs-wasm:glue$/ }, () => ({ path: glue }));
          build.onResolve({ filter: /^cqrs-wasm:inline$/ }, ({ path }) => ({
            path,
            namespace: "core",
          }));
          build.onLoad({ filter: /.*/, namespace: "core" }, () => ({
            contents: inline,
          }));
        },
      },
    ],
  });
}

/** What lies beside the script that it uses: what helps to test a domain, and what Node is led to. */
async function bundleBeside(name) {
  await written({
    entryPoints: [join(here, `src/${name}.ts`)],
    outfile: join(output, `${name}.js`),
    external: ["node:*"],
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    legalComments: "none",
    logLevel: "warning",
    plugins: [
      {
        name: "beside",
        setup(build) {
          build.onResolve({ filter: /^\.\/index\.js$/ }, ({ path }) => ({ path, external: true }));
        },
      },
    ],
  });
}

/** Bundles a script into the file that it is for. */
async function written(options) {
  const { outputFiles } = await bundled(options);
  await mkdir(dirname(options.outfile), { recursive: true });
  await writeFile(options.outfile, outputFiles[0].contents);
}

/** The declarations of index.ts, of testing.ts and of the files that they lead to. */
async function writeTypes() {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const emitted = new Map();
  const roots = ["index.ts", "testing.ts", "built.d.ts"].map((file) => join(here, "src", file));
  const program = ts.createProgram(roots, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    outDir: "/",
    rootDir: root,
  });
  const host = {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => "\n",
  };
  const { diagnostics } = program.emit(undefined, (name, text) =>
    emitted.set(relative("/", name), text),
  );
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, host));

  const waiting = ["bindings/src/index.d.ts", "bindings/src/testing.d.ts"];
  for (const file of waiting) {
    const text = emitted.get(file).replace(/from "(\.[^"]+)\.js"/g, (_, path) => {
      const found = `${relative(root, resolve(root, dirname(file), path))}.d.ts`;
      if (!waiting.includes(found)) waiting.push(found);
      return `from "./${nameOf(found)}.js"`;
    });
    await writeFile(join(output, `${nameOf(file)}.d.ts`), text);
  }
}

function nameOf(file) {
  return file.slice(file.lastIndexOf("/") + 1, -".d.ts".length);
}

async function writeManifest() {
  const { name, version, description, keywords, license, type, sideEffects, engines } = JSON.parse(
    await readFile(join(here, "package.json"), "utf8"),
  );
  const exports = {
    // Node alone has the condition that says so; what bundlers make for Node is led to what is in one file.
    ".": { types: "./index.d.ts", "node-addons": "./node.js", default: "./index.js" },
    "./testing": { types: "./testing.d.ts", default: "./testing.js" },
    "./core.wasm": "./core.wasm",
    "./package.json": "./package.json",
  };
  const files = ["*.js", "*.d.ts", "core.wasm"];
  const manifest = { name, version, description, keywords, license, type, sideEffects, engines };
  const text = JSON.stringify({ ...manifest, types: "./index.d.ts", exports, files }, undefined, 2);
  await writeFile(join(output, "package.json"), `${text}\n`);
}

async function report() {
  const size = async (name) => {
    const bytes = await readFile(join(output, name));
    return `${name} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzip`;
  };
  console.log(`build/package: ${(await readdir(output)).join(" ")}`);
  console.log(`${await size("index.js")} (the core is in it)`);
  console.log(`${await size("core.wasm")} (the core alone)`);
}
