// What an element takes, it gives back when it leaves: on a page that is navigated in place a reader may pass hundreds.
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { test } from "node:test";
import type { CDPSession, Page } from "playwright-core";
import { openHost, openSite, visit } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/memory");

const play = JSON.stringify({ commands: [{ label: "Pay", type: "PayOrder", data: {} }] });
const inside = `<script type="application/json">${play}</script>`;
const scenes = [
  `<cqrs-demo></cqrs-demo>`,
  `<cqrs-demo domain="bank" share></cqrs-demo>`,
  `<cqrs-demo scene="two-shapes"></cqrs-demo>`,
  `<cqrs-demo scene="breadcrumbs" controls></cqrs-demo>`,
  `<cqrs-demo scene="two-people"></cqrs-demo>`,
  `<cqrs-demo scene="money"></cqrs-demo>`,
  `<cqrs-demo scene="your-tape"></cqrs-demo>`,
  `<cqrs-demo scene="playground">${inside}</cqrs-demo>`,
  `<cqrs-inspector></cqrs-inspector>`,
];
/** These make months of events before they show anything: a few times is enough. */
const large = [
  `<cqrs-demo scene="unplanned-report"></cqrs-demo>`,
  `<cqrs-demo scene="opening"></cqrs-demo>`,
];
const mounts = 500;
const warm_up = 45;
const every_large = 25;

/** In the page: puts them there, one after the other, does what a reader does first in each, and takes it away. */
async function mountEach(elements: string[]): Promise<void> {
  const { cqrs, left } = globalThis as unknown as Counted;
  const main = document.querySelector("main")!;
  for (const markup of elements) {
    main.innerHTML = markup;
    const element = main.firstElementChild!;
    if (element.matches("cqrs-inspector")) {
      Object.assign(element, { engine: cqrs });
    }
    const shown = element.matches("[scene$=report], [scene=opening]")
      ? ".entry, .list td"
      : ".frame, .panels";
    const begun = performance.now();
    while (!element.shadowRoot?.querySelector(shown)) {
      await new Promise(requestAnimationFrame);
      if (performance.now() - begun > 10_000) {
        throw new Error(`nothing is shown of ${markup}`);
      }
    }
    const button = element.shadowRoot.querySelector<HTMLElement>(".first, .own, .entry");
    button?.click();
    await new Promise(requestAnimationFrame);
    main.replaceChildren();
    left.push(new WeakRef(element));
  }
  // What was on its way ends with that.
  await new Promise((done) => setTimeout(done, 1000));
}

interface Used {
  heap: number;
  wasm: number;
  /** Elements that are still there, though they have left. */
  kept: number;
}

async function used(page: Page, cdp: CDPSession): Promise<Used> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const counted = await page.evaluate(() => {
    const { left, memories } = globalThis as unknown as Counted;
    return {
      wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
      kept: left.filter((one) => one.deref() !== undefined).length,
    };
  });
  return { heap: usedSize, ...counted };
}

/** In the page: what is counted there. */
interface Counted {
  cqrs: unknown;
  left: WeakRef<Element>[];
  memories: WebAssembly.Memory[];
}

test("after 500 elements of every scene have come and gone, memory is where it was", async () => {
  await cp("build/package/index.js", `${host.folder}/package.js`);
  const address = await host.put("page.html", "<main></main>");
  await visit(site.browser, address, async (page) => {
    await page.evaluate(async (address) => {
      const memories: WebAssembly.Memory[] = [];
      Object.assign(globalThis, { memories, left: [] });
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...args: Parameters<typeof instantiate>) => {
        const made = (await instantiate(...args)) as unknown as WebAssembly.Instance &
          WebAssembly.WebAssemblyInstantiatedSource;
        const exported = Object.values((made.instance ?? made).exports);
        memories.push(...exported.filter((value) => value instanceof WebAssembly.Memory));
        return made;
      };
      await import(address);
      const { createCqrs } = (await import(new URL("package.js", document.baseURI).href)) as {
        createCqrs: () => Promise<unknown>;
      };
      Object.assign(globalThis, { cqrs: await createCqrs() });
      await customElements.whenDefined("cqrs-demo");
    }, `${site.address}embed.js`);
    const cdp = await page.context().newCDPSession(page);
    const list = (from: number, to: number): string[] =>
      Array.from({ length: to - from }, (_, i) => from + i).map((i) =>
        i % every_large === 0
          ? large[(i / every_large) % large.length]!
          : scenes[i % scenes.length]!,
      );
    await page.evaluate(mountEach, list(0, warm_up));
    const before = await used(page, cdp);
    await page.evaluate(mountEach, list(warm_up, mounts));
    const after = await used(page, cdp);
    console.log(JSON.stringify({ before, after }));
    assert.ok(before.wasm > 0);
    assert.equal(after.wasm, before.wasm);
    assert.equal(after.kept, 0, "elements that have left and are still there");
    const grown = after.heap - before.heap;
    assert.ok(grown < heap_growth_max, `the heap grew by ${grown} bytes in ${mounts - warm_up}`);
  });
});

/** What 455 elements may leave: less than 2 KB each. One of them takes 100 KB and more. */
const heap_growth_max = 900_000;
