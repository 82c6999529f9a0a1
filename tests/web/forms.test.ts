// The other forms in which the embed is delivered, each in the surroundings that it is for.
import assert from "node:assert/strict";
import { copyFile, mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Locator, Page } from "playwright-core";
import { begin, openHost, openSite, press, runCode, says, triesAgain, visit } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/forms", () => "");
const { folder } = host;
const typeOf = (path: string): string =>
  path.endsWith(".css") ? "text/css" : path.endsWith(".js") ? "text/javascript" : "text/html";
/** Serves the site with none of the headers that another origin's modules need. */
let plain: Server;
let plainAddress: string;

before(async () => {
  plain = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://plain");
    readFile(`build/site${pathname}`).then(
      (bytes) => response.setHeader("Content-Type", typeOf(pathname)).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => plain.listen(0, "127.0.0.1", done));
  plainAddress = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
});

after(() => {
  plain.closeAllConnections();
  plain.close();
});

test("the classic script works from another origin that has no header for it, and takes no global name", async () => {
  const address = await host.put(
    "classic.html",
    `<script>const before = new Set(Object.getOwnPropertyNames(globalThis));</script>
     <script defer src="${plainAddress}embed.classic.js"></script>
     <cqrs-demo domain="bank"></cqrs-demo><cqrs-demo domain="orders"></cqrs-demo>`,
  );
  await visit(site.browser, address, async (page) => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await begin(page.locator("[domain=bank]"), "Open an account for Ada");
    await begin(page.locator("[domain=orders]"), "Order the teapot");
    assert.ok(requests.filter((path) => path.startsWith("/engine")).length <= 1, String(requests));
    const added = await page.evaluate(
      `Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))`,
    );
    assert.deepEqual(added, []);
  });
});

test("the classic script says when its engine does not come, and tries again", async () => {
  const address = await host.put(
    "broken.html",
    `<script defer src="${plainAddress}embed.classic.js"></script><cqrs-demo></cqrs-demo>`,
  );
  // The failed request is what this is about, so nobody watches for problems here.
  const page = await site.browser.newPage();
  await page.route(/engine/, (route) => route.abort());
  await page.goto(address);
  const shop = page.locator("cqrs-demo");
  await shop.getByText("The engine could not be loaded").waitFor();
  await triesAgain(shop, () => page.unroute(/engine/));
  await begin(shop, "Order the teapot");
  await page.close();
});

/** Runs code in the report that tries whatever it should not reach, and code that never ends. */
async function runsOwnCode(report: Locator): Promise<void> {
  await press(report, /^Ask [\d,]+ events$/);
  await says(report, /Kettle: \d+\. That was found/);
  const reached = ["document", "parent", "localStorage"]
    .map((name) => `seen.${name} = typeof ${name};`)
    .join(" ");
  await runCode(
    report,
    `const seen = {}; ${reached}
    for (const [name, reach] of Object.entries({
      net: () => { const x = new XMLHttpRequest(); x.open("GET", "${site.address}page.js", false); x.send(); },
      script: () => importScripts("${site.address}embed.classic.js"),
      code: () => new Function("1")(),
      storage: () => indexedDB.open("a"),
    })) {
      try { reach(); seen[name] = "reached"; } catch (error) { seen[name] = error.name; }
    }
    function apply() { return seen; }`,
  );
  await says(report, "document: undefined");
  const found = await report.locator("#answer").innerText();
  for (const name of ["document", "parent", "localStorage"]) {
    assert.match(found, new RegExp(`${name}\\s+undefined`));
  }
  assert.match(found, /net\s+NetworkError/);
  assert.match(found, /script\s+NetworkError/);
  assert.match(found, /code\s+EvalError/);
  assert.doesNotMatch(found, /reached/);
  await runCode(report, "function apply() { for (;;); }");
  await says(report, "It was still running after 1,000 ms");
}

/** What the code tries in vain the console tells of, so nobody watches for problems here. */
async function reportOn(address: string, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await site.browser.newPage();
  try {
    page.setDefaultTimeout(15_000);
    await page.goto(address);
    await act(page);
  } finally {
    await page.close();
  }
}

test("with the classic script a reader's code runs where it reaches nothing, and the editor comes for it", async () => {
  const address = await host.put(
    "classic-report.html",
    `<script defer src="${plainAddress}embed.classic.js"></script>
     <cqrs-demo scene="unplanned-report"></cqrs-demo>`,
  );
  await reportOn(address, async (page) => {
    const editors: string[] = [];
    page.on("request", (request) => {
      editors.push(...(/\/editor-[^/]*$/.exec(request.url()) ?? []));
    });
    const report = page.locator("cqrs-demo");
    await report.getByText("From the first day").waitFor();
    assert.deepEqual(editors, []);
    await runsOwnCode(report);
    assert.equal(editors.length, 1);
  });
});

