import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { openBrowser, press, visit } from "./reader.js";

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

before(async () => {
  [browser, site] = await Promise.all([openBrowser(), serve({ root: "build/site" })]);
});

after(async () => {
  await browser.close();
  await site.close();
});

for (const [width, height] of [
  [390, 844],
  [1280, 900],
] as const) {
  test(`what is seen first at ${width} px takes at most 180 KB, as it comes over the network`, () =>
    visit(
      browser,
      "about:blank",
      async (page) => {
        const came: Record<string, number> = {};
        page.on("requestfinished", (request) => {
          void request.sizes().then(({ responseBodySize }) => {
            came[request.url()] = responseBodySize;
          });
        });
        await page.goto(site.address);
        const shop = page.locator("cqrs-demo[scene=opening]");
        await shop.locator(".record").getByText("100,000", { exact: true }).waitFor();
        await page.waitForLoadState("networkidle");
        const sum = Object.values(came).reduce((all, size) => all + size, 0);
        assert.ok(sum > 100_000 && sum <= 180_000, `${sum} bytes: ${JSON.stringify(came)}`);
        // One scene is in sight, so one scene came.
        const scenes = Object.keys(came).filter((url) => /\/(scene|in-a-\w+)-/.test(url));
        assert.equal(scenes.length, 1, scenes.join());
      },
      { viewport: { width, height } },
    ));
}

for (const [what, move] of [
  ["scrolls", (page: Page) => page.mouse.wheel(0, 40)],
  ["presses a key", (page: Page) => page.keyboard.press("Tab")],
] as const) {
  test(`the next scene comes before it is in sight, once the reader ${what}`, () =>
    visit(browser, site.address, async (page) => {
      const next = page.locator("cqrs-demo[domain=orders]");
      await page.locator("cqrs-demo[scene=opening] .shop").waitFor();
      assert.equal(await next.locator(".frame").count(), 0);
      await move(page);
      await next.locator(".frame").waitFor();
    }));
}

test("what a reader may never open comes when they do, and the other domain's scene not at all", () =>
  visit(browser, "about:blank", async (page) => {
    const came: string[] = [];
    page.on("request", (request) => came.push(new URL(request.url()).pathname));
    const later = (): string[] =>
      ["excerpts", "form", "fact", "timeline", "in-a-bank", "in-a-shop"].filter((name) =>
        came.some((path) => path.startsWith(`/${name}-`)),
      );
    await page.goto(`${site.address}embed.html?scene=ask-or-tell`);
    const shop = page.locator("cqrs-demo");
    await shop.getByRole("button", { name: "Order the teapot" }).waitFor();
    await page.waitForLoadState("networkidle");
    assert.deepEqual(later(), ["in-a-shop"]);
    await press(shop, "Order the teapot");
    await shop
      .locator(".listing", { hasText: "Decision decide(const PlaceOrder& command" })
      .waitFor();
    assert.deepEqual(later(), ["excerpts", "in-a-shop"]);
    await press(shop, "Edit command");
    await shop.getByRole("button", { name: "Send PlaceOrder" }).waitFor();
    await shop.locator(".entry").first().click();
    await shop.getByRole("region", { name: "Fact 1, OrderPlaced" }).waitFor();
    await press(shop, "Rewind, fork, test");
    await shop.getByRole("slider", { name: "position" }).waitFor();
    assert.deepEqual(later(), ["excerpts", "form", "fact", "timeline", "in-a-shop"]);
  }));
