import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import type { BrowserContextOptions, Page } from "playwright-core";
import { begin, factsOf, openHost, openSite, press, says, sceneOf, visit } from "./reader.js";

const site = openSite();
const foreign = openHost(site, "build/tests/foreign");
const { folder } = foreign;

let pages = 0;

/** Visits a plain page of somebody else's, on another origin and under a strict policy. */
async function visitForeign(
  body: string,
  act: (page: Page) => Promise<void>,
  { css = "", html = "", ...options }: BrowserContextOptions & { css?: string; html?: string } = {},
): Promise<void> {
  pages += 1;
  await writeFile(`${folder}/host-${pages}.css`, css);
  await writeFile(
    `${folder}/${pages}.html`,
    `<!doctype html><html lang="en" ${html}><title>Somebody's docs</title>
     <link rel="icon" href="data:,"><link rel="stylesheet" href="host-${pages}.css">${body}</html>`,
  );
  const address = `${foreign.address}${pages}.html`;
  await (Object.keys(options).length > 0
    ? visit(site.browser, address, act, options)
    : site.visits.to(address, act));
}

test("the page's own snippet makes a working scene on a page elsewhere, under a strict policy", async () => {
  let snippet = "";
  await site.visit(async (page) => {
    snippet = await page.locator("#embed-snippet").innerText();
  });
  await visitForeign(snippet, async (page) => {
    const bank = sceneOf(page, "bank");
    await begin(bank, "Open an account for Ada");
    await press(bank, "Take out €50, more than there is");
    await says(bank, /Refused insufficient_funds/);
    await press(bank, /How much does Ada have/);
    await says(bank, "You asked once; the tape did not move: it still ends at 1.");
  });
});

test("what happens in it reaches the page around it as events", () =>
  visitForeign(`${site.script}<main><cqrs-demo></cqrs-demo></main>`, async (page) => {
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      for (const name of ["cqrs-command", "cqrs-event", "cqrs-rejected"]) {
        document.addEventListener(name, (event) => {
          const detail = (event as CustomEvent<{ type?: string; failure?: { reason: string } }>)
            .detail;
          heard.push(`${name} ${detail.type ?? detail.failure?.reason}`);
        });
      }
    });
    const shop = page.locator("cqrs-demo");
    await begin(shop, "Order the teapot");
    await press(shop, "Ship ShipOrder");
    await says(shop, "not_paid");
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    assert.deepEqual(heard, [
      "cqrs-command PlaceOrder",
      "cqrs-event OrderPlaced",
      "cqrs-command ShipOrder",
      "cqrs-rejected not_paid",
    ]);
  }));

test("it leaves its host alone", () =>
  visitForeign(
    `<button id="own">Own</button><p id="text">Text</p><div class="tall"></div>
     <cqrs-demo></cqrs-demo><div class="tall"></div>`,
    async (page) => {
      const look = () =>
        page.evaluate(() => {
          const styles = ["own", "text"].map((id) => {
            const style = getComputedStyle(document.getElementById(id) as Element);
            return [style.font, style.color, style.margin, style.backgroundColor].join();
          });
          return { styles, globals: Object.getOwnPropertyNames(globalThis).sort() };
        });
      const before = await look();
      await page.evaluate(() => {
        const pressed: boolean[] = [];
        Object.defineProperty(globalThis, "pressed", { value: pressed, enumerable: false });
        document.addEventListener("keydown", (event) => pressed.push(event.defaultPrevented));
      });
      await page.evaluate(async (address) => {
        await import(address);
      }, `${site.address}embed.js`);
      const shop = page.locator("cqrs-demo");
      await begin(shop, "Order the teapot");
      const pay = shop.getByRole("button", { name: "Pay PayOrder" });
      await pay.focus();
      const y = await page.evaluate(() => scrollY);
      for (const outcome of ["OrderPaid", "already_paid"]) {
        await page.keyboard.press("Enter");
        await says(shop, outcome);
      }
      assert.equal(await page.evaluate(() => scrollY), y);
      const now = await look();
      assert.deepEqual(now.styles, before.styles);
      assert.deepEqual(
        now.globals.filter((name) => !before.globals.includes(name)),
        ["pressed"],
      );
      await page.locator("#own").focus();
      for (const key of ["ArrowDown", "Escape", "Home", "a"]) {
        await page.keyboard.press(key);
      }
      const prevented = await page.evaluate(
        () => (globalThis as unknown as { pressed: boolean[] }).pressed,
      );
      assert.equal(prevented.includes(true), false);
    },
    { css: ".tall { height: 300px }" },
  ));

