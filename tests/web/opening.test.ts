import { test } from "node:test";
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { openSite, press, says, visitsOf } from "./reader.js";

const site = openSite();

const visitScene = visitsOf("opening", site);

const rows = (scene: Locator) => scene.locator(".list tbody tr").count();

test("what the shop shows is deleted, orders are taken all the same, and it is built again", () =>
  visitScene(async (scene) => {
    await scene.locator(".record").getByText("100,000", { exact: true }).waitFor();
    const before = await scene.locator(".list").innerText();
    await press(scene, "Delete the read database");
    await says(scene, /Deleted in [\d.]+ ms/);
    assert.equal(await rows(scene), 0);
    await press(scene, "Build it again");
    await says(scene, /100,000 events, [\d,]+ ms, nothing lost/);
    assert.equal(await scene.locator(".list").innerText(), before);
    await press(scene, "Delete the read database");
    await press(scene, "Place an order anyway");
    await says(scene, "The record now has 100,001 events");
    assert.equal(await rows(scene), 0);
    await press(scene, "Place another");
    await press(scene, "Build it again");
    await says(
      scene,
      /100,002 events, [\d,]+ ms, nothing lost\. The 2 orders you placed meanwhile are there too/,
    );
    assert.equal(await scene.getByRole("cell", { name: "placed" }).first().isVisible(), true);
  }));

test("the page stays at the reader's hand while the record is made", () =>
  visitScene(async (scene, page) => {
    await page.evaluate(() => {
      const long: number[] = [];
      Object.assign(globalThis, { long });
      new PerformanceObserver((list) =>
        long.push(...list.getEntries().map((e) => e.duration)),
      ).observe({
        type: "longtask",
      });
    });
    await scene.locator(".record").getByText("100,000", { exact: true }).waitFor();
    const long = await page.evaluate(() => (globalThis as unknown as { long: number[] }).long);
    assert.ok(Math.max(0, ...long) < 400, `a task took ${Math.max(...long)} ms`);
  }));

test("it starts over as it began", () =>
  visitScene(async (scene) => {
    await scene.locator(".record").getByText("100,000", { exact: true }).waitFor();
    const before = await scene.locator(".list").innerText();
    await press(scene, "Delete the read database");
    await press(scene, "Place an order anyway");
    await press(scene, "Build it again");
    await says(scene, "nothing lost");
    await press(scene, "Start over");
    await says(scene, "press the red button");
    await scene.locator(".record").getByText("100,000", { exact: true }).waitFor();
    assert.equal(await scene.locator(".list").innerText(), before);
  }));
