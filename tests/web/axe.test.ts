// axe-core finds nothing in any scene, at rest and after its first button, in the guide, and in the inspector's place.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { openBrowser } from "./reader.js";

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

before(async () => {
  [browser, site] = await Promise.all([openBrowser(), serve({ root: "build/site" })]);
});

after(async () => {
  await browser.close();
  await site.close();
});

/** What axe finds, a line each: the rule and where. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  });
}

async function look(
  address: string,
  colorScheme: "light" | "dark",
  width: number,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    bypassCSP: true,
    colorScheme,
    reducedMotion: "reduce",
    viewport: { width, height: 900 },
  });
  try {
    const page = await context.newPage();
    await page.goto(address);
    await act(page);
  } finally {
    await context.close();
  }
}

for (const colorScheme of ["light", "dark"] as const) {
  const width = colorScheme === "light" ? 1280 : 390;
  test(`axe finds nothing on the page, ${colorScheme}, at ${width} px`, () =>
    look(site.address, colorScheme, width, async (page) => {
      for (const scene of await page.locator("cqrs-demo").all()) {
        await scene.scrollIntoViewIfNeeded();
        await scene.locator(".frame, .shop").first().waitFor();
      }
      assert.deepEqual(await findings(page), []);
      for (const scene of await page.locator("cqrs-demo").all()) {
        await scene.scrollIntoViewIfNeeded();
        const first = scene.locator("button.primary:enabled").first();
        if ((await first.count()) > 0) await first.click();
      }
      await page.waitForTimeout(1_500);
      assert.deepEqual(await findings(page), []);
    }));

  test(`axe finds nothing in the guide, ${colorScheme}`, async () => {
    for (const file of readdirSync("build/site/guide").filter((name) => name.endsWith(".html"))) {
      await look(new URL(`guide/${file}`, site.address).href, colorScheme, width, async (page) =>
        assert.deepEqual(await findings(page), [], file),
      );
    }
  });
}
