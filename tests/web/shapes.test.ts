// The page in the shapes that readers give it: narrow, zoomed, with their own spacing, on paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { openBrowser, press, says } from "./reader.js";

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;
/** The page, with something done in every scene; each test gives it another shape. */
let page: Page;

/** What to press in each scene, and what it then says. */
const firsts: [scene: string, button: string | RegExp, said: string | RegExp][] = [
  ["[scene=opening]", "Delete the read database", "Deleted"],
  ["[domain=orders]", "Order the teapot", "Recorded"],
  ["[domain=bank]", "Open an account for Ada", "Recorded"],
  ["[scene=two-shapes]", "Order the teapot", "Recorded"],
  ["[scene=breadcrumbs]", "Order the teapot", "Everybody has been there"],
  ["[scene=unplanned-report]", /^Ask [\d,]+ events$/, "That was found"],
  ["[scene=two-people]", "Let both save", "Both have saved"],
  ["[scene=money]", "Send €20 to Ben", "Caught up"],
  ["[scene=your-tape]", "Where did I guess wrong?", "You have guessed nothing yet"],
];

before(async () => {
  [browser, site] = await Promise.all([openBrowser(), serve({ root: "build/site" })]);
  page = await browser.newPage({ reducedMotion: "reduce", viewport: { width: 940, height: 1200 } });
  await page.goto(site.address);
  for (const [which, button, said] of firsts) {
    const scene = page.locator(`cqrs-demo${which}`);
    await press(scene, button);
    await says(scene, said);
  }
});

after(async () => {
  await browser.close();
  await site.close();
});

/** In the page: everything in it, in all shadow roots too. */
const inside = `(function all(root) {
  return [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
})(document.body)`;

/** What is wider than the page, and what reaches out of it although it does not scroll in a box of its own. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[
    ...(document.documentElement.scrollWidth > innerWidth ? ["the page is " + document.documentElement.scrollWidth + " px wide"] : []),
    ...${inside}
      .filter((e) => e.matches("button, input, select, p, td, h1, h2, h3, label, figcaption, blockquote"))
      .filter((e) => !e.closest(".reel, .wide, pre, .unseen, .skip") && e.getClientRects().length > 0)
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120)),
  ]`);
}

for (const [what, width, height] of [
  ["at 320 px", 320, 640],
  ["at 640 px, which is what a zoom of 200 % leaves of 1280", 640, 400],
] as const) {
  test(`${what} nothing sticks out of the page or of the guide`, async () => {
    await page.setViewportSize({ width, height });
    assert.deepEqual(await sticksOut(page), []);
    const guide = await browser.newPage({ viewport: { width, height } });
    for (const name of ["index", "embedding", "start"]) {
      await guide.goto(`${site.address}guide/${name}.html`);
      assert.deepEqual(await sticksOut(guide), [], name);
    }
    await guide.close();
  });
}

test("on paper a scene shows how it stands, all of it, and nothing to press", async () => {
  await page.setViewportSize({ width: 940, height: 1200 });
  await page.emulateMedia({ media: "print" });
  for (const [which] of firsts) {
    const scene = page.locator(`cqrs-demo${which}`);
    const buttons = scene.locator("button:visible:not(.entry, .question)");
    assert.deepEqual(await buttons.allInnerTexts(), []);
    assert.equal(await scene.getByRole("status").isVisible(), true, which);
  }
  const trail = page.locator("cqrs-demo[scene=breadcrumbs]");
  const facts = trail.locator(".entry:visible");
  assert.equal(await facts.count(), 10);
  // All of them within the tape, below one another.
  const tape = await trail.locator(".tape").boundingBox();
  const last = await facts.last().boundingBox();
  assert.ok(tape && last);
  assert.ok(last.y + last.height <= tape.y + tape.height + 1);
  const answer = page.locator("cqrs-demo[scene=unplanned-report] #answer");
  assert.match(await answer.innerText(), /Kettle/);
  const code = trail.locator(".listing pre").first();
  assert.ok(await code.evaluate((pre) => pre.scrollHeight <= pre.clientHeight));
  assert.equal(await page.locator(".bar nav").isVisible(), false);
  await page.emulateMedia({ media: "screen" });
});

/** What WCAG 1.4.12 lets every reader set. */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
  p { margin-bottom: 2em !important }`;

test("a reader's own spacing of text cuts nothing off", async () => {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    for (const { shadowRoot } of document.querySelectorAll("cqrs-demo")) {
      shadowRoot?.adoptedStyleSheets.push(sheet);
    }
    document.adoptedStyleSheets.push(sheet);
  }, spacing);
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    // What moves at this, the tape to its end, has come to rest.
    await page.waitForTimeout(500);
    assert.deepEqual(await sticksOut(page), [], `at ${width} px`);
    // A fact on the tape is one line, with dots where it goes on: it is there in full when it is opened.
    const cut = await page.evaluate<string[]>(`${inside}
      .filter((e) => ["hidden", "clip"].some((way) => [getComputedStyle(e).overflowX, getComputedStyle(e).overflowY].includes(way)))
      .filter((e) => e.clientHeight > 1 && !e.closest(".unseen, svg, .entry"))
      .filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.outerHTML.slice(0, 120) + " " + e.textContent.trim().slice(0, 60))`);
    assert.deepEqual(cut, [], `at ${width} px`);
  }
});
