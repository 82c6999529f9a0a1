// Text that means harm, through the doors that a reader has: the forms of commands, and code of their own. Those of
// others are in hostile-others.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { isText, payloads, unharmed } from "./harm.js";
import { openSite, press, runCode, says, sceneOf } from "./reader.js";

const site = openSite();

const visit = (act: (page: Page) => Promise<void>): Promise<void> =>
  unharmed(site.browser, site.address, act);

test("what is typed in the form of a command is text, on the tape, in the answer and in the code", () =>
  visit(async (page) => {
    const bank = sceneOf(page, "bank");
    await press(bank, "Edit command");
    for (const [i, payload] of payloads.entries()) {
      await bank.locator("[name=account]").fill(`a${i}`);
      await bank.locator("[name=owner]").fill(payload);
      await press(bank, "Send OpenAccount");
      await says(bank, /Recorded|Not understood/);
      await isText(bank);
    }
    await bank.getByText(payloads[0]).first().waitFor();
    await bank.locator("[name=owner]").fill("x".repeat(1_000_000));
    await press(bank, "Send OpenAccount");
    await says(bank, "Not understood");
    const { length } = await bank.locator(".root").innerText();
    assert.ok(length < 20_000, `${length} characters are drawn`);
  }));

test("what the reader's code finds, and how it fails, is text", () =>
  visit(async (page) => {
    const scene = page.locator("cqrs-demo[scene=unplanned-report]");
    const found = Object.fromEntries(payloads.map((payload, i) => [payload, payloads.at(-i)]));
    // Not as JSON: its characters that nobody sees are not to be typed into an editor.
    const literal = JSON.stringify(found).replace(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f\u2028-\u202e\u2066-\u2069]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    await runCode(scene, `function apply() { return ${literal}; }`);
    await says(scene, "That was found");
    await scene.locator("#answer").getByText(payloads[0]).first().waitFor();
    await isText(scene);
    for (const payload of payloads.slice(0, 5)) {
      await runCode(scene, `function apply() { throw new Error(${JSON.stringify(payload)}); }`);
      await says(scene, "It stopped before event 1");
      await isText(scene);
    }
    await runCode(
      scene,
      `function apply(c, e) { if (e.position === 1) return { ["<b>".repeat(1e6)]: "<i>".repeat(1e6) }; }`,
    );
    await says(scene, "That was found");
    assert.ok((await scene.locator("#answer").innerText()).length < 2_000);
  }));
