import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { before, test } from "node:test";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { texts } from "../../web/src/element/inspector/texts.js";
import { texts as frame } from "../../web/src/frame/texts.js";
import { openHost, openSite, press, strict, visit } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/inspected", (origin) => `${strict(origin)} ${origin}`);
const { folder } = host;

// A page of somebody else's with a domain of its own, on another origin and under a strict policy.
const page = (address: string) => `<!doctype html><html lang="en"><title>Somebody's app</title>
<link rel="icon" href="data:,"><script type="module" src="${address}embed.js"></script>
<script type="module" src="host.js"></script><main><cqrs-inspector></cqrs-inspector></main></html>`;

const script = `import { createCqrs, reject, type } from "./package/index.js";
const cqrs = await createCqrs({ domains: [] });
cqrs.define({
  name: "lot",
  commands: { Park: type(), Leave: type() },
  events: { Parked: type(), Left: type() },
  identity: (command) => command.data.lot,
  initialState: () => ({ cars: [] }),
  decide: (command, state) =>
    command.type === "Park"
      ? state.cars.length === 2 ? reject("lot_full", "No place is free.") : { type: "Parked", data: command.data }
      : { type: "Left", data: command.data },
  evolve: (state, { type, data }) => ({
    cars: type === "Parked" ? [...state.cars, data.plate] : state.cars.filter((plate) => plate !== data.plate),
  }),
});
cqrs.project({
  name: "busy lots",
  initialState: () => ({}),
  apply: (lots, event) => ({ ...lots, [event.data.lot]: (lots[event.data.lot] ?? 0) + 1 }),
  queries: { busy: (lots) => lots },
});
const park = (lot, plate, more) => cqrs.dispatch({ type: "Park", data: { lot, plate }, ...more });
Object.assign(globalThis, { cqrs, park, createCqrs });
document.querySelector("cqrs-inspector").engine = cqrs;`;

interface Host {
  cqrs: {
    append: (events: object[]) => { ok: boolean };
    stats: () => { head: number };
    readModels: () => { status: string; lagEvents: number }[];
    close: () => void;
  };
  park: (lot: string, plate: string, more?: object) => { ok: boolean };
}

before(async () => {
  await host.opened;
  await mkdir(`${folder}/package`);
  await cp("build/package/index.js", `${folder}/package/index.js`);
  await writeFile(`${folder}/index.html`, page(site.address));
  await writeFile(`${folder}/host.js`, script);
});

