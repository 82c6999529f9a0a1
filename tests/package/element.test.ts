// `cqrs-wasm/element` as its users get it: from the tarball, in Node, in TypeScript and bundled into a page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { serve } from "../../web/serve.mjs";
import { openBrowser, runCode, visit } from "../web/reader.js";

const strict = "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'";
const folder = mkdtempSync(join(tmpdir(), "cqrs-element-"));
const project = join(folder, "project");

function run(command: string, ...values: string[]): string {
  return execFileSync(command, values, {
    cwd: project,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

before(() => {
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  const packed = execFileSync(
    "npm",
    ["pack", "--json", "--pack-destination", folder, "./build/package"],
    { encoding: "utf8" },
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  run("npm", "install", "--offline", "--no-audit", "--no-fund", join(folder, filename));
});

after(() => rmSync(folder, { recursive: true }));

test("importing the element where there is no DOM does nothing", () => {
  writeFileSync(
    join(project, "server.js"),
    `import "cqrs-wasm/element"; console.log(typeof customElements);`,
  );
  assert.equal(run("node", "server.js"), "undefined\n");
});

test("its element, attributes and events have types", () => {
  writeFileSync(
    join(project, "host.ts"),
    `import type { CqrsDemoAttributes } from "cqrs-wasm/element";
     import "cqrs-wasm/element";
     const demo = document.createElement("cqrs-demo");
     demo.headingLevel = 3;
     demo.seed = 42;
     demo.controls = true;
     demo.strings = "fr.json";
     demo.addEventListener("cqrs-rejected", ({ detail }) => detail.failure.message.length);
     demo.addEventListener("click", (event) => event.clientX);
     // @ts-expect-error a misspelt property
     demo.headinglevel = 3;
     const written: CqrsDemoAttributes = { scene: "ask-or-tell", "heading-level": 3 };
     const more: CqrsDemoAttributes = { seed: 42, controls: true, strings: "fr.json", share: "" };
     // @ts-expect-error a misspelt attribute
     const misspelt: CqrsDemoAttributes = { scenes: "ask-or-tell" };`,
  );
  const typescript = join(process.cwd(), "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--target", "es2022"];
  run(
    process.execPath,
    typescript,
    ...options,
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "host.ts",
  );
});

/** As a user's bundler does it: what is loaded later is in files of its own. */
async function bundled(entry: string, outdir: string): Promise<void> {
  await build({
    entryPoints: [join(project, entry)],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    logLevel: "error",
  });
}

for (const [what, csp, said] of [
  ["runs where it reaches nothing, with no file beside the bundle", "", /net: NetworkError/],
  ["is said not to run where the policy of the page forbids it", strict, "That frame did not come"],
] as const) {
  test(`bundled, a reader's code ${what}`, async () => {
    const out = join(folder, "report");
    writeFileSync(join(project, "report.js"), `import "cqrs-wasm/element";`);
    await bundled("report.js", out);
    writeFileSync(
      join(out, "index.html"),
      `<!doctype html><title>App</title><link rel="icon" href="data:,">
       <script type="module" src="report.js"></script><cqrs-demo scene="unplanned-report"></cqrs-demo>`,
    );
    const [browser, served] = await Promise.all([openBrowser(), serve({ root: out, csp })]);
    try {
      // What the code tries in vain the console tells of, so nobody watches for problems here.
      const page = await browser.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(served.address);
      const report = page.locator("cqrs-demo");
      await runCode(
        report,
        `let net = "reached";
        try { const x = new XMLHttpRequest(); x.open("GET", "${served.address}", false); x.send(); }
        catch (error) { net = error.name; }
        function apply() { return { net }; }`,
      );
      await report.getByRole("status").filter({ hasText: said }).waitFor();
    } finally {
      await browser.close();
      await served.close();
    }
  });
}

test("bundled with a page's own engine it works, on that engine's wasm and under a strict policy", async () => {
  const site = join(folder, "site");
  writeFileSync(
    join(project, "page.js"),
    `import { createCqrs } from "cqrs-wasm";
     import "cqrs-wasm/element";
     let made = 0;
     const { instantiate } = WebAssembly;
     WebAssembly.instantiate = (...values) => {
       made += 1;
       document.title = "made " + made;
       return instantiate(...values);
     };
     await createCqrs();
     document.body.append(document.createElement("cqrs-demo"));`,
  );
  await bundled("page.js", site);
  assert.ok(readdirSync(site).length > 1);
  writeFileSync(
    join(site, "index.html"),
    `<!doctype html><title>App</title><link rel="icon" href="data:,"><body><script type="module" src="page.js"></script>`,
  );
  const [browser, served] = await Promise.all([openBrowser(), serve({ root: site, csp: strict })]);
  try {
    await visit(browser, served.address, async (page) => {
      await page.getByRole("button", { name: "Order the teapot" }).click();
      await page.getByRole("status").filter({ hasText: "Recorded" }).waitFor();
      assert.equal(await page.title(), "made 1");
    });
  } finally {
    await browser.close();
    await served.close();
  }
});
