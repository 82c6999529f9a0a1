// Every piece of code in the guide runs as it stands there; those of the docs sites in tests/docs-sites.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { texts as frame } from "../../web/src/frame/texts.js";
import { languageOf } from "../../web/src/frame/strings.js";
import { texts as askOrTell } from "../../web/src/scenes/ask-or-tell/texts.js";
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
  cpSync("build/package", `${site}/cqrs-wasm`, { recursive: true });
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
  const { how = "", code: script = "" } = blocks[i + 1] ?? {};
  const scripts: Record<string, string> = {
    page: `<script src="${i}.js"></script>`,
    inspects: `<script type="module" src="${i}.js"></script>`,
  };
  const after = scripts[how] ?? "";
  writeFileSync(`${site}/${i}.js`, after === "" ? "" : script);
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
    if (block.code.includes("<cqrs-inspector>")) {
      await page.locator("cqrs-inspector").getByText("The tape ends at 1").waitFor();
      return;
    }
    const seed = /seed="(\d+)" controls/.exec(block.code)?.[1];
    if (seed !== undefined) {
      await page.locator("cqrs-demo").getByText(`made up, seed ${seed}`).waitFor();
      await page.locator("cqrs-demo").getByRole("slider", { name: "position" }).waitFor();
      return;
    }
    await works(page, block.code.includes("<iframe"));
    if (block.code.includes("<output>")) {
      assert.equal(await page.locator("output").innerText(), "1");
    } else if (how === "page") {
      const height = () => document.querySelector("iframe")?.getAttribute("height") !== "1300";
      await page.waitForFunction(height);
    }
  });
}

async function works(page: Page, inAFrame: boolean): Promise<void> {
  const demo = (inAFrame ? page.frameLocator("iframe") : page).locator("cqrs-demo");
  const first = /Order the teapot|Open an account|Book a seat|Ouvrir un compte/;
  await demo.getByRole("button", { name: first }).click();
  await demo
    .getByRole("status")
    .filter({ hasText: /Recorded|Enregistré/ })
    .waitFor();
}

/** Wears the styles on a page with a scene. */
async function styles({ code }: Block, i: number): Promise<void> {
  writeFileSync(`${site}/${i}.css`, code);
  writeFileSync(
    `${site}/${i}.html`,
    `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${i}.css">
     <script type="module" src="embed.js"></script><cqrs-demo theme="light"></cqrs-demo>`,
  );
  await visit(browser, `${served.address}${i}.html`, async (page) => {
    await works(page, false);
    const worn = await page.locator("cqrs-demo .root").evaluate((root) => {
      const { backgroundColor, borderRadius, boxShadow } = getComputedStyle(root);
      return { backgroundColor, borderRadius, boxShadow };
    });
    const said = { backgroundColor: "rgb(255, 253, 245)", borderRadius: "4px", boxShadow: "none" };
    assert.deepEqual(worn, said);
  });
}

/** Translates with the block, in which there is nothing but texts that there are. */
function translates({ code }: Block): void {
  const faults: string[] = [];
  const language = languageOf(JSON.parse(code), (fault) => faults.push(fault));
  assert.equal(language.lang, "de");
  assert.equal(
    language.words("frame", frame).say("tape_ends", { head: 3 }),
    "Das Band endet bei 3",
  );
  const words = language.words("ask-or-tell", askOrTell);
  const added = words.say("facts_added", { count: 1, names: "OrderPaid", position: 2 });
  assert.equal(added, "Eine Tatsache mehr auf dem Band: OrderPaid, bei 2.");
  assert.equal(words.say("refused"), askOrTell.refused);
  assert.deepEqual(
    faults.filter((fault) => !fault.includes("these are missing")),
    [],
  );
}

/** Runs the block in a page, and again when the page is loaded again. */
async function isVisited({ code }: Block, i: number): Promise<void> {
  writeFileSync(`${site}/${i}.js`, code);
  writeFileSync(
    `${site}/${i}.html`,
    `<!doctype html><html lang="en"><title>Host</title><link rel="icon" href="data:,"><script type="module" src="${i}.js"></script>`,
  );
  await visit(browser, `${served.address}${i}.html`, async (page) => {
    await page.waitForFunction(() => document.title === "Visit 1");
    await page.reload();
    await page.waitForFunction(() => document.title === "Visit 2");
  });
}

