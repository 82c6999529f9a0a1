// Text that means harm, through the doors that a reader has: the forms of commands, and code of their own. Those of a
// host and of an author are in the tests of the inspector, the playground, the translations and the links.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { openBrowser, press, says, sceneOf } from "./reader.js";

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

before(async () => {
  [browser, site] = await Promise.all([openBrowser(), serve({ root: "build/site" })]);
});

after(async () => {
  await browser.close();
  await site.close();
});

const harm = "document.title='harmed'";
const payloads = [
  `<script>${harm}</script>`,
  `<img src=x onerror="${harm}">`,
  `"><svg onload=${harm}>`,
  `</p><iframe srcdoc="<script>parent.${harm}</script>">`,
  `<a href="javascript:${harm}">here</a>`,
  `\${${harm}}{{${harm}}}`,
  "ab\u202edlrow\u202c\u2066olleh",
  "zero\u0000byte",
];

/** Fails if anything of it ran, was loaded, or asked the reader something. */
async function visit(act: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const happened: string[] = [];
    page.on("dialog", (dialog) => {
      happened.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (/Content Security Policy|Refused/.test(message.text())) {
        happened.push(message.text());
      }
    });
    page.on("pageerror", (error) => happened.push(error.message));
    await page.goto(site.address);
    const title = await page.title();
    await act(page);
    assert.deepEqual(happened, []);
    assert.equal(await page.title(), title);
  } finally {
    await context.close();
  }
}

/** Neither its elements are there, nor what would turn or hide what is beside it. */
async function isText(scene: Locator): Promise<void> {
  assert.equal(
    await scene.locator("img, script, a[href^=javascript], [onload], [onerror]").count(),
    0,
  );
  const seen = await scene.locator(".root").innerText();
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(seen, /[\u0000\u202a-\u202e\u2066-\u2069]/);
}

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
    await bank
      .getByText(payloads[0] as string)
      .first()
      .waitFor();
    await bank.locator("[name=owner]").fill("x".repeat(1_000_000));
    await press(bank, "Send OpenAccount");
    await says(bank, "Not understood");
    const { length } = await bank.locator(".root").innerText();
    assert.ok(length < 20_000, `${length} characters are drawn`);
  }));

test("what the reader's code finds, and how it fails, is text", () =>
  visit(async (page) => {
    const scene = page.locator("cqrs-demo[scene=unplanned-report]");
    await press(scene, "Edit the code");
    const run = async (code: string) => {
      await scene.locator(".cm-content").click();
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.insertText(code);
      await press(scene, "Run it");
    };
    const found = Object.fromEntries(payloads.map((payload, i) => [payload, payloads.at(-i)]));
    // Not as JSON: its characters that nobody sees are not to be typed into an editor.
    const literal = JSON.stringify(found).replace(
      // eslint-disable-next-line no-control-regex
      /[\u0000-\u001f\u2028-\u202e\u2066-\u2069]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    await run(`function apply() { return ${literal}; }`);
    await says(scene, "That was found");
    await scene
      .locator("#answer")
      .getByText(payloads[0] as string)
      .first()
      .waitFor();
    await isText(scene);
    for (const payload of payloads.slice(0, 5)) {
      await run(`function apply() { throw new Error(${JSON.stringify(payload)}); }`);
      await says(scene, "It stopped before event 1");
      await isText(scene);
    }
    await run(
      `function apply(c, e) { if (e.position === 1) return { ["<b>".repeat(1e6)]: "<i>".repeat(1e6) }; }`,
    );
    await says(scene, "That was found");
    assert.ok((await scene.locator("#answer").innerText()).length < 2_000);
  }));