function inspect(
  act: (inspector: Locator, page: Page) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> {
  return visit(
    site.browser,
    host.address,
    async (page) => {
      const inspector = page.locator("cqrs-inspector");
      await inspector.getByText("Nothing has happened yet.").waitFor();
      await act(inspector, page);
    },
    options,
  );
}

const hostPark = (page: Page, lot: string, plate: string) =>
  page.evaluate(
    ([lot, plate]) => (globalThis as unknown as Host).park(lot!, plate!).ok,
    [lot, plate],
  );

test("it shows what happens in an engine that the page's own code made", () =>
  inspect(async (inspector, page) => {
    await hostPark(page, "north", "B-AN 1");
    await hostPark(page, "north", "B-AN 2");
    assert.equal(await hostPark(page, "north", "B-AN 3"), false);
    await inspector.getByText("The tape ends at 2").waitFor();
    assert.deepEqual(await inspector.locator(".entry .type").allInnerTexts(), ["Parked", "Parked"]);
    await inspector.locator(".entry .summary", { hasText: "B-AN 2" }).waitFor();
    await inspector.getByText("lot_full").waitFor();
    await inspector.getByText("No place is free.").waitFor();
    await inspector.locator(".model", { hasText: "busy lots" }).waitFor();
    await inspector.getByRole("combobox", { name: "stream" }).fill("lot-north");
    await inspector.getByRole("combobox", { name: "stream" }).press("Enter");
    await inspector.locator("pre", { hasText: '"B-AN 2"' }).waitFor();
    await press(inspector, "One step back");
    await inspector.getByText("Its state, as of 1").waitFor();
    assert.doesNotMatch(await inspector.locator(".column > pre").innerText(), /B-AN 2/);
  }));

test("its buttons pause, resume and rebuild a read model, and nothing else changes the engine", () =>
  inspect(async (inspector, page) => {
    const status = () =>
      page.evaluate(() => (globalThis as unknown as Host).cqrs.readModels()[0]?.status);
    await press(inspector, "Pause: busy lots");
    assert.equal(await status(), "paused");
    await hostPark(page, "north", "B-AN 1");
    await inspector.locator(".model.stale", { hasText: "1 event" }).waitFor();
    await press(inspector, "Resume: busy lots");
    assert.equal(await status(), "live");
    await press(inspector, "Rebuild: busy lots");
    await inspector.locator(".model:not(.stale)").waitFor();
    assert.equal(await page.evaluate(() => (globalThis as unknown as Host).cqrs.stats().head), 1);
  }));

test("a fork of it can be told something, and the page's engine has noticed nothing", () =>
  inspect(async (inspector, page) => {
    await hostPark(page, "north", "B-AN 1");
    await inspector.getByText("The tape ends at 1").waitFor();
    await press(inspector, "Fork here");
    const takesNothing = () => inspector.locator(".totals", { hasText: texts.shared }).count();
    assert.equal(await takesNothing(), 1);
    await inspector.getByRole("textbox", { name: "command" }).fill("Park");
    await inspector
      .getByRole("textbox", { name: "data, as JSON" })
      .fill('{ "lot": "south", "plate": "X" }');
    await press(inspector, "Tell");
    await inspector.getByText("Recorded: the tape ends at 2.").waitFor();
    assert.equal(await takesNothing(), 0);
    assert.equal(await page.evaluate(() => (globalThis as unknown as Host).cqrs.stats().head), 1);
    await inspector.getByRole("textbox", { name: "data, as JSON" }).fill("{");
    await press(inspector, "Tell");
    await inspector.getByText("Not done:").waitFor();
    await press(inspector, "Leave the fork");
    await inspector.getByText("The tape ends at 1").waitFor();
  }));

test("the story of a fact lights up", () =>
  inspect(async (inspector, page) => {
    await page.evaluate(() => {
      const { park } = globalThis as unknown as Host;
      park("north", "A", { correlationId: "visit" });
      park("south", "B");
      park("east", "C", { correlationId: "visit" });
    });
    await inspector.locator(".entry").nth(2).click();
    await inspector.locator(".trail").getByRole("button", { name: "1 Parked" }).waitFor();
    assert.deepEqual(await inspector.locator(".entry.lit .position").allInnerTexts(), ["1", "3"]);
    await inspector.locator(".trail").getByRole("button", { name: "1 Parked" }).click();
    await inspector.getByRole("region", { name: "Fact 1, Parked" }).waitFor();
  }));

test("a log is saved as a file, and opened again beside the page's engine", () =>
  inspect(async (inspector, page) => {
    await hostPark(page, "north", "B-AN 1");
    await inspector.getByText("The tape ends at 1").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      press(inspector, "Export as .ndjson"),
    ]);
    assert.equal(download.suggestedFilename(), "log.ndjson");
    const file = `${folder}/log.ndjson`;
    await download.saveAs(file);
    assert.match(await readFile(file, "utf8"), /"plate":"B-AN 1"/);
    await hostPark(page, "north", "B-AN 2");
    await inspector.getByText("The tape ends at 2").waitFor();
    await inspector.locator("input[type=file]").setInputFiles(file);
    await inspector.getByText("This is a log from a file, “log.ndjson”.").waitFor();
    assert.equal(await inspector.locator(".entry").count(), 1);
    await press(inspector, "Back to the page’s engine");
    await inspector.getByText("The tape ends at 2").waitFor();
    await inspector
      .locator("input[type=file]")
      .setInputFiles({ name: "x.ndjson", mimeType: "text/plain", buffer: Buffer.from("<b>no") });
    await inspector.getByText("The file could not be opened:").waitFor();
  }));

test("it survives the page closing its engine, and takes another", () =>
  inspect(async (inspector, page) => {
    await hostPark(page, "north", "B-AN 1");
    await inspector.locator(".entry").first().waitFor();
    await page.evaluate(() => (globalThis as unknown as Host).cqrs.close());
    await inspector.getByText("The page has closed this engine.").waitFor();
    await inspector.locator(".entry").first().click();
    await page.evaluate(async () => {
      const { createCqrs } = globalThis as unknown as {
        createCqrs: () => Promise<Host["cqrs"]>;
      };
      const cqrs = await createCqrs();
      cqrs.append([{ type: "Noted", data: { text: "again" } }]);
      Object.assign(document.querySelector("cqrs-inspector")!, { engine: cqrs });
    });
    await inspector.locator(".entry", { hasText: "Noted" }).waitFor();
  }));

test("it lets go of the engine when it leaves the page", () =>
  inspect(async (inspector, page) => {
    await page.evaluate(() => {
      document.querySelector("cqrs-inspector")!.remove();
    });
    const looks = await page.evaluate(async () => {
      const { cqrs } = globalThis as unknown as Host;
      let looked = 0;
      const stats = cqrs.stats.bind(cqrs);
      cqrs.stats = () => {
        looked += 1;
        return stats();
      };
      (globalThis as unknown as Host).park("north", "B-AN 1");
      await new Promise((done) => setTimeout(done, 1500));
      return looked;
    });
    assert.equal(looks, 0);
    assert.equal(await inspector.count(), 0);
  }));

