// What Lighthouse says of the site as it is served, on its mobile preset. Installed by name, as one would to look.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { serve } from "../../web/serve.mjs";
import { wholeChromium } from "./program.js";

const folder = "build/lighthouse";
const run = promisify(execFile);

let site: Awaited<ReturnType<typeof serve>>;

before(async () => {
  site = await serve({ root: "build/site" });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, '{ "private": true }');
  const quiet = ["--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  await run("npm", ["install", ...quiet, "--prefer-offline", "lighthouse@12"], { cwd: folder });
});

after(() => site.close());

interface Look {
  categories: Record<string, { score: number | null }>;
  audits: Record<string, { title: string; score: number | null; displayValue?: string }>;
}

async function look(path: string): Promise<Look> {
  const report = resolve(`${folder}/report.json`);
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu"].join(" ");
  await run(
    resolve(`${folder}/node_modules/.bin/lighthouse`),
    [
      new URL(path, site.address).href,
      "--quiet",
      "--output=json",
      `--output-path=${report}`,
      `--chrome-flags=${flags}`,
    ],
    { env: { ...process.env, CHROME_PATH: wholeChromium() }, maxBuffer: 1e8 },
  );
  return JSON.parse(readFileSync(report, "utf8")) as Look;
}

for (const path of ["", "guide/embedding.html"]) {
  test(`${path || "the page"} is accessible, well made and can be found`, async (t) => {
    const { categories, audits } = await look(path);
    const score = (name: string) => Math.round((categories[name]?.score ?? 0) * 100);
    // How fast it is depends on what else the machine does: told, and no test.
    const times = ["largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];
    const measured = times.map((name) => `${name} ${audits[name]?.displayValue}`).join(", ");
    t.diagnostic(`performance ${score("performance")}: ${measured}`);
    const scores = ["accessibility", "best-practices", "seo"].map(score);
    const lacking = Object.values(audits).filter((audit) => audit.score === 0);
    assert.deepEqual(scores, [100, 100, 100], lacking.map(({ title }) => title).join("; "));
  });
}