test("its host's styles do not reach in", async () => {
  const measures: string[][] = [];
  for (const css of [
    "",
    `html { font-size: 62.5% } * { letter-spacing: 4px; color: red; font-family: cursive; line-height: 3;
       text-transform: uppercase; box-sizing: content-box } button, input, p, table { all: unset; margin: 40px }
     cqrs-demo { text-align: right; word-spacing: 20px }`,
  ]) {
    await visitForeign(
      `${site.script}<cqrs-demo theme="light"></cqrs-demo>`,
      async (page) => {
        await begin(page.locator("cqrs-demo"), "Order the teapot");
        measures.push(
          await page.evaluate(() =>
            [
              ...(document
                .querySelector("cqrs-demo")
                ?.shadowRoot?.querySelectorAll(".title, .first, .said p, .entry, .chip") ?? []),
            ].map((element) => {
              const { font, color, letterSpacing, wordSpacing, textTransform, textAlign } =
                getComputedStyle(element);
              return [
                font,
                color,
                letterSpacing,
                wordSpacing,
                textTransform,
                textAlign,
                element.clientHeight,
              ].join();
            }),
          ),
        );
      },
      { css },
    );
  }
  assert.ok((measures[0]?.length ?? 0) > 5);
  assert.deepEqual(measures[1], measures[0]);
});

test("until it is upgraded its fallback shows, and then no more", async () => {
  const body = `${site.script}<cqrs-demo><p>A shop to try.</p></cqrs-demo>`;
  await visitForeign(
    body,
    async (page) => {
      assert.ok(await page.getByText("A shop to try.").isVisible());
    },
    { javaScriptEnabled: false },
  );
  await visitForeign(body, async (page) => {
    await page.getByRole("button", { name: "Order the teapot" }).waitFor();
    assert.equal(await page.getByText("A shop to try.").isVisible(), false);
  });
});

test("two elements share one wasm module, loaded when a reader comes near", () =>
  visitForeign(
    `<div class="tall"></div><cqrs-demo domain="orders"></cqrs-demo><cqrs-demo domain="bank"></cqrs-demo>`,
    async (page) => {
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      await page.evaluate(async (address) => {
        let made = 0;
        const { instantiate } = WebAssembly;
        WebAssembly.instantiate = ((...args: Parameters<typeof instantiate>) => {
          made += 1;
          document.title = `made ${made}`;
          return instantiate(...args);
        }) as typeof instantiate;
        await import(address);
      }, `${site.address}embed.js`);
      await page.locator("cqrs-demo[domain=orders] .waiting").waitFor({ state: "attached" });
      assert.deepEqual(
        requests.filter((url) => /engine|scene/.test(url)),
        [],
      );
      await begin(sceneOf(page, "orders"), "Order the teapot");
      await begin(sceneOf(page, "bank"), "Open an account for Ada");
      assert.equal(await page.title(), "made 1");
      assert.equal(requests.filter((url) => /engine/.test(url)).length, 1);
    },
    { css: ".tall { height: 4000px }" },
  ));

test("an element that is moved keeps its tape", () =>
  visitForeign(
    `${site.script}<section id="a"><cqrs-demo></cqrs-demo></section><section id="b"></section>`,
    async (page) => {
      const shop = page.locator("cqrs-demo");
      await begin(shop, "Order the teapot");
      await page.evaluate(() =>
        document.querySelector("#b")?.append(document.querySelector("cqrs-demo") as Element),
      );
      await press(shop, "Pay");
      await says(shop, "OrderPaid, at 2");
    },
  ));

