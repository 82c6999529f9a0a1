// What a reader would call a blemish: what sticks out, is cut, begins somewhere by chance, or moves away under the hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { begin, openSite, press, says, visit } from "./reader.js";

const site = openSite();

/** A scene by itself, as in an iframe. */
const alone = (scene: string, more = ""): string =>
  `${site.address}embed.html?scene=${scene}${more}`;

test("in forced colours, where every button has a border, none goes beyond what it stands in", () =>
  visit(
    site.browser,
    alone("ask-or-tell", "&share="),
    async (page) => {
      const demo = page.locator("cqrs-demo");
      await begin(demo, "Order the teapot");
      await press(demo, "Edit command");
      const beyond = await page.evaluate(() => {
        const root = document.querySelector("cqrs-demo")!.shadowRoot!;
        const room = (of: Element): { left: number; right: number } => {
          const { left, right } = of.getBoundingClientRect();
          const { paddingLeft, paddingRight } = getComputedStyle(of);
          return { left: left + parseFloat(paddingLeft), right: right - parseFloat(paddingRight) };
        };
        return [...root.querySelectorAll("button:not(.entry, .item > *)")].flatMap((button) => {
          const own = button.getBoundingClientRect();
          const around = room(button.parentElement!);
          return own.width > 0 && (own.left < around.left - 1 || own.right > around.right + 1)
            ? [button.textContent?.trim()]
            : [];
        });
      });
      assert.deepEqual(beyond, []);
    },
    { forcedColors: "active" },
  ));

for (const width of [390, 600]) {
  test(`at ${width} px whole facts stand beside the next place`, () =>
    visit(
      site.browser,
      alone("ask-or-tell"),
      async (page) => {
        const demo = page.locator("cqrs-demo");
        await begin(demo, "Order the teapot");
        await press(demo, "Pay");
        await says(demo, "OrderPaid, at 2");
        await press(demo, /^Ship/);
        await says(demo, "OrderShipped, at 3");
        const [edge, begins] = await edges(demo, page);
        const cut = begins.filter((left) => left < edge - 1 && left > edge - 170);
        assert.deepEqual(cut, [], `the tape begins at ${edge} px, its facts at ${begins.join()}`);
      },
      { viewport: { width, height: 844 }, reducedMotion: "reduce" },
    ));
}

/** Where the tape's sight begins, and where each of its facts does, once it has come to rest. */
async function edges(demo: Locator, page: Page): Promise<[number, number[]]> {
  await page.waitForTimeout(300);
  const left = async (place: Locator): Promise<number> => (await place.boundingBox())?.x ?? NaN;
  const facts = await demo.locator(".entry").all();
  return [await left(demo.locator(".reel")), await Promise.all(facts.map(left))];
}

