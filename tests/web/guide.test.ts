// Every piece of code in the guide runs as it stands there; those of the docs sites in tests/docs-sites.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { blocksOf, pages, type Block } from "./guide.js";
import { openBrowser, visit } from "./reader.js";

const folder = "build/tests/guide";
const project = `${folder}/project`;
const site = `${folder}/site`;
const run = promisify(execFile);

/** Those whose blocks make a whole site, which takes a stage of its own. */
const sites = ["vitepress", "docusaurus", "mkdocs"];
const blocks = pages.filter((page) => !sites.includes(page)).flatMap(blocksOf);

let browser: Browser;
let served: Awaited<ReturnType<typeof serve>>;

before(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${project}/node_modules`, { recursive: true });
  writeFileSync(`${project}/package.json`, '{ "private": true, "type": "module" }');
  symlinkSync(resolve("build/package"), `${project}/node_modules/cqrs-wasm`);
  cpSync("build/site", site, { recursive: true });
  const [csp] = blocks.filter(({ language }) => language === "csp");
  assert.ok(csp, "the guide names a policy");
  browser = await openBrowser();
  served = await serve({ root: site, csp: csp.code });
});

after(async () => {
  await browser.close();
  await served.close();
});

async function inNode(block: Block, i: number): Promise<void> {
  const next = blocks[i + 1];
  assert.equal(next?.language, "output", "it says what it prints");
  writeFileSync(`${project}/${i}.js`, block.code);
  const { stdout } = await run(process.execPath, [`${i}.js`], { cwd: project });
  assert.equal(stdout, `${next.code}\n`);
}

/** Opens a page with the block in it, on the guide's own policy. */
async function inAPage(block: Block, i: number): Promise<void> {
  const script = blocks[i + 1]?.how === "page" ? blocks[i + 1]?.code : undefined;
  const after = script === undefined ? "" : `<script src="${i}.js"></script>`;
  writeFileSync(`${site}/${i}.js`, script ?? "");
  const [, module] = /module="([\w.]+)"/.exec(block.code) ?? [];
  if (module !== undefined) {
    assert.equal(blocks[i + 1]?.how, "module");
    writeFileSync(`${site}/${module}`, blocks[i + 1]?.code ?? "");
  }
  writeFileSync(
    `${site}/${i}.html`,
    `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><body>${block.code}${after}`,
  );
  await visit(browser, `${served.address}${i}.html`, async (page) => {
    await works(page, block.code.includes("<iframe"));
    if (script !== undefined) {
      const height = () => document.querySelector("iframe")?.getAttribute("height") !== "1300";
      await page.waitForFunction(height);
    }
  });
}

async function works(page: Page, inAFrame: boolean): Promise<void> {
  const demo = (inAFrame ? page.frameLocator("iframe") : page).locator("cqrs-demo");
  await demo.getByRole("button", { name: /Order the teapot|Open an account|Book a seat/ }).click();
  await demo.getByRole("status").filter({ hasText: "Recorded" }).waitFor();
}

function compiles(block: Block, i: number): void {
  writeFileSync(`${project}/${i}.cpp`, block.code);
  const warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"];
  execFileSync("g++", ["-std=c++20", "-fsyntax-only", ...warnings, "-Isrc", `${project}/${i}.cpp`]);
}

async function bundles(block: Block, i: number): Promise<void> {
  writeFileSync(`${project}/${i}.js`, block.code);
  await build({
    entryPoints: [`${project}/${i}.js`],
    outdir: `${site}/bundled`,
    bundle: true,
    splitting: true,
    format: "esm",
    logLevel: "error",
  });
  writeFileSync(
    `${site}/${i}.html`,
    `<!doctype html><html lang="en"><title>App</title><link rel="icon" href="data:,"><body><cqrs-demo></cqrs-demo>
     <script type="module" src="bundled/${i}.js"></script>`,
  );
  await visit(browser, `${served.address}${i}.html`, (page) => works(page, false));
}

async function inAShell({ code, how }: Block): Promise<void> {
  const env = { ...process.env, CQRS: resolve(".") };
  const cwd = how === "root" ? "." : `${folder}/shell`;
  if (how !== "root") {
    mkdirSync(cwd, { recursive: true });
    writeFileSync(`${cwd}/package.json`, '{ "private": true }');
  }
  await run("bash", ["-euc", code], { cwd, env });
}

const runners: Record<string, (block: Block, i: number) => unknown> = {
  js: inNode,
  "js bundled": bundles,
  // These run with the page before them.
  "js module": (_, i) => assert.equal(blocks[i - 1]?.language, "html"),
  "js page": (_, i) => assert.equal(blocks[i - 1]?.language, "html"),
  // Are compared with what the code before them prints.
  output: (_, i) => assert.equal(blocks[i - 1]?.language, "js"),
  html: inAPage,
  cpp: compiles,
  sh: inAShell,
  "sh root": inAShell,
  // Is what the pages here are served with.
  csp: ({ code }) => assert.match(code, /^script-src/),
};

for (const [i, block] of blocks.entries()) {
  const kind = `${block.language} ${block.how}`.trim();
  test(`${block.page}: block ${i}, ${kind}, does what the guide says`, async () => {
    const runner = runners[kind];
    assert.ok(runner, `nothing runs ${kind}`);
    await runner(block, i);
  });
}

test("every page of the guide leads only to where there is something, and shows without a problem", async () => {
  const whole = await serve({ root: "build/site" });
  try {
    const ids = new Map<string, Set<string>>();
    const idsOf = async (address: string) => {
      const answer = await fetch(address);
      assert.equal(answer.status, 200, address);
      const found = (await answer.text()).matchAll(/ id="([^"]+)"/g);
      return new Set([...found].map(([, id]) => id ?? ""));
    };
    const made = readdirSync("build/site/guide");
    assert.ok(made.length > pages.length);
    for (const name of made) {
      await visit(browser, `${whole.address}guide/${name}`, async (page) => {
        assert.equal(await page.locator("h1").count(), 1);
        const links = await page
          .locator("a")
          .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
        for (const link of links.filter((link) => link.startsWith(whole.address))) {
          const [address = "", place] = link.split("#");
          const there = ids.get(address) ?? (await idsOf(address));
          ids.set(address, there);
          assert.ok(place === undefined || there.has(decodeURIComponent(place)), link);
        }
        await page.getByRole("radio", { name: "Dark" }).check();
        await page.locator("html[data-theme=dark]").waitFor();
        for (const width of [1280, 390]) {
          await page.setViewportSize({ width, height: 900 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
          assert.equal(wide, false, `${name} at ${width} px`);
        }
      });
    }
  } finally {
    await whole.close();
  }
});

test("the page's snippet for the package runs as it stands", async () => {
  const whole = await serve({ root: "build/site" });
  try {
    await visit(browser, whole.address, async (page) => {
      writeFileSync(`${project}/page.js`, await page.locator("#package-snippet").innerText());
      const { stdout } = await run(process.execPath, ["page.js"], { cwd: project });
      assert.equal(stdout, "insufficient_funds\n");
    });
  } finally {
    await whole.close();
  }
});
