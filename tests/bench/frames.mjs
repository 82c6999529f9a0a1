// How smooth the tape is: 100,000 events on it, 1,000 more a second, in Chromium at a quarter of the machine's speed.
// As a program, after web/serve.sh --build-only: node tests/bench/frames.mjs [--seconds N] [--throttling N]
/* global document, requestAnimationFrame */
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { serve } from "../../web/serve.mjs";

const value = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = value("seconds", 10);
const throttling = value("throttling", 4);
const folder = "build/bench/frames";

/** In the page: how long each frame took, while 1,000 events a second arrive and `act` is done in each frame. */
async function watchFrames({ seconds, eventsASecond, scrolls }) {
  const { cqrs } = globalThis;
  const root = document.querySelector("cqrs-inspector").shadowRoot;
  const reel = root.querySelector(".reel");
  const times = [];
  const begun = performance.now();
  let [sent, last] = [0, begun];
  while (last - begun < seconds * 1000) {
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
    // A machine that is late gets no more than a few frames' worth at once.
    const due = Math.min(64, Math.floor(((now - begun) * eventsASecond) / 1000) - sent);
    for (let i = 0; i < due; i += 1) {
      cqrs.append([{ type: "Measured", data: { lot: "lot 1", value: sent + i } }]);
    }
    sent += Math.max(0, due);
    if (scrolls) reel.scrollTop -= 240;
  }
  // In what comes first the frames before are still seen.
  return { times: times.slice(5), sent, drawn: root.querySelectorAll(".entry").length };
}

async function main() {
  const site = await serve({ root: "build/site" });
  const { origin } = new URL(site.address);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp("build/package/index.js", `${folder}/package.js`);
  await writeFile(
    `${folder}/index.html`,
    `<!doctype html><html lang="en"><title>Frames</title><link rel="icon" href="data:,">
     <script type="module" src="${site.address}embed.js"></script>
     <script type="module" src="host.js"></script><cqrs-inspector></cqrs-inspector></html>`,
  );
  await writeFile(
    `${folder}/host.js`,
    `import { createCqrs } from "./package.js";
     const cqrs = await createCqrs({ domains: [] });
     for (let i = 0; i < 100; i += 1) {
       cqrs.append(Array.from({ length: 1000 }, (_, j) => (
         { type: "Measured", data: { lot: "lot " + (j % 50), value: i * 1000 + j } })));
     }
     Object.assign(globalThis, { cqrs });
     document.querySelector("cqrs-inspector").engine = cqrs;`,
  );
  const host = await serve({ root: folder, csp: `script-src 'self' ${origin} 'wasm-unsafe-eval'` });
  const executablePath = process.env["CHROME"] || "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(host.address);
    await page.getByText("The tape ends at 100,000").waitFor();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const busy_ms = async () => {
      const { metrics } = await cdp.send("Performance.getMetrics");
      return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
    };
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: throttling });
    for (const [what, eventsASecond, scrolls] of [
      ["nothing happens", 0, false],
      ["1,000 events/s", 1000, false],
      ["scrolled by 240 px a frame", 0, true],
      ["1,000 events/s, scrolled too", 1000, true],
    ]) {
      await page.locator("cqrs-inspector .entry").last().focus();
      await page.keyboard.press("End");
      const before = await busy_ms();
      const { times, sent, drawn } = await page.evaluate(watchFrames, {
        seconds,
        eventsASecond,
        scrolls,
      });
      const busy = ((await busy_ms()) - before) / times.length;
      times.sort((a, b) => a - b);
      const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
      const late = times.filter((time) => time > 25).length;
      console.log(
        `${what}: ${times.length} frames, ${sent} events; ms between frames p50 ${at(0.5)}, p95 ${at(0.95)}, ` +
          `p99 ${at(0.99)}, most ${at(0.9999)}; ${late} late; ${busy.toFixed(1)} ms of the main thread a frame; ${drawn} facts drawn`,
      );
    }
  } finally {
    await browser.close();
    await host.close();
    await site.close();
  }
}

await main();
