import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { openSite, press, runCode, says, visit, visitsOf } from "./reader.js";

const site = openSite();

const visitScene = visitsOf("unplanned-report", site);

const ask = (scene: Locator) => press(scene, /^Ask [\d,]+ events$/);

test("a question that nobody planned is answered from the first event on", () =>
  visitScene(async (scene) => {
    await press(scene, "From the first day");
    await ask(scene);
    await says(scene, /Kettle: \d+\. That was found in [\d,]+ events/);
    await scene.locator("#answer").getByText("Kettle").waitFor();
    await scene.getByText("You were right").waitFor();
  }));

test("broken, it stops at its checkpoint and says why; mended, it answers again", () =>
  visitScene(async (scene) => {
    await ask(scene);
    await says(scene, "That was found");
    await press(scene, "Break it");
    await says(scene, /stopped before event (\d+), of type ItemCancelled: TypeError.*'length'/);
    await scene.locator("#answer.stale").waitFor();
    await press(scene, "Mend it");
    await says(scene, /Kettle: \d+\. That was found/);
  }));

test("it can be asked as of earlier, and in another future", () =>
  visitScene(async (scene) => {
    await ask(scene);
    await says(scene, "That was found");
    await press(scene, "Ask it half-way back");
    await says(scene, "As if it were");
    await press(scene, "Go on from there, differently");
    await says(scene, /400 teapots are cancelled: Teapot: \d+\. In the other, Kettle: \d+/);
    await press(scene, "What is liked best?");
    await says(scene, "in this future the field still has its old name");
    await press(scene, "Back to today");
    await says(scene, "stars belong to nothing: until");
  }));

test("a field that got a new name is read by it in old events too", () =>
  visitScene(async (scene) => {
    await scene.getByRole("radio", { name: "What is liked best?" }).check();
    await ask(scene);
    await says(scene, /\d+ stars belong to nothing: until .* the field had another name/);
    await press(scene, "Give old events the new name");
    await says(scene, "none is without a product");
    assert.equal(await scene.locator("#answer").getByText("undefined").count(), 0);
  }));

test("alone on a page, with no more of the engine than it needs, it reads old events by the new name, too", () =>
  visit(site.browser, `${site.address}embed.html?scene=unplanned-report`, async (page) => {
    const scene = page.locator("cqrs-demo");
    await scene.getByRole("radio", { name: "What is liked best?" }).check();
    await ask(scene);
    await says(scene, "the field had another name");
    await press(scene, "Give old events the new name");
    await says(scene, "none is without a product");
  }));

test("the reader's own code runs, fails with its line, and is ended when it does not end", () =>
  visitScene(async (scene) => {
    await runCode(scene, "function apply(c, e) { c[e.type] = (c[e.type] ?? 0) + 1; }");
    await says(scene, /OrderPlaced: [\d,]+\. That was found/);
    await runCode(scene, "function apply(c, e) {\n  c[e.type = 1;\n}");
    await says(scene, /This is no code\s*Line 2/);
    await runCode(scene, "function apply() { for (;;); }");
    await says(scene, "It was still running after 1,000 ms");
    await press(scene, "Mend it");
    await says(scene, "That was found");
  }));

test("the reader's code reaches neither the page, nor the network, nor any storage", async () => {
  // What it tries and fails to load is what this is about, so nobody watches for problems here.
  const page = await site.browser.newPage();
  await page.goto(site.address);
  const scene = page.locator("cqrs-demo[scene=unplanned-report]");
  await scene.scrollIntoViewIfNeeded();

  const tried = ["typeof document", "typeof parent", "typeof localStorage"];
  await runCode(
    scene,
    `const seen = {};
${tried.map((what, i) => `try { seen["${i}"] = String(${what}); } catch (e) { seen["${i}"] = e.name; }`).join("\n")}
try { new Function("1")(); seen.code = "ran"; } catch (e) { seen.code = e.name; }
try { importScripts("data:text/javascript,1"); seen.script = "ran"; } catch (e) { seen.script = e.name; }
try { const x = new XMLHttpRequest(); x.open("GET", "${site.address}page.js", false); x.send(); seen.net = "sent"; } catch (e) { seen.net = e.name; }
try { indexedDB.open("a"); seen.db = "opened"; } catch (e) { seen.db = e.name; }
function apply(c) { return seen; }`,
  );
  await says(scene, "Answered");
  const rows = await scene.locator("#answer tr").allTextContents();
  const found: Record<string, string> = Object.fromEntries(
    rows.map((row) => row.trim().toLowerCase().split(/\s+/) as [string, string]),
  );
  assert.equal(found["0"], "undefined");
  assert.equal(found["1"], "undefined");
  assert.equal(found["2"], "undefined");
  assert.equal(found["code"], "evalerror");
  assert.equal(found["script"], "networkerror");
  assert.equal(found["net"], "networkerror");
  assert.notEqual(found["db"], "opened");
  await page.close();
});