test("an element that leaves is freed", () =>
  visitForeign(`${site.script}<main></main>`, async (page) => {
    // All of it inside the page: whoever drives a browser from outside holds on to what he touched.
    await page.evaluate(async () => {
      await customElements.whenDefined("cqrs-demo");
      const element = document.createElement("cqrs-demo");
      document.querySelector("main")?.append(element);
      const recorded = new Promise((done) => element.addEventListener("cqrs-event", done));
      while (!element.shadowRoot?.querySelector(".first")) {
        await new Promise(requestAnimationFrame);
      }
      element.shadowRoot?.querySelector<HTMLElement>(".first")?.click();
      await recorded;
      element.remove();
      Object.assign(globalThis, { left: new WeakRef(element) });
    });
    const isFreed = () =>
      page.evaluate(async () => {
        // What was on its way ends with a frame.
        await new Promise(requestAnimationFrame);
        return (globalThis as unknown as { left: WeakRef<Element> }).left.deref() === undefined;
      });
    for (let i = 0; i < 50 && !(await isFreed()); i += 1) {
      await page.requestGC();
    }
    assert.ok(await isFreed(), "the element that left can be collected");
  }));

test("an element that comes back after it left begins again", () =>
  visitForeign(`${site.script}<cqrs-demo></cqrs-demo>`, async (page) => {
    const shop = page.locator("cqrs-demo");
    await begin(shop, "Order the teapot");
    await page.evaluate(async () => {
      const element = document.querySelector("cqrs-demo") as Element;
      element.remove();
      await new Promise((done) => setTimeout(done));
      document.body.append(element);
    });
    await shop.getByText("The tape is empty").waitFor();
    await begin(shop, "Order the teapot");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced"]);
  }));

for (const [what, html] of [
  ["data-theme", 'data-theme="dark"'],
  ["a class", 'class="dark"'],
  ["data-md-color-scheme", 'data-md-color-scheme="slate"'],
  ["color-scheme", ""],
] as const) {
  test(`it is dark on a page that says so by ${what}`, () =>
    visitForeign(
      `${site.script}<cqrs-demo></cqrs-demo>`,
      async (page) => {
        await page.locator("cqrs-demo .root[data-theme=dark]").waitFor();
      },
      { html, css: html === "" ? ":root { color-scheme: dark }" : "" },
    ));
}

test("it follows its host when the host changes its theme", () =>
  visitForeign(
    `${site.script}<cqrs-demo></cqrs-demo>`,
    async (page) => {
      await page.locator("cqrs-demo .root[data-theme=light]").waitFor();
      await page.evaluate(() => document.documentElement.classList.replace("light", "dark"));
      await page.locator("cqrs-demo .root[data-theme=dark]").waitFor();
      await page.evaluate(() =>
        document.querySelector("cqrs-demo")?.setAttribute("theme", "light"),
      );
      await page.locator("cqrs-demo .root[data-theme=light]").waitFor();
    },
    { html: 'class="light"', colorScheme: "dark" },
  ));

test("its headings take their place in the outline of the page", () =>
  visitForeign(`${site.script}<cqrs-demo heading-level="4"></cqrs-demo>`, async (page) => {
    await page.getByRole("heading", { name: "Ask or tell: a shop", level: 4 }).waitFor();
    await page.getByRole("heading", { name: /The tape/, level: 5 }).waitFor();
  }));

test("a scene that does not exist says which there are", () =>
  visitForeign(`${site.script}<cqrs-demo scene="time-travel"></cqrs-demo>`, async (page) => {
    await page.getByText("There is no scene “time-travel”. There is: ask-or-tell,").waitFor();
    await page.evaluate(() =>
      document.querySelector("cqrs-demo")?.setAttribute("scene", "ask-or-tell"),
    );
    await begin(page.locator("cqrs-demo"), "Order the teapot");
  }));

for (const width of [390, 768, 1200]) {
  test(`at ${width} px its place is kept from the first paint, and about as tall as it will be`, async () =>
    visitForeign(
      "<cqrs-demo></cqrs-demo><p>After it.</p>",
      async (page) => {
        const height = () =>
          page.evaluate(() => document.querySelector("cqrs-demo")?.clientHeight ?? 0);
        const kept = await height();
        await page.evaluate(
          () =>
            new Promise<void>((done) => {
              new PerformanceObserver((list) => {
                const entries = list.getEntries() as (PerformanceEntry & { value: number })[];
                const shift = entries.reduce((sum, { value }) => sum + value, 0);
                document.title = String(Number(document.title) + shift);
              }).observe({ type: "layout-shift", buffered: true });
              document.title = "0";
              setTimeout(done);
            }),
        );
        await page.evaluate((address) => import(address), `${site.address}embed.js`);
        await page.getByRole("button", { name: "Order the teapot" }).waitFor();
        const drawn = await height();
        assert.ok(Math.abs(kept - drawn) < 40, `kept ${kept} px, needs ${drawn} px`);
        assert.ok(Number(await page.title()) <= 0.01, `shifted by ${await page.title()}`);
      },
      {
        css: `body { margin: 0 } ${await readFile("build/site/embed.css", "utf8")}`,
        viewport: { width, height: 900 },
      },
    ));
}