test("in the one file a reader's code runs where it reaches nothing", async () => {
  const file = resolve("build/site/cqrs-demo.html");
  await reportOn(`${pathToFileURL(file).href}?scene=unplanned-report`, (page) =>
    runsOwnCode(page.locator("cqrs-demo")),
  );
});

test("in an iframe that may run scripts and nothing else, too", async () => {
  const address = await host.put(
    "iframe-report.html",
    `<iframe sandbox="allow-scripts" width="900" height="1500" title="A scene"
       src="${site.address}embed.html?scene=unplanned-report"></iframe>`,
  );
  await reportOn(address, (page) => runsOwnCode(page.frameLocator("iframe").locator("cqrs-demo")));
});

test("both scripts on one page are one element", async () => {
  const address = await host.put(
    "both.html",
    `<script defer src="${site.address}embed.classic.js"></script>
     ${site.script}
     <script type="module" src="${site.address}embed.js?again"></script><cqrs-demo></cqrs-demo>`,
  );
  await visit(site.browser, address, (page) =>
    begin(page.locator("cqrs-demo"), "Order the teapot"),
  );
});

test("an iframe that may run scripts and nothing else plays a scene, and tells its height", async () => {
  const address = await host.put(
    "iframe.html",
    `<iframe sandbox="allow-scripts" width="700" height="300" title="A scene"
       src="${site.address}embed.html?scene=ask-or-tell&domain=bank&theme=dark&heading-level=3"></iframe>
     <script>
       addEventListener("message", ({ source, data }) => {
         const frame = document.querySelector("iframe");
         if (source === frame.contentWindow && data.type === "cqrs-demo:height") frame.height = data.height;
       });
     </script>`,
  );
  await visit(site.browser, address, async (page) => {
    const frame = page.frameLocator("iframe");
    const bank = frame.locator("cqrs-demo");
    await begin(bank, "Open an account for Ada");
    await bank.locator(".root[data-theme=dark]").waitFor();
    await frame.getByRole("heading", { name: "Ask or tell: a bank", level: 3 }).waitFor();
    const fits = async (): Promise<number> => {
      for (;;) {
        const inside = await bank.evaluate((element) => element.getBoundingClientRect().height);
        const given = await page.evaluate(() => document.querySelector("iframe")?.clientHeight);
        if (Math.abs(inside - (given ?? 0)) <= 1) {
          return inside;
        }
        await page.waitForTimeout(20);
      }
    };
    const before = await fits();
    assert.ok(before > 700);
    // It shrinks again too.
    await bank.getByText("The code that ran").click();
    while ((await fits()) >= before) {
      await page.waitForTimeout(20);
    }
  });
});

test("such an iframe plays where the server gives modules to its own pages alone", async () => {
  const address = await host.put(
    "no-header.html",
    `<iframe sandbox="allow-scripts" width="700" height="900" title="A scene"
       src="${plainAddress}embed.html?scene=ask-or-tell&domain=bank"></iframe>`,
  );
  // The refused module is what this is about, so nobody watches for problems here.
  const page = await site.browser.newPage();
  const refused: string[] = [];
  page.on("requestfailed", (request) => refused.push(new URL(request.url()).pathname));
  await page.goto(address);
  await begin(page.frameLocator("iframe").locator("cqrs-demo"), "Open an account for Ada");
  assert.deepEqual(refused, ["/embed.js"]);
  await page.close();
});

test("an address cannot make the iframe's page run code or show markup", async () => {
  const hostile = encodeURIComponent(`"><img src=x onerror=alert(1)>`);
  await visit(
    site.browser,
    `${site.address}embed.html?scene=${hostile}&module=data:text/javascript,alert(1)&onclick=alert(1)`,
    async (page) => {
      await page.getByText('There is no scene “"><img src=x onerror=alert(1)>”.').waitFor();
      const names = await page
        .locator("cqrs-demo")
        .evaluate((element) => element.getAttributeNames());
      assert.deepEqual(names, ["scene"]);
    },
  );
});

test("the one file opens by double click, with nothing beside it and nothing fetched", async () => {
  await mkdir(`${folder}/alone`);
  const file = resolve(folder, "alone/cqrs-demo.html");
  await copyFile("build/site/cqrs-demo.html", file);
  await visit(site.browser, pathToFileURL(file).href, async (page) => {
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await begin(page.locator("cqrs-demo"), "Order the teapot");
    await page.goto(`${pathToFileURL(file).href}?scene=ask-or-tell&domain=bank`);
    await begin(page.locator("cqrs-demo"), "Open an account for Ada");
    await press(page.locator("cqrs-demo"), "Take out €50, more than there is");
    await says(page.locator("cqrs-demo"), "insufficient_funds");
    assert.deepEqual(
      requests.filter((url) => !url.startsWith("file:") && !url.startsWith("data:")),
      [],
    );
    assert.equal(requests.filter((url) => url.startsWith("file:")).length, 1);
  });
});
