// What is made up in a scene comes of its seed: the same one makes the same tape.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { openHost, openSite, press, says } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/seed");

async function shown(
  scene: string,
  seed: string | undefined,
  act: (demo: Locator) => Promise<void>,
  what: string,
): Promise<string> {
  const attribute = seed === undefined ? "" : ` seed="${seed}"`;
  const address = await host.put(
    `${scene}.html`,
    `<main><cqrs-demo scene="${scene}"${attribute}></cqrs-demo></main>`,
    { head: site.script },
  );
  let text = "";
  await site.visits.to(address, async (page) => {
    const demo = page.locator("cqrs-demo");
    await act(demo);
    text = (await demo.locator(what).allInnerTexts()).join("\n");
  });
  assert.ok(text.length > 100, text);
  return text;
}

const cases: [
  scene: string,
  own: string,
  act: (seed: string) => (demo: Locator) => Promise<void>,
  what: string,
][] = [
  [
    "unplanned-report",
    "1729",
    (seed) => async (demo) => {
      await demo.getByText(`made up, seed ${seed}`).waitFor();
      await demo.locator(".entry.last").click();
      await demo.getByText("event id").waitFor();
    },
    ".middle",
  ],
  [
    "opening",
    "2026",
    (seed) => async (demo) => {
      await demo.locator(".record").getByText("100,000", { exact: true }).waitFor();
      await demo.locator(".record").getByText(`from the seed ${seed}.`).waitFor();
      await demo.locator(".list tbody tr").first().waitFor();
    },
    ".list",
  ],
  [
    "two-shapes",
    "7",
    (seed) => async (demo) => {
      await press(demo, "Order the teapot");
      await says(demo, "Recorded");
      await press(demo, "Show my order");
      await press(demo, "Let a month go by");
      await says(demo, `made up from the seed ${seed}`);
    },
    ".entry",
  ],
];

for (const [scene, own, act, what] of cases) {
  test(`${scene}: the same seed makes the same, another makes another, and it is shown`, async () => {
    const withSeed = (seed: string | undefined) => shown(scene, seed, act(seed ?? own), what);
    const first = await withSeed("42");
    assert.equal(await withSeed("42"), first);
    assert.notEqual(await withSeed("43"), first);
    // Its own, where none is said or none can be understood.
    const usual = await withSeed(undefined);
    assert.equal(await withSeed(own), usual);
    assert.equal(await shown(scene, "-1.5", act(own), what), usual);
  });
}

test("in an iframe the address names the seed, and it makes what the tag makes", async () => {
  const [scene = "", , act, what = ""] = cases[0] ?? [];
  assert.ok(act);
  const inTheTag = await shown(scene, "42", act("42"), what);
  const address = await host.put(
    "iframe.html",
    `<iframe sandbox="allow-scripts" title="A scene" width="1280" height="1400"
       src="${site.address}embed.html?scene=${scene}&seed=42&controls"></iframe>`,
  );
  await site.visits.to(address, async (page) => {
    const demo = page.frameLocator("iframe").locator("cqrs-demo");
    await act("42")(demo);
    // What the controls show comes after it.
    const inTheFrame = (await demo.locator(what).allInnerTexts()).join("\n");
    assert.ok(inTheFrame.startsWith(inTheTag), inTheFrame);
    await demo.getByRole("slider", { name: "position" }).waitFor();
  });
});