test("a tape that turns, as a phone is turned, still shows what it showed", () =>
  visit(site.browser, alone("unplanned-report"), async (page) => {
    const demo = page.locator("cqrs-demo");
    const turn = async (): Promise<void> => {
      for (const width of [500, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(300);
      }
    };
    await isSeenAtItsEnd(demo);
    await turn();
    await isSeenAtItsEnd(demo);
    await demo.locator(".entry.last").focus();
    await page.keyboard.press("Home");
    for (let i = 0; i < 3; i += 1) {
      await page.keyboard.press("PageDown");
    }
    const there = Number(await demo.locator(".entry.reachable").getAttribute("data-position"));
    const isInSight = async (): Promise<void> => {
      const sight = await demo.locator(".reel").boundingBox();
      const fact = await demo.locator(`.entry[data-position="${there}"]`).boundingBox();
      assert.ok(sight && fact && fact.y >= sight.y - 70 && fact.y < sight.y + sight.height);
    };
    await isInSight();
    await turn();
    await isInSight();
  }));

async function isSeenAtItsEnd(demo: Locator): Promise<void> {
  const last = demo.locator(".entry.last", { hasText: /1[\d,]{5}/ });
  await last.waitFor();
  const [sight, fact] = [await demo.locator(".reel").boundingBox(), await last.boundingBox()];
  assert.ok(sight && fact && fact.y >= sight.y, "the last fact is in sight");
  assert.ok(fact.y + fact.height <= sight.y + sight.height + 1, "all of the last fact is");
}

test("a tape of the past is first seen where it ends, and again when the reader starts over", () =>
  visit(site.browser, alone("unplanned-report"), async (page) => {
    const demo = page.locator("cqrs-demo");
    await isSeenAtItsEnd(demo);
    await demo.locator(".reel").evaluate((reel) => reel.scrollTo({ top: 0, behavior: "instant" }));
    await demo.locator(".entry.last").waitFor({ state: "detached" });
    await press(demo, "Start over");
    await isSeenAtItsEnd(demo);
  }));

test("so it is where the engine was there before the scene, and when it has been a table", () =>
  visit(site.browser, alone("ask-or-tell"), async (page) => {
    const demo = page.locator("cqrs-demo");
    await begin(demo, "Order the teapot");
    await demo.evaluate((element) => element.setAttribute("scene", "unplanned-report"));
    await isSeenAtItsEnd(demo);
    await press(demo, "Rewind, fork, test");
    await press(demo, "As a table");
    await demo.locator(".facts-table").waitFor();
    await press(demo, "As a table");
    await isSeenAtItsEnd(demo);
  }));

test("whoever takes an offer by keyboard can go on from there, though the offer is gone", () =>
  visit(site.browser, alone("breadcrumbs"), async (page) => {
    const demo = page.locator("cqrs-demo");
    await press(demo, "Order the teapot");
    await says(demo, "Everybody has been there");
    await demo.locator(".chip").last().focus();
    await page.keyboard.press("Enter");
    await demo.locator(".narration:focus").waitFor();
    await demo.locator(".chip").first().waitFor();
    await page.keyboard.press("Tab");
    await demo.locator(".chip:focus").waitFor();
  }));

test("a scene adds no landmark to the page around it, and its headings say what a column is", () =>
  visit(site.browser, alone("ask-or-tell"), async (page) => {
    const demo = page.locator("cqrs-demo");
    await begin(demo, "Order the teapot");
    for (const landmark of ["banner", "contentinfo", "main", "navigation"] as const) {
      assert.equal(await demo.getByRole(landmark).count(), 0, landmark);
    }
    for (const name of ["Tell", "The tape", "Ask"]) {
      await demo.getByRole("heading", { name, exact: true }).waitFor();
    }
    await demo.getByRole("group", { name: "Does the claim hold?" }).waitFor();
  }));

const scenes = [
  "ask-or-tell orders",
  "ask-or-tell bank",
  "opening orders",
  "two-shapes orders",
  "breadcrumbs orders",
  "unplanned-report orders",
  "two-people orders",
  "your-tape visit",
  "money bank",
];

/** A page of nothing but scenes, in a window so tall that all of them are in it. */
async function withAll(width: number, act: (page: Page) => Promise<void>): Promise<void> {
  const tags = scenes.map((scene) => {
    const [name, domain] = scene.split(" ");
    return `<cqrs-demo scene="${name}" domain="${domain}"></cqrs-demo>`;
  });
  const body = `<!doctype html><html lang="en"><title>Scenes</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="embed.css"><body style="margin: 0">${tags.join("")}</html>`;
  await visit(
    site.browser,
    "about:blank",
    async (page) => {
      const address = `${site.address}all.html`;
      await page.route(address, (route) => route.fulfill({ body, contentType: "text/html" }));
      await page.goto(address);
      await act(page);
    },
    { viewport: { width, height: 24_000 }, bypassCSP: true },
  );
}

async function bringAll(page: Page): Promise<void> {
  await page.evaluate((address) => import(address), `${site.address}embed.js`);
  for (const demo of await page.locator("cqrs-demo").all()) {
    await demo.locator("button.primary:enabled").first().waitFor();
  }
}

for (const width of [390, 768, 1200]) {
  test(`at ${width} px every scene is as tall as the place that is kept for it`, () =>
    withAll(width, async (page) => {
      const heights = (): Promise<number[]> =>
        page.evaluate(() =>
          [...document.querySelectorAll("cqrs-demo")].map((demo) => demo.clientHeight),
        );
      const kept = await heights();
      await bringAll(page);
      const drawn = await heights();
      const wrong = scenes.flatMap((scene, i) =>
        Math.abs(kept[i]! - drawn[i]!) < 40 ? [] : [`${scene}: ${kept[i]} px, not ${drawn[i]}`],
      );
      assert.deepEqual(wrong, []);
    }));

  test(`at ${width} px the one button of the beginning stays where it was pressed`, () =>
    withAll(width, async (page) => {
      await bringAll(page);
      // In one look: while another scene grows, all below it moves.
      const tops = (): Promise<number[]> =>
        page.evaluate(() =>
          [...document.querySelectorAll("cqrs-demo")].map((demo) => {
            const button = demo.shadowRoot!.querySelector("button.primary");
            return (button?.getBoundingClientRect().y ?? NaN) - demo.getBoundingClientRect().y;
          }),
        );
      const before = await tops();
      for (const demo of await page.locator("cqrs-demo").all()) {
        await demo.locator("button.primary").first().click();
      }
      await page.waitForTimeout(1_200);
      const after = await tops();
      const moved = scenes.flatMap((scene, i) =>
        Math.abs(after[i]! - before[i]!) < 2 ? [] : [`${scene}: from ${before[i]} px on`],
      );
      assert.deepEqual(moved, []);
    }));
}

/** How everything looks that a scene shows, but for what has come or gone between. */
function looksOf(demo: Locator): Promise<string[]> {
  return demo.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll(".heading, .guess, .narrator, .tell, .ask")].flatMap(
      (part) =>
        [part, ...part.querySelectorAll("*")].map((one) => {
          const { width, height } = one.getBoundingClientRect();
          const { color, backgroundColor, borderTopColor, opacity } = getComputedStyle(one);
          const looks = [width, height, color, backgroundColor, borderTopColor, opacity].join(" ");
          return `${one.tagName}.${one.getAttribute("class")}: ${looks}`;
        }),
    ),
  );
}

