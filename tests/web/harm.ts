// What means harm, and how a test knows that it did none.
import assert from "node:assert/strict";
import type { Browser, Locator, Page } from "playwright-core";
import { hurry } from "./reader.js";

const harm = "document.title='harmed'";

/** Markup of every kind, and characters that would turn, hide or end what stands beside them. */
export const payloads = [
  `<script>${harm}</script>`,
  `<img src=x onerror="${harm}">`,
  `"><svg onload=${harm}>`,
  `</p><iframe srcdoc="<script>parent.${harm}</script>">`,
  `<a href="javascript:${harm}">here</a>`,
  `\${${harm}}{{${harm}}}`,
  "ab\u202edlrow\u202c\u2066olleh",
  "a\u200eb\u200fc\u061cd\u0085e\u009bf\u200bg\ufeffh\u2028i",
  "zero\u0000byte",
] as const;

const signs = payloads.filter((payload) => !/[<{]/.test(payload));
const [first, ...others] = payloads;

/** The same in few texts: each begins otherwise, for whoever shows only the beginning of it. */
export const texts = [first + others.join(" "), others.join(" "), signs.join(" "), first] as const;

export const megabyte = `<b>${"x".repeat(500_000)}\u202e${"y".repeat(500_000)}`;

/** A tab, and what happened in it that must not. */
interface Watched {
  page: Page;
  happened: string[];
}

async function watch(browser: Browser): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  await hurry(page);
  const happened: string[] = [];
  page.on("dialog", (dialog) => {
    happened.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) {
      happened.push(message.text());
    }
  });
  page.on("pageerror", (error) => happened.push(error.message));
  page.on("framenavigated", (frame) => {
    if (frame !== page.mainFrame() && !frame.url().endsWith("sandbox.html")) {
      happened.push(`a frame: ${frame.url()}`);
    }
  });
  return { page, happened };
}

/** One tab for all visits of a browser's: opening another takes longer than most of what is done there. */
const tabs = new WeakMap<Browser, Watched>();

/** Visits a page; fails if anything of it ran, was loaded, or asked the reader something. */
export async function unharmed(
  browser: Browser,
  address: string,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, happened } = tabs.get(browser) ?? (await watch(browser));
  tabs.delete(browser);
  try {
    await page.goto(address);
    const title = await page.title();
    await act(page);
    assert.equal(await page.title(), title);
    // Another address that differs in its fragment alone would load nothing.
    await page.goto("about:blank");
    assert.deepEqual(happened, []);
  } catch (error) {
    await page.context().close();
    throw error;
  }
  tabs.set(browser, { page, happened });
}

/** In the page: what of an element's inside is wider than it. */
function sticksOut(element: Element): string[] {
  const { right } = element.getBoundingClientRect();
  return [...(element.shadowRoot ?? element).querySelectorAll("button, p, td, th, pre, li, code")]
    .filter((inside) => !inside.closest(".reel, pre, .answer, .rejections, .scrolls, .trail"))
    .filter((inside) => inside.getBoundingClientRect().right > right + 1)
    .map((inside) => inside.outerHTML.slice(0, 120));
}

/** In the page: elements inside it that only markup in a text could have made. */
function foreignIn(element: Element): string[] {
  const made =
    "img:not(.cm-widgetBuffer), script, [href^=javascript], [onload], [onerror], iframe[srcdoc]";
  return [...element.shadowRoot!.querySelectorAll(made)].map((one) => one.outerHTML.slice(0, 200));
}

const unseen =
  // eslint-disable-next-line no-control-regex
  /[\u0000\u0080-\u009f\u061c\u200b\u200e\u200f\u2028\u202a-\u202e\u2066-\u2069\ufeff]/;

/** Neither its elements are there, nor what would turn or hide what is beside it; and nothing has burst. */
export async function isText(element: Locator, length_max = 60_000): Promise<void> {
  assert.deepEqual(await element.evaluate(foreignIn), []);
  const seen = await element.locator(".root").innerText();
  const at = seen.search(unseen);
  const around = JSON.stringify(seen.slice(Math.max(0, at - 60), at + 20));
  assert.ok(at < 0, `what nobody sees is in ${around}`);
  assert.ok(seen.length < length_max, `${seen.length} characters are drawn`);
  assert.deepEqual(await element.evaluate(sticksOut), []);
  const overflow = await element.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
}