const { sizes, weights } = JSON.parse(await readFile("build/site-weights.json", "utf8")) as {
  sizes: Record<string, number>;
  weights: Record<string, number>;
};

test("the classic script weighs no more than it did", () => {
  assert.ok((sizes["embed.classic.js"] ?? Infinity) <= 88_000, JSON.stringify(sizes));
});

/** The engines that a page asks for from here on, and the compressed bytes of all files of the site that it does. */
function weighing(page: Page): { engines: string[]; bytes: () => number } {
  const files = new Set<string>();
  const engines: string[] = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin !== site.origin) return;
    files.add(pathname.slice(1));
    if (pathname.startsWith("/engine")) engines.push(pathname);
  });
  return { engines, bytes: () => [...files].reduce((sum, file) => sum + sizes[file]!, 0) };
}

/** What a playground plays. */
const played: Record<string, string> = {
  orders: '{ "commands": [{ "label": "Pay", "type": "PayOrder", "data": { "orderId": "o" } }] }',
  bank: '{ "commands": [{ "label": "Close", "type": "CloseAccount", "data": { "account": "a" } }] }',
};

for (const scene of Object.keys(weights)) {
  const [name, domain] = scene.split(" ") as [string, string];
  test(`${name} in ${domain} takes at most 150 KB, alone on a page, with the engine`, () =>
    visitForeign(
      `<cqrs-demo scene="${name}" domain="${domain}"><pre><code>${played[domain]}</code></pre></cqrs-demo>`,
      async (page) => {
        const { engines, bytes } = weighing(page);
        await page.evaluate((address) => import(address), `${site.address}embed.js`);
        await page.locator(".scene:not(.waiting)").waitFor();
        await page.waitForLoadState("networkidle");
        assert.equal(engines.length, 1, engines.join());
        assert.ok(bytes() > 120_000 && bytes() <= 150_000, `${bytes()} bytes`);
        const beside = bytes() - sizes[engines[0]!.slice(1)]!;
        assert.ok(beside > 20_000 && beside <= 37_500, `${beside} bytes beside the engine`);
        assert.equal(bytes(), weights[scene]);
      },
    ));
}

test("scenes that need different parts of the engine get one that has them all", () =>
  visitForeign(
    `${site.script}<cqrs-demo scene="breadcrumbs"></cqrs-demo><cqrs-demo domain="bank"></cqrs-demo>`,
    async (page) => {
      const { engines } = weighing(page);
      await page.reload();
      await begin(sceneOf(page, "bank"), "Open an account for Ada");
      await press(page.locator("[scene=breadcrumbs]"), "Order the teapot");
      await says(page.locator("[scene=breadcrumbs]"), "On the trail it became 10 events");
      assert.deepEqual(
        engines.map((path) => path.replace(/-\w{8}\b/, "")),
        ["/engine.js"],
      );
    },
  ));

test("a scene that comes later and needs more than is there gets it", () =>
  visitForeign(`${site.script}<cqrs-demo></cqrs-demo>`, async (page) => {
    const { engines } = weighing(page);
    const shop = page.locator("cqrs-demo").first();
    await begin(shop, "Order the teapot");
    await page.evaluate(() => {
      const late = document.createElement("cqrs-demo");
      late.setAttribute("scene", "breadcrumbs");
      document.body.append(late);
    });
    await press(page.locator("[scene=breadcrumbs]"), "Order the teapot");
    await says(page.locator("[scene=breadcrumbs]"), "On the trail it became 10 events");
    await press(shop, "Pay");
    await says(shop, "OrderPaid, at 2");
    const kinds = engines.map((path) => path.replace(/-\w{8}\b/, ""));
    assert.deepEqual(kinds, ["/engine-bank.js", "/engine.js"]);
  }));

test("importing it where there is no DOM does nothing", async () => {
  const program = `await import("./build/site/embed.js"); console.log(typeof customElements);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    program,
  ]);
  assert.equal(stdout, "undefined\n");
});
