import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, openSite, press, says, sceneOf } from "./reader.js";

const site = openSite();

test("what a reader did on the page is a tape, to be asked and rewound", () =>
  site.visit(async (page) => {
    const shop = sceneOf(page, "orders");
    await press(shop, "By ten");
    await begin(shop, "Order the teapot");
    await press(shop, "Ship it before it is paid");
    await says(shop, "not_paid");
    const yours = page.locator("cqrs-demo[scene=your-tape]");
    await yours.scrollIntoViewIfNeeded();
    await yours.getByText("you guessed “By ten”").waitFor();
    await yours.getByText("it refused, not_paid").waitFor();
    await press(yours, "Where did I guess wrong?");
    await says(yours, "Once: Ask or tell: a shop.");
    await press(yours, "Where did I change my mind?");
    await says(yours, "You never took anything back. That was found in 4 steps");
    const card = yours.locator(".visit");
    await card.getByRole("row", { name: "commands 2" }).waitFor();
    await press(yours, "Rewind, fork, test");
    assert.equal(await yours.getByRole("button", { name: "Fork here" }).count(), 0);
    await yours.getByRole("slider", { name: "position" }).fill("2");
    await says(yours, "as it was after step 2");
    await card.getByRole("row", { name: "commands 1" }).waitFor();
  }));
