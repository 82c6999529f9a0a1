import { test } from "node:test";
import assert from "node:assert/strict";
import { openSite, press, says, visitsOf } from "./reader.js";

const site = openSite();

const visitScene = visitsOf("two-shapes", site);

test("one can order while the read database is off, and not see it", () =>
  visitScene(async (scene) => {
    await press(scene, "Order, and not see it");
    await press(scene, "Order the teapot");
    await says(scene, "One command: one fact on the tape, at 1, and 2 rows");
    await scene.getByText("Order 1001 for Ada").waitFor();
    await press(scene, "Switch the read database off");
    await says(scene, "off and empty. The facts are where they were: 1 of them.");
    await press(scene, "Order with it off");
    await says(scene, "Taken: the fact is at 2.");
    await press(scene, "Show my order");
    await says(scene, "Nobody answers");
    await press(scene, "Switch it on again");
    await says(scene, "has gone through 2 facts");
    await scene.getByText("Order 1002 for Ada").waitFor();
    await scene.getByText("You were right").waitFor();
  }));

test("both ways to look give the same answer, and what they touch is counted", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(scene, "Recorded");
    await press(scene, "Show my order");
    await says(scene, "made of one fact, now and at every look");
    await press(scene, "Pay for order 1001");
    await says(scene, "at 2, and 2 rows");
    await press(scene, "Show my order");
    await says(scene, "made of 2 facts, now and at every look. With two it is one row");
    await press(scene, "Let a month go by");
    await says(scene, "400 more facts");
    await press(scene, "Show all orders, both ways");
    await says(scene, /made of 402 facts.* With two it is \d+ rows.*Both say \d+ orders/);
    const costs = scene.locator(".costs tbody td");
    assert.deepEqual((await costs.allInnerTexts()).slice(0, 1), ["405"]);
    assert.deepEqual((await costs.allInnerTexts()).slice(2), ["402", "1,206"]);
  }));

test("copies share what is looked at, and cost something at each write", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(scene, "Recorded");
    await press(scene, "Add a copy");
    await says(scene, "Copy 2 is there at once");
    await press(scene, "Add a copy");
    await says(scene, "Copy 3 is there at once");
    await press(scene, "Look 30 times");
    await says(scene, "30 looks, shared by 3 copies: 10, 10, and 10.");
    await press(scene, "Order the teapot");
    await says(scene, "at 2, and 4 rows of the read side");
    await press(scene, "Start over");
    await says(scene, "Begin here");
    await press(scene, "Order the teapot");
    await says(scene, "at 1, and 2 rows of the read side");
  }));
