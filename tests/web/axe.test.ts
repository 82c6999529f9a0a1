// axe-core finds nothing in any scene, at rest and after its first button, in the guide, in the inspector and in the playground.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { findings } from "./findings.js";
import { openHost, openSite, press, says } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/axe");

async function look(
  address: string,
  colorScheme: "light" | "dark",
  width: number,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await site.browser.newContext({
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

  test(`axe finds nothing in the guide, ${colorScheme}`, () =>
    look("about:blank", colorScheme, width, async (page) => {
      for (const file of readdirSync("build/site/guide").filter((name) => /\.html$/.test(name))) {
        await page.goto(new URL(`guide/${file}`, site.address).href);
        assert.deepEqual(await findings(page), [], file);
      }
    }));

  test(`axe finds nothing in an inspector, ${colorScheme}`, async () => {
    const head = `${site.script}<script type="module" src="host.js"></script>`;
    await mkdir(`${host.folder}/package`, { recursive: true });
    await cp("build/package/index.js", `${host.folder}/package/index.js`);
    await writeFile(
      `${host.folder}/host.js`,
      `import { createCqrs } from "./package/index.js";
const cqrs = await createCqrs({ domains: ["bank"] });
cqrs.dispatch({ type: "OpenAccount", data: { account: "ada", owner: "Ada" } });
cqrs.dispatch({ type: "Withdraw", data: { account: "ada", amount: 100 } });
document.querySelector("cqrs-inspector").engine = cqrs;`,
    );
    const body = "<main><cqrs-inspector></cqrs-inspector></main>";
    const address = await host.put(`inspector-${colorScheme}.html`, body, { head });
    await look(address, colorScheme, width, async (page) => {
      const inspector = page.locator("cqrs-inspector");
      await inspector.locator(`.root[data-theme=${colorScheme}]`).waitFor();
      await inspector.getByText("The tape ends at 1").waitFor();
      await inspector.getByText("insufficient_funds").waitFor();
      assert.deepEqual(await findings(page, "cqrs-inspector"), []);
      await press(inspector, "Fork here");
      await press(inspector, "Copy as test");
      await inspector.locator(".as-test pre").waitFor();
      assert.deepEqual(await findings(page, "cqrs-inspector"), []);
    });
  });

  test(`axe finds nothing in a playground, ${colorScheme}`, async () => {
    const lines = [{ sku: "tea", quantity: 2, unitPrice: 450 }];
    const play = JSON.stringify({
      title: "A refund",
      claim: "What was shipped cannot be cancelled.",
      given: [{ type: "PlaceOrder", data: { orderId: "o-1", customer: "Ada", lines } }],
      commands: [
        { label: "Pay", type: "PayOrder", data: { orderId: "o-1" } },
        { label: "Pay again", type: "PayOrder", data: { orderId: "o-1" } },
      ],
      queries: [{ label: "How is it?", name: "orderStatus", params: { orderId: "o-1" } }],
    });
    const address = await host.put(
      `playground-${colorScheme}.html`,
      `<main><cqrs-demo scene="playground"><script type="application/json">${play}</script></cqrs-demo></main>`,
      { head: site.script },
    );
    await look(address, colorScheme, width, async (page) => {
      const demo = page.locator("cqrs-demo");
      await press(demo, "Pay");
      await says(demo, "OrderPaid");
      await press(demo, "Pay again");
      await says(demo, "already_paid");
      await press(demo, "Edit the command");
      assert.deepEqual(await findings(page, "cqrs-demo"), []);
    });
  });
}
