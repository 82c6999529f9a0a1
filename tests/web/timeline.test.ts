import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import type { Locator } from "playwright-core";
import { begin, factsOf, openSite, press, says, visitsOf } from "./reader.js";

const visitShop = visitsOf("ask-or-tell", openSite());

/** An order that was placed, could not be shipped, was paid and shipped: three facts. */
async function ship(shop: Locator): Promise<void> {
  await begin(shop, "Order the teapot");
  await press(shop, "Ship ShipOrder");
  await says(shop, "not_paid");
  await press(shop, "Pay PayOrder");
  await says(shop, "OrderPaid, at 2");
  await press(shop, "Ship ShipOrder");
  await says(shop, "OrderShipped, at 3");
  await press(shop, /Where is order 1001/);
  await shop.locator("#answer-orderStatus").getByText("shipped").waitFor();
}

async function openControls(shop: Locator): Promise<void> {
  await ship(shop);
  await press(shop, "Rewind, fork, test");
}

const state = (shop: Locator, word: string) =>
  shop.locator("#answer-orderStatus .state", { hasText: word }).waitFor();

test("the controls are out of the way until they are wanted", () =>
  visitShop(async (shop) => {
    assert.equal(await shop.getByRole("slider").count(), 0);
    await begin(shop, "Order the teapot");
    assert.equal(await shop.getByRole("slider").count(), 0);
    await press(shop, "Rewind, fork, test");
    await shop.getByRole("slider", { name: "position" }).waitFor();
  }));

test("stepping back shows the answers as of then, and what comes later faintly", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await press(shop, "One step back");
    await state(shop, "paid");
    await shop.getByText("as of 2; the tape ends at 3").waitFor();
    assert.equal(await shop.locator(".entry.later").count(), 1);
    await shop.getByRole("slider").fill("1");
    await state(shop, "placed");
    await press(shop, "One step back");
    await shop.getByText("No answer: there is nothing by that name.").waitFor();
    await press(shop, "Now");
    await state(shop, "shipped");
    assert.equal(await shop.locator(".entry.later").count(), 0);
    assert.equal((await factsOf(shop)).length, 3);
  }));

test("the tape can be scrubbed by keys and played from the beginning to its end", () =>
  visitShop(async (shop, page) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openControls(shop);
    await shop.getByRole("slider").focus();
    await page.keyboard.press("ArrowLeft");
    await state(shop, "paid");
    await page.keyboard.press("Home");
    await shop.getByText("as of 0 of 3").first().waitFor();
    await press(shop, "Play");
    await state(shop, "placed");
    await state(shop, "paid");
    await state(shop, "shipped");
    await shop.getByRole("button", { name: "Play" }).waitFor();
    await page.emulateMedia({ reducedMotion: null });
  }));

test("telling something brings one back to the present", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await shop.getByRole("slider").fill("1");
    await state(shop, "placed");
    await press(shop, "Pay PayOrder");
    await says(shop, "already_shipped");
    await state(shop, "shipped");
  }));

test("a fork goes on by itself, says so, and can be left", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await shop.getByRole("slider").fill("1");
    await press(shop, "Fork here");
    await shop.getByText("This is a fork.").waitFor();
    await shop.locator(".branch-mark").getByText("forked here").waitFor();
    assert.deepEqual(await factsOf(shop), ["OrderPlaced"]);
    await press(shop, "Cancel the order CancelOrder");
    await says(shop, "OrderCancelled, at 2");
    await state(shop, "cancelled");
    await shop.getByText("This one ends at 2; the other goes on to 3").waitFor();
    await press(shop, "Leave the fork");
    await state(shop, "shipped");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced", "OrderPaid", "OrderShipped"]);
    assert.equal(await shop.getByText("This is a fork.").count(), 0);
  }));

test("a fork of a fork can be left twice, and starting over leaves both", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await press(shop, "Fork here");
    await shop.getByRole("slider").fill("2");
    await press(shop, "Fork here");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced", "OrderPaid"]);
    await press(shop, "Leave the fork");
    await shop.getByText("This is a fork.").waitFor();
    await press(shop, "Start over");
    await shop.getByText("The tape is empty").waitFor();
    assert.equal(await shop.getByText("This is a fork.").count(), 0);
  }));

test("the tape is a table too", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await press(shop, "As a table");
    const table = shop.getByRole("table", { name: "Facts 1 to 3 of 3" });
    await table.getByRole("columnheader", { name: "stream" }).waitFor();
    const cells = await table.getByRole("row").nth(2).getByRole("cell").allInnerTexts();
    assert.equal(cells[0], "OrderPaid");
    assert.equal(cells[1], "order-1001");
    assert.equal(cells[2], "€38.00 paid for 1001");
    assert.match(cells[3] ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
    await press(shop, "As a table");
    await shop.locator(".entry").first().waitFor();
  }));

/** What Vitest brings, as far as a copied test uses it. */
const shim = `import assert from "node:assert/strict";
export { test } from "node:test";
export const expect = (actual) => ({
  toBe: (expected) => assert.equal(actual, expected),
  toEqual: (expected) => assert.deepEqual(actual, expected),
});`;

async function codeOf(shop: Locator, framework: string): Promise<string> {
  await shop.getByRole("radio", { name: framework }).check();
  const file = framework === "Vitest" ? "tape.test.js" : "tape.cpp";
  await shop.locator(".as-test").getByText(file).waitFor();
  return shop.locator(".as-test pre").innerText();
}

test("a stretch of the tape is copied as a test that passes, and that fails of another shop", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await press(shop, "Copy as test");
    await shop.getByRole("spinbutton", { name: "from" }).fill("2");
    await shop.getByRole("spinbutton", { name: "from" }).press("Enter");
    await shop.locator(".as-test pre", { hasText: "// given" }).waitFor();
    const code = await codeOf(shop, "Vitest");
    assert.match(code, /toEqual\(\["not_paid", true, true\]\)/);
    const folder = "build/tests/copied";
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/vitest.mjs`, shim);
    const run = async (name: string, text: string) => {
      await writeFile(`${folder}/${name}`, text.replace('"vitest"', '"./vitest.mjs"'));
      return promisify(execFile)(process.execPath, ["--test", `${folder}/${name}`], {
        env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      });
    };
    const { stdout } = await run("tape.test.mjs", code);
    assert.match(stdout, /pass 1/);
    await assert.rejects(run("other.test.mjs", code.replace("OrderShipped", "OrderCancelled")));
  }));

test("a stretch copied for Catch2 is the one that the tests in C++ compile and run", () =>
  visitShop(async (shop) => {
    await openControls(shop);
    await press(shop, "Copy as test");
    const code = await codeOf(shop, "Catch2");
    assert.equal(`${code.trim()}\n`, await readFile("tests/web/copied_tape.txt", "utf8"));
  }));
