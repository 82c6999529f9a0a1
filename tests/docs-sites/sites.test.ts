// Sites of docs generators, made as the guide says and from its own pages, built, served on another port than the
// site's and driven in Chromium.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { blocksOf } from "../web/guide.js";
import { openBrowser, visit } from "../web/reader.js";

const folder = "build/docs-sites";
const run = promisify(execFile);

interface Generator {
  name: string;
  /** What installs it, in the folder of the site; "" where the machine has it. */
  install: string;
  build: string;
  /** Where the built site is. */
  out: string;
  /** Where the demo and the other page are in the built site. */
  demo: string;
  other: string;
  /** The reader's own button for the theme. */
  toggle: (page: Page) => Promise<void>;
}

const npm = "npm install --no-audit --no-fund --no-progress --loglevel=error --prefer-offline";

const generators: Generator[] = [
  {
    name: "vitepress",
    install: `${npm} vitepress@1 vue@3`,
    build: "npx vitepress build docs",
    out: "docs/.vitepress/dist",
    demo: "demo.html",
    other: "index.html",
    toggle: (page) => page.locator(".VPNavBar .VPSwitchAppearance").first().click(),
  },
  {
    name: "docusaurus",
    install: `${npm} @docusaurus/core@3 @docusaurus/preset-classic@3 react@19 react-dom@19`,
    build: "npx docusaurus build --config docusaurus.config.mjs",
    out: "build",
    demo: "demo/",
    other: "",
    toggle: async (page) => {
      // Goes from the system's to light to dark.
      const button = page.locator(".navbar button[class*=toggleButton]").first();
      for (let i = 0; i < 3; i += 1) {
        await button.click();
        if ((await page.locator("html").getAttribute("data-theme")) === "dark") {
          return;
        }
      }
    },
  },
  {
    name: "mkdocs",
    install: "",
    build: "mkdocs build --quiet",
    out: "site",
    demo: "demo/",
    other: "",
    toggle: (page) => page.locator("label[title=Dark]:not([hidden])").click(),
  },
];

let browser: Browser;

before(async () => {
  rmSync(`${folder}/screenshots`, { recursive: true, force: true });
  mkdirSync(`${folder}/screenshots`, { recursive: true });
  browser = await openBrowser();
});

after(() => browser.close());

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A site of two pages, by the guide's page for the generator. */
async function make({ name, install, build, out }: Generator): Promise<string> {
  const site = resolve(folder, name);
  const shell = (command: string) =>
    run("bash", ["-euc", command], {
      cwd: site,
      env: { ...process.env, CQRS: resolve(".") },
      maxBuffer: 1e8,
    });
  // What the generator is made of stays from run to run.
  mkdirSync(site, { recursive: true });
  for (const file of readdirSync(site).filter((file) => !/^(node_modules|package)/.test(file))) {
    rmSync(join(site, file), { recursive: true });
  }
  if (install !== "") {
    put(join(site, "package.json"), '{ "private": true }');
    await shell(install);
  }
  for (const { language, how, code } of blocksOf(name)) {
    if (language === "sh") {
      await shell(code);
    } else {
      assert.match(how, /\./, "a block is for the shell or names its file");
      // The line in the page, with more of a page around it.
      const page = language === "md" ? `# Demo\n\nBefore it.\n\n${code}\n\nAfter it.\n` : code;
      put(join(site, how), page);
    }
  }
  put(join(site, "docs/index.md"), "# Home\n\n[Over to the demo](demo.md)\n");
  await shell(build);
  return join(site, out);
}

/** The strictest policy that the generator's own pages allow: their own inline scripts by hash, and no others. */
function policyFor(root: string, pages: string[]): string {
  const html = pages.map((page) => readFileSync(join(root, page), "utf8")).join("");
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)];
  const hashes = inline.map(
    ([, code = ""]) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`,
  );
  const scripts = ["'self'", "'wasm-unsafe-eval'", ...new Set(hashes)].join(" ");
  const styled = /<style|\sstyle=/.test(html) ? " 'unsafe-inline'" : "";
  return `script-src ${scripts}; style-src 'self'${styled}`;
}

/** Counts from the very beginning how much what is in sight shifts. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts = { sum: 0 };
    Object.defineProperty(globalThis, "shifts", { value: shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        shifts.sum += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  return () =>
    page.evaluate(() => (globalThis as unknown as { shifts: { sum: number } }).shifts.sum);
}

async function plays(page: Page): Promise<void> {
  const demo = page.locator("cqrs-demo");
  await demo.getByRole("button", { name: "Open an account for Ada" }).click();
  await demo.getByRole("status").filter({ hasText: "Recorded" }).waitFor();
}

for (const generator of generators) {
  test(`${generator.name}: the guide's set-up and line make a scene that works there and back, still, in its theme and under a strict policy`, async () => {
    const root = await make(generator);
    const pages = [generator.demo, generator.other].map((name) =>
      name.replace(/(^|\/)$/, "$1index.html"),
    );
    const csp = policyFor(root, pages);
    // Its author has one; that it is missing is not what is looked for here.
    put(join(root, "favicon.ico"), "");
    const served = await serve({ root, csp });
    try {
      await visit(
        browser,
        "about:blank",
        async (page) => {
          const shifted = await watchShifts(page);
          await page.goto(served.address + generator.demo);
          await page.getByRole("button", { name: "Open an account for Ada" }).waitFor();
          await page.screenshot({ path: `${folder}/screenshots/${generator.name}-light.png` });
          assert.ok((await shifted()) <= 0.01, `shifted by ${await shifted()}`);
          await plays(page);

          await page.locator("cqrs-demo .root[data-theme=light]").waitFor();
          await page.evaluate(() => scrollTo(0, 0));
          await generator.toggle(page);
          await page.locator("cqrs-demo .root[data-theme=dark]").waitFor();
          await page.screenshot({ path: `${folder}/screenshots/${generator.name}-dark.png` });

          await page.goto(served.address + generator.other);
          for (let i = 0; i < 2; i += 1) {
            await page.evaluate(() => Object.assign(globalThis, { stayed: true }));
            await page.getByRole("link", { name: "Over to the demo" }).click();
            await plays(page);
            assert.equal(
              await page.evaluate(() => "stayed" in globalThis),
              true,
              "it was navigation on the client",
            );
            assert.equal(await page.locator("cqrs-demo").count(), 1);
            await page.goBack();
            await page.locator("cqrs-demo").waitFor({ state: "detached" });
          }
        },
        { colorScheme: "light" },
      );
    } finally {
      await served.close();
    }
  });
}
