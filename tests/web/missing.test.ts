import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, openSite, press, sceneOf, triesAgain } from "./reader.js";

const site = openSite();

// The failed requests are what these are about, so nobody watches for problems here.

test("an engine that cannot be loaded is said to be so, and can be tried again", async () => {
  const page = await site.browser.newPage();
  await page.route(/engine/, (route) => route.abort());
  await page.goto(site.address);
  const shop = sceneOf(page, "orders");
  await shop.scrollIntoViewIfNeeded();
  await shop.getByText("The engine could not be loaded").waitFor();
  await triesAgain(shop, () => page.unroute(/engine/));
  await begin(shop, "Order the teapot");
  await page.close();
});

test("a scene whose file cannot be loaded is said to be so, and can be tried again", async () => {
  const page = await site.browser.newPage();
  const scenes = /(scene|in-a-shop)-/;
  await page.route(scenes, (route) => route.abort());
  await page.goto(site.address);
  const shop = sceneOf(page, "orders");
  await shop.scrollIntoViewIfNeeded();
  await shop.getByText("The scene could not be loaded").waitFor();
  assert.ok(await shop.getByText("“Commands and queries are better apart.”").isVisible());
  await triesAgain(shop, () => page.unroute(scenes));
  await begin(shop, "Order the teapot");
  await page.close();
});

for (const [what, file, ask, came] of [
  ["the form", /\/form-/, "Edit command", ".form [type=submit]"],
  ["what moves on the tape", /\/timeline-/, "Rewind, fork, test", "[type=range]"],
] as [string, RegExp, string, string][]) {
  test(`a reader is told when ${what} cannot be loaded, and can ask again`, async () => {
    const page = await site.browser.newPage();
    const thrown: string[] = [];
    page.on("pageerror", ({ message }) => thrown.push(message));
    await page.goto(`${site.address}embed.html?scene=ask-or-tell`);
    const shop = page.locator("cqrs-demo");
    await begin(shop, "Order the teapot");
    await page.route(file, (route) => route.abort());
    await press(shop, ask);
    const told = shop.getByRole("alert").getByText("What this takes could not be loaded");
    await told.waitFor();
    assert.deepEqual(thrown, []);
    await page.unroute(file);
    await press(shop, ask);
    await shop.locator(came).waitFor();
    await told.waitFor({ state: "detached" });
    await page.close();
  });
}

test("a reader is told when what a fact says cannot be loaded, and can ask again", async () => {
  const page = await site.browser.newPage();
  await page.goto(`${site.address}embed.html?scene=ask-or-tell`);
  const shop = page.locator("cqrs-demo");
  await begin(shop, "Order the teapot");
  await page.route(/\/fact-/, (route) => route.abort());
  const fact = shop.locator(".entry").first();
  await fact.click();
  await shop.getByRole("alert").getByText("could not be loaded").waitFor();
  await page.unroute(/\/fact-/);
  await fact.click();
  await fact.click();
  await shop.getByRole("region", { name: "Fact 1, OrderPlaced" }).waitFor();
  await page.close();
});

test("a reader is told when what writes a test cannot be loaded, and can ask again", async () => {
  const page = await site.browser.newPage();
  await page.goto(`${site.address}embed.html?scene=ask-or-tell`);
  const shop = page.locator("cqrs-demo");
  await begin(shop, "Order the teapot");
  await press(shop, "Rewind, fork, test");
  await page.route(/\/as-test-/, (route) => route.abort());
  await press(shop, "Copy as test");
  await shop.getByRole("alert").getByText("could not be loaded").waitFor();
  await page.unroute(/\/as-test-/);
  await press(shop, "Copy as test");
  await press(shop, "Copy as test");
  await shop.locator(".as-test").getByText("tape.test.js").waitFor();
  await page.close();
});