async function openAndClose(button: Locator): Promise<void> {
  for (let times = (await button.count()) > 0 ? 2 : 0; times > 0; times -= 1) {
    await button.click();
    await button.page().waitForTimeout(300);
  }
}

test("what comes later, with a style sheet of its own, changes the looks of nothing that was there", () =>
  withAll(1200, async (page) => {
    await bringAll(page);
    const demos = (await page.locator("cqrs-demo").all()).filter(
      (_, i) => !scenes[i]!.startsWith("opening"),
    );
    for (const demo of demos) {
      await demo.locator("button.primary").first().click();
    }
    // What the mouse is over looks so.
    await page.mouse.move(0, 0);
    const looks = (): Promise<string[][]> => Promise.all(demos.map(looksOf));
    let before: string[][] = [];
    for (let now = await looks(); String(now) !== String(before); now = await looks()) {
      before = now;
      await page.waitForTimeout(2_500);
    }
    for (const [i, demo] of demos.entries()) {
      for (const name of [/^Rewind, fork/, "Edit command"]) {
        await openAndClose(demo.getByRole("button", { name }));
      }
      await openAndClose(demo.locator(".entry").last());
      await page.mouse.move(0, 0);
      await page.waitForTimeout(200);
      assert.deepEqual(await looksOf(demo), before[i], (await demo.getAttribute("scene")) ?? "");
    }
  }));