test("it speaks another language, and English again when the attribute is taken away", async () => {
  const strings = { lang: "fr", frame, inspector: { ...texts, title: "Inspecteur" } };
  await writeFile(`${folder}/strings.json`, JSON.stringify(strings));
  await inspect(async (inspector) => {
    await inspector.evaluate((element) => element.setAttribute("strings", "strings.json"));
    await inspector.getByRole("heading", { name: "Inspecteur" }).waitFor();
    assert.equal(await inspector.locator(".root").getAttribute("lang"), "fr");
    await inspector.evaluate((element) => element.removeAttribute("strings"));
    await inspector.getByRole("heading", { name: "Inspector" }).waitFor();
    assert.equal(await inspector.locator(".root").getAttribute("lang"), "en");
  });
});

const hostile = [
  "<img src=x onerror=alert(1)>",
  "<script>document.title='owned'</script>",
  '"><svg onload=alert(1)>',
  "javascript:alert(1)",
  "${alert(1)}{{alert(1)}}",
  "\u202egnp.exe\u2066",
  "a\u0000b\u0007c",
  "x".repeat(1_000_000),
  "\u0301".repeat(2000),
];

test("hostile text in events, streams, reasons and names is text, and the layout holds", () =>
  inspect(async (inspector, page) => {
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    const before = await width();
    await page.evaluate((hostile) => {
      const { cqrs, park } = globalThis as unknown as Host;
      for (const text of hostile) {
        const short = text.slice(0, 100);
        cqrs.append([
          { type: short, data: { [short]: text, list: [text.slice(0, 300)] }, stream: short },
        ]);
        park(`full ${short}`, "a");
        park(`full ${short}`, "b");
        park(`full ${short}`, text.slice(0, 10_000));
      }
    }, hostile);
    await inspector.getByText(`The tape ends at ${hostile.length * 3}`).waitFor();
    for (let i = 0; i < hostile.length * 3; i += 2) {
      const entry = inspector.locator(".entry").nth(i);
      await entry.click();
    }
    await press(inspector, "As a table");
    await inspector.getByRole("table").waitFor();
    await press(inspector, "Copy as test");
    await page.waitForTimeout(500);
    assert.equal(await page.title(), "Somebody's app");
    assert.equal(await inspector.locator("img, script, iframe").count(), 0);
    assert.equal(await width(), before);
    const text = await inspector.locator(".root").innerText();
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000\u0007\u202e\u2066]/);
    assert.ok(text.length < 150_000, `${text.length} characters are drawn`);
  }));

test("of 100,000 events and 1,000 more a second only what is in sight is drawn", () =>
  inspect(async (inspector, page) => {
    await page.evaluate(() => {
      const { cqrs } = globalThis as unknown as Host;
      for (let i = 0; i < 100; i += 1) {
        const value = (_: unknown, j: number) => ({
          type: "Measured",
          data: { lot: `lot ${j % 50}`, value: i * 1000 + j },
        });
        cqrs.append(Array.from({ length: 1000 }, value));
      }
    });
    await inspector.getByText("The tape ends at 100,000").waitFor();
    await inspector.locator(".entry").last().focus();
    await page.keyboard.press("End");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy_ms = async () => {
      const { metrics } = await cdp.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
    };
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    const before = await busy_ms();
    const frames = await page.evaluate(async () => {
      const { cqrs } = globalThis as unknown as Host;
      const times: number[] = [];
      const begun = performance.now();
      let [sent, last] = [0, begun];
      while (last - begun < 4000) {
        const now = await new Promise<number>(requestAnimationFrame);
        times.push(now - last);
        last = now;
        // As many as a second brings a thousand of; a machine that is late gets no more than a few frames' worth.
        const due = Math.min(64, Math.floor(now - begun) - sent);
        for (let i = 0; i < due; i += 1) {
          cqrs.append([{ type: "Measured", data: { lot: "lot 1", value: sent + i } }]);
        }
        sent += Math.max(0, due);
      }
      return times.slice(5).sort((a, b) => a - b);
    });
    const frame_ms = ((await busy_ms()) - before) / frames.length;
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: 1 });
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) =>
      (frames[Math.floor(frames.length * share)] ?? NaN).toFixed(1),
    );
    const head = await page.evaluate(() => (globalThis as unknown as Host).cqrs.stats().head);
    console.log(
      `${head} events; ms between frames at 4x throttling: p50 ${p50}, p95 ${p95}, p99 ${p99}; ms of the main thread a frame: ${frame_ms.toFixed(1)}`,
    );
    const rows = await inspector.locator(".entry").count();
    assert.ok(rows < 40, `${rows} facts are drawn`);
    await page.keyboard.press("Home");
    await inspector.locator(".entry:focus[data-position='1']").waitFor();
    await page.keyboard.press("PageDown");
    await inspector.locator(".entry:focus:not([data-position='1'])").waitFor();
    const item = inspector.locator("li:has(> .entry:focus)");
    assert.equal(await item.getAttribute("aria-setsize"), String(head));
  }));
