// The package as its users get it: packed, installed from the tarball into an empty project, and used from there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "cqrs-package-"));
const project = join(folder, "project");
const installed = join(project, "node_modules/cqrs-wasm");

const run = (command, ...values) =>
  execFileSync(command, values, {
    cwd: project,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

before(() => {
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const packed = execFileSync("npm", [
    "pack",
    "--json",
    "--pack-destination",
    folder,
    "./build/package",
  ]);
  const [{ filename }] = JSON.parse(packed);
  run("npm", "install", "--offline", "--no-audit", "--no-fund", join(folder, filename));
});

after(() => rmSync(folder, { recursive: true }));

test("the tarball holds the package and nothing else", () => {
  assert.deepEqual(readdirSync(installed).sort(), [
    "LICENSE",
    "README.md",
    "answers.d.ts",
    "core.wasm",
    "definitions.d.ts",
    "domains.d.ts",
    "element",
    "element.d.ts",
    "element.js",
    "events.d.ts",
    "index.d.ts",
    "index.js",
    "limits.d.ts",
    "messages.d.ts",
    "node.js",
    "package.json",
    "processes.d.ts",
    "read-models.d.ts",
    "reject.d.ts",
    "result.d.ts",
    "saved-log.d.ts",
    "schema.d.ts",
    "stories.d.ts",
    "testing.d.ts",
    "testing.js",
    "time.d.ts",
    "types.d.ts",
  ]);
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.equal(manifest.name, "cqrs-wasm");
  assert.equal(manifest.license, "MIT");
  assert.deepEqual(manifest.sideEffects, ["./element.js"]);
  assert.ok(
    !("dependencies" in manifest || "devDependencies" in manifest || "scripts" in manifest),
  );
});

const use = `
  const cqrs = await createCqrs();
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 } }));
  const { balance } = unwrap(cqrs.query("balance", { account: "a" })).data;
`;

test("it works in Node with no option given", () => {
  const script = `import { createCqrs, unwrap } from "cqrs-wasm"; ${use} console.log(balance);`;
  writeFileSync(join(project, "main.js"), script);
  assert.equal(run("node", "main.js"), "500\n");
});

test("it works in Node without the file of the core, or with another file in its place", () => {
  const script = `
    import { createCqrs, unwrap } from "cqrs-wasm";
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (...args) => (console.log("unpacked"), instantiate(...args));
    ${use} console.log(balance);`;
  writeFileSync(join(project, "main.js"), script);
  const file = join(installed, "core.wasm");
  const core = readFileSync(file);
  try {
    assert.equal(run("node", "main.js"), "500\n");
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    for (const other of [empty, new Uint8Array(core.length), undefined]) {
      if (other === undefined) rmSync(file);
      else writeFileSync(file, other);
      assert.equal(run("node", "main.js"), "unpacked\n500\n");
    }
  } finally {
    writeFileSync(file, core);
  }
});

test("it works in a worker thread", () => {
  const worker = `
    import { parentPort } from "node:worker_threads";
    import { createCqrs, unwrap } from "cqrs-wasm";
    ${use}
    parentPort.postMessage(balance);`;
  const main = `
    import { Worker } from "node:worker_threads";
    new Worker(new URL("worker.js", import.meta.url)).on("message", (balance) => console.log(balance));`;
  writeFileSync(join(project, "worker.js"), worker);
  writeFileSync(join(project, "threads.js"), main);
  assert.equal(run("node", "threads.js"), "500\n");
});

test("it works from CommonJS, by import()", () => {
  const script = `(async () => {
    const { createCqrs, unwrap } = await import("cqrs-wasm"); ${use} console.log(balance);
  })();`;
  writeFileSync(join(project, "main.cjs"), script);
  assert.equal(run("node", "main.cjs"), "500\n");
});

test("it works bundled, with nothing said to the bundler", async () => {
  const { build } = await import("esbuild");
  const script = `import { createCqrs, unwrap } from "cqrs-wasm"; ${use} console.log(balance);`;
  for (const platform of ["browser", "node", "neutral"]) {
    for (const [format, file] of [
      ["esm", "bundle.mjs"],
      ["cjs", "bundle.cjs"],
    ]) {
      const alone = join(folder, "alone", platform, format);
      const lines = format === "cjs" ? script.replace(use, `(async () => {${use}`) : script;
      writeFileSync(join(project, "bundled.js"), format === "cjs" ? lines + "})();" : lines);
      const { warnings } = await build({
        entryPoints: [join(project, "bundled.js")],
        outfile: join(alone, file),
        bundle: true,
        platform,
        format,
        logLevel: "error",
      });
      assert.deepEqual(warnings, []);
      assert.deepEqual(readdirSync(alone), [file]);
      assert.equal(run("node", join(alone, file)), "500\n");
    }
  }
});

test("it works where there is nothing of Node's own", () => {
  const script = `
    globalThis.Buffer = undefined;
    const { createCqrs, unwrap } = await import("cqrs-wasm"); ${use} console.log(balance);`;
  writeFileSync(join(project, "browserlike.js"), script);
  // Which leads Node to what all others get.
  assert.equal(run("node", "--no-addons", "browserlike.js"), "500\n");
});

test("what is imported and not used is dropped by a bundler", async () => {
  const { build } = await import("esbuild");
  writeFileSync(
    join(project, "unused.js"),
    `import { createCqrs } from "cqrs-wasm"; console.log(1);`,
  );
  const { outputFiles } = await build({
    entryPoints: [join(project, "unused.js")],
    bundle: true,
    write: false,
    format: "esm",
  });
  assert.ok(outputFiles[0].text.length < 200);
});

test("the ten lines of its README run", () => {
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const [, code] = /```js\n(.*?)```/s.exec(readme);
  writeFileSync(join(project, "readme.js"), code);
  assert.equal(run("node", "readme.js").split("\n").length, 2 + 1, "a line for each event");
});

test("a domain is tested with what comes beside it", () => {
  const script = `
    import { domain, reject, type } from "cqrs-wasm";
    import { given, specify } from "cqrs-wasm/testing";
    const a = { account: "a", amount: 5 };
    await given([{ type: "AccountOpened", data: { account: "a", owner: "Ann" } }])
      .when({ type: "Deposit", data: a })
      .then([{ type: "MoneyDeposited", data: a }]);
    await given([]).when({ type: "Deposit", data: a }).thenRejected("not_found");
    const light = domain({
      name: "light",
      commands: { Switch: type() },
      events: { Switched: type() },
      identity: () => "one",
      initialState: () => false,
      decide: (command, on) => (on ? reject("is_on") : { type: "Switched", data: {} }),
      evolve: () => true,
    });
    const once = [{ type: "Switched", data: {} }];
    await specify(light)([]).when({ type: "Switch", data: {} }).then(once);
    await specify(light)(once).when({ type: "Switch", data: {} }).thenRejected("is_on");
    console.log("well");`;
  writeFileSync(join(project, "given.js"), script);
  assert.equal(run("node", "given.js"), "well\n");
});

test("its types are all that an editor needs", () => {
  const source = `
    import { createCqrs, unwrap } from "cqrs-wasm";
    import { given } from "cqrs-wasm/testing";
    void given([]).when({ type: "Deposit", data: { account: "a", amount: 5 } }).thenRejected("not_found");
    const cqrs = await createCqrs({ domains: ["bank"] });
    cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } });
    // @ts-expect-error a misspelt property
    cqrs.dispatch({ type: "Deposit", data: { acount: "a", amount: 5 } });
    unwrap(cqrs.query("balance", { account: "a" })).data?.balance.toFixed();`;
  writeFileSync(join(project, "editor.ts"), source);
  const typescript = join(process.cwd(), "node_modules/typescript/bin/tsc");
  for (const [module, resolution] of [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ]) {
    const options = ["--strict", "--noEmit", "--target", "es2022"];
    run(
      process.execPath,
      typescript,
      ...options,
      "--module",
      module,
      "--moduleResolution",
      resolution,
      "editor.ts",
    );
  }
});

test("the core beside it is the one inside", () => {
  copyFileSync(join(installed, "core.wasm"), join(folder, "copy.wasm"));
  const script = `
    import { createRequire } from "node:module";
    import { readFileSync } from "node:fs";
    const module = new WebAssembly.Module(
      readFileSync(createRequire(import.meta.url).resolve("cqrs-wasm/core.wasm")),
    );
    console.log(WebAssembly.Module.exports(module).length > 0);`;
  writeFileSync(join(project, "core.js"), script);
  assert.equal(run("node", "core.js"), "true\n");
});

test("there is no eval, no new Function, no import and no URL that a bundler would follow", () => {
  const script = readFileSync(join(installed, "index.js"), "utf8");
  for (const forbidden of [
    /\beval\s*\(/,
    /\bnew Function\b/,
    /(?<![\w$.])Function\s*\(/,
    /\bimport\b/,
    /\brequire\s*\(/,
    /sourceMappingURL/,
  ]) {
    const found = forbidden.exec(script);
    assert.equal(found, null, `${String(forbidden)} at ${found?.index}`);
  }
});

test("nothing is fetched: the core is in the script", () => {
  const script = `
    globalThis.fetch = globalThis.XMLHttpRequest = () => { throw new Error("fetched"); };
    const { createCqrs, unwrap } = await import("cqrs-wasm"); ${use} console.log(balance);`;
  writeFileSync(join(project, "offline.js"), script);
  assert.equal(run("node", "--disallow-code-generation-from-strings", "offline.js"), "500\n");
});

// The bound is there so that it does not grow unnoticed.
test("it is at most 130 KB, compressed, with the core in it", async () => {
  const { gzipSync } = await import("node:zlib");
  const size = gzipSync(readFileSync(join(installed, "index.js")), { level: 9 }).length;
  assert.ok(size <= 130_000, `${size} bytes`);
});