function compiles(block: Block, i: number): void {
  writeFileSync(`${project}/${i}.cpp`, block.code);
  const warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"];
  execFileSync("g++", ["-std=c++20", "-fsyntax-only", ...warnings, "-Isrc", `${project}/${i}.cpp`]);
}

/** Has CMake make a project of the block and of the program before it. */
async function configures({ code }: Block, i: number): Promise<void> {
  const source = resolve(folder, "cmake");
  mkdirSync(source, { recursive: true });
  writeFileSync(`${source}/CMakeLists.txt`, code);
  writeFileSync(`${source}/main.cpp`, blocks[i - 1]?.code ?? "");
  const env = { ...process.env, CQRS: resolve(".") };
  await run("cmake", ["-S", source, "-B", `${source}/build`, "-G", "Ninja"], { env });
  // To build it takes a minute; here it is only asked whether it could.
  const { stdout } = await run("ninja", ["-C", `${source}/build`, "-t", "query", "first"]);
  assert.match(stdout, /input: CXX_EXECUTABLE[^]*libcqrs\.a/);
}

/** Runs a file of tests with Node's own runner. */
async function passes({ code, how }: Block): Promise<void> {
  writeFileSync(`${project}/${how}`, code);
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const { stdout } = await run(process.execPath, ["--test", how], { cwd: project, env });
  assert.match(stdout, /pass 1\n[^]*fail 0/);
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
  "js inspects": (_, i) => assert.equal(blocks[i - 1]?.language, "html"),
  "json strings": translates,
  "js visited": isVisited,
  css: styles,
  // Are compared with what the code before them prints.
  output: (_, i) => assert.equal(blocks[i - 1]?.language, "js"),
  html: inAPage,
  cpp: compiles,
  cmake: configures,
  "js withdraw.test.js": passes,
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
        // Words of a link that say nothing of where it leads, to those who hear the links alone.
        const says = await page.locator("a").allInnerTexts();
        const vague = says.filter((text) => /^(start|here|this|more|go|information)$/i.test(text));
        assert.deepEqual(vague, [], name);
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

test("every attribute of a scene and every scene is in the guide", async () => {
  const whole = await serve({ root: "build/site" });
  const text = readFileSync("web/guide/embedding.md", "utf8");
  const table = (title: string) =>
    new RegExp(`## ${title}\n\n((?:\\|.*\n)+)`)
      .exec(text)?.[1]
      ?.split("\n")
      .slice(2)
      .flatMap((row) =>
        [...(row.split("|")[1] ?? "").matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
      )
      .sort();
  try {
    await visit(browser, whole.address, async (page) => {
      const attributes = await page.evaluate(async () => {
        await customElements.whenDefined("cqrs-demo");
        const element = customElements.get("cqrs-demo") as unknown as {
          observedAttributes: string[];
        };
        return [...element.observedAttributes].sort();
      });
      assert.deepEqual(table("What the tag can say"), attributes);
      const { weights } = JSON.parse(readFileSync("build/site-weights.json", "utf8")) as {
        weights: Record<string, number>;
      };
      const names = Object.keys(weights).map((scene) => scene.replace(/ .*/, ""));
      assert.deepEqual(table("The scenes"), [...new Set(names)].sort());
    });
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

test("on a narrow screen too the top of every page leads to the guide", async () => {
  const whole = await serve({ root: "build/site" });
  try {
    for (const width of [320, 390]) {
      for (const start of ["", "guide/start.html"]) {
        await visit(
          browser,
          whole.address + start,
          async (page) => {
            const bar = page.locator("header.bar");
            const wide = await page.evaluate(
              () => document.documentElement.scrollWidth > innerWidth,
            );
            assert.equal(wide, false);
            await bar.getByRole("link", { name: "Guide" }).click();
            await page.getByRole("heading", { name: "Guide", level: 1 }).waitFor();
          },
          { viewport: { width, height: 800 } },
        );
      }
    }
  } finally {
    await whole.close();
  }
});
