// The whole page in Chromium, in Firefox and in WebKit, by clicking and typing.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, test } from "node:test";
import { serve } from "../../web/serve.mjs";
import { openChromium, openFirefox } from "./by-puppeteer.js";
import { Hand } from "./hand.js";
import type { Browser, Tab } from "./tab.js";
import { openWebKit } from "./webkit.js";

const folder = "build/tests/browsers";

let site: Awaited<ReturnType<typeof serve>>;
let foreign: Awaited<ReturnType<typeof serve>>;

/** The site with what watches its pages in each. */
async function watchedSite(): Promise<string> {
  const root = `${folder}/site`;
  await cp("build/site", root, { recursive: true });
  await cp("tests/browsers/watch.js", `${root}/watch.js`);
  for (const [name, way] of [
    ["index.html", ""],
    ...readdirSync(`${root}/guide`).map((page) => [`guide/${page}`, "../"] as const),
  ] as const) {
    const page = await readFile(`${root}/${name}`, "utf8");
    await writeFile(
      `${root}/${name}`,
      page.replace("<title>", `<script src="${way}watch.js"></script><title>`),
    );
  }
  return root;
}

before(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/foreign`, { recursive: true });
  site = await serve({ root: await watchedSite() });
  const { origin } = new URL(site.address);
  foreign = await serve({
    root: `${folder}/foreign`,
    csp: `default-src 'none'; script-src 'self' ${origin} 'wasm-unsafe-eval'; style-src 'self' ${origin}; img-src data:`,
  });
});

after(() => Promise.all([site.close(), foreign.close()]));

for (const { name, open, opensFiles } of [
  { name: "Chromium", open: openChromium, opensFiles: true },
  { name: "Firefox", open: openFirefox, opensFiles: true },
  { name: "WebKit", open: openWebKit, opensFiles: false },
]) {
  describe(name, () => {
    let browser: Browser;
    let tab: Tab;

    before(async () => {
      browser = await open();
      tab = await browser.open();
    });

    after(() => browser?.close());

    /** Visits a page, and fails if anything goes wrong on it. */
    async function visit(address: string, host: string, act: (hand: Hand) => Promise<void>) {
      await tab.go(address);
      try {
        await act(new Hand(tab, host));
      } catch (error) {
        const problems = await tab.problems();
        throw problems.length > 0
          ? new Error(`${String(error)}\nwent wrong on the page:\n${problems.join("\n")}`)
          : error;
      }
      assert.deepEqual(await tab.problems(), []);
    }

    const scene = (what: string, act: (hand: Hand) => Promise<void>) =>
      visit(site.address, `cqrs-demo[${what}]`, act);

    const facts = async (hand: Hand) => (await hand.texts(".entry .type")).join(" ");

    test("opening: what the shop shows is deleted, and built again from its record", () =>
      scene("scene=opening", async (hand) => {
        await hand.press("Delete the read database");
        await hand.says(/Deleted in [\d.]+ ms/);
        await hand.press("Place an order anyway");
        await hand.says("The record now has 100,001 events");
        await hand.press("Build it again");
        await hand.says(/100,001 events, [\d,]+ ms, nothing lost/);
        await hand.sees("td", "placed");
      }));

    test("ask or tell: a command becomes a fact, a question moves nothing, a rule says no", () =>
      scene("domain=orders", async (hand) => {
        await hand.choose(/mug/);
        await hand.press("Order the mug");
        await hand.says("That is now one fact on the tape: OrderPlaced, at 1.");
        await hand.press(/Where is order 1001/);
        await hand.says("You asked once; the tape did not move: it still ends at 1.");
        await hand.sees("#answer-orderStatus", /placed.*€9\.00.*as of 1/);
        await hand.press("Ship it before it is paid");
        await hand.says(/Refused not_paid.*the tape still ends at 1\./);
        assert.equal(await facts(hand), "OrderPlaced");
      }));

    test("ask or tell: a command typed in the form is refused at its field, and then taken", () =>
      scene("domain=bank", async (hand) => {
        await hand.press("Edit command");
        await hand.fill("[name=owner]", "Zoë <b>");
        await hand.fill("[name=account]", "");
        await hand.press("Send OpenAccount");
        await hand.sees(".field:has([aria-invalid=true])", /account/);
        await hand.fill("[name=account]", "zoe");
        await hand.press("Send OpenAccount");
        await hand.says("AccountOpened, at 1");
        await hand.sees(".entry", /Zoë <b>/);
      }));

    test("two shapes: an order is taken while the read database is off, and shown when it is on", () =>
      scene("scene=two-shapes", async (hand) => {
        await hand.press("Order, and not see it");
        await hand.press("Order the teapot");
        await hand.says("One command: one fact on the tape, at 1, and 2 rows");
        await hand.press("Switch the read database off");
        await hand.says("off and empty. The facts are where they were: 1 of them.");
        await hand.press("Order with it off");
        await hand.says("Taken: the fact is at 2.");
        await hand.press("Show my order");
        await hand.says("Nobody answers");
        await hand.press("Switch it on again");
        await hand.says("has gone through 2 facts");
        await hand.press("Show my order, both ways");
        await hand.says(/Both say one order, €[\d.]+/);
        assert.equal(await facts(hand), "OrderPlaced OrderPlaced");
      }));

    test("breadcrumbs: a service that was paused misses nothing", () =>
      scene("scene=breadcrumbs", async (hand) => {
        await hand.click("#service-email button", "Pause");
        await hand.says("E-mail stays at 0");
        await hand.press("Order the teapot");
        await hand.says(/it became 7 events\. E-mail is paused at 0, and the others did not wait/);
        await hand.sees("#service-email", /at 0 of 7/);
        await hand.press("Let E-mail go on");
        await hand.says("E-mail had missed 7 events. It walked them one by one, and 3 mails went");
        await hand.sees("#service-email", /at 10 of 10/);
      }));

    test("the report: the reader's own code answers, fails with its line, and is ended when it does not end", () =>
      scene("scene=unplanned-report", async (hand) => {
        await hand.press(/^Ask [\d,]+ events$/);
        await hand.says(/Kettle: \d+\. That was found in [\d,]+ events/);
        await hand.press("Edit the code");
        await hand.fill(
          ".cm-content",
          "function apply(c, e) { c[e.type] = (c[e.type] ?? 0) + 1; }",
        );
        await hand.press("Run it");
        await hand.says(/OrderPlaced: [\d,]+\. That was found/);
        await hand.sees("#answer", /OrderPlaced/);
        await hand.fill(".cm-content", "function apply(c, e) {\n c[e.type = 1;\n}");
        await hand.press("Run it");
        await hand.says(/This is no code Line 2/);
        await hand.fill(".cm-content", "function apply() { for (;;); }");
        await hand.press("Run it");
        await hand.says("It was still running after 1,000 ms");
        await hand.press("Mend it");
        await hand.says(/Kettle: \d+\. That was found/);
      }));

    /** Has code of a reader try what it must not be able to do. */
    async function triesInVain(address: string, host: string): Promise<void> {
      // What it tries and fails to load is what this is about, so nobody watches for problems here.
      await tab.go(address);
      const hand = new Hand(tab, host);
      await hand.press("Edit the code");
      await hand.fill(
        ".cm-content",
        `const seen = { page: typeof document + typeof parent };
const tries = (what, act) => { try { act(); seen[what] = "done"; } catch { seen[what] = "refused"; } };
tries("asks", () => { const x = new XMLHttpRequest(); x.open("GET", "${site.address}page.js", false); x.send(); });
tries("loads", () => importScripts("${site.address}page.js"));
tries("makes", () => new Function("1")());
function apply() { return seen; }`,
      );
      await hand.press("Run it");
      await hand.says(/Answered/);
      const answer = (await hand.texts("#answer tr")).sort().join(", ");
      assert.equal(answer, "asks refused, loads refused, makes refused, page undefinedundefined");
      await hand.fill(".cm-content", "function apply() { for (;;); }");
      await hand.press("Run it");
      await hand.says("It was still running after 1,000 ms");
      await tab.problems();
    }

    test("the report: the reader's code reaches neither the network nor the page", () =>
      triesInVain(site.address, "cqrs-demo[scene=unplanned-report]"));

    test("two people: a form loses one, a version refuses one, commands keep both", () =>
      scene("scene=two-people", async (hand) => {
        await hand.press("Let both save");
        await hand.says("The form lost what Ada wanted, and told nobody.");
        await hand.says(/The form with a version refused Ben: .* is at version 2, not 1\./);
        await hand.says("Commands kept both.");
        await hand.sees("#way-commands", /Teapot and mug, to 12 Harbour Street/);
        await hand.choose(/another address/);
        await hand.press("Let both save");
        await hand.says("Commands lost what Ada wanted, and told nobody.");
      }));

    test("money: the screen is behind, what it still shows cannot be spent, and then it is right", () =>
      scene("scene=money", async (hand) => {
        await hand.press("Send €20 to Ben");
        await hand.says("The tape has it at 4, and the screen still says €100.00, as of 3.");
        await hand.says(/For \d\.\d s the screen said €100\.00\. Now it says €80\.00/);
        await hand.press("Send €50, and again at once");
        await hand.says(
          /Refused insufficient_funds.*so €50\.00 seemed to be there.*€30\.00 is left/,
        );
        assert.equal((await hand.texts(".entry .type")).length, 5);
        await hand.click("input[type=range]");
        await tab.press("Home");
        await hand.choose(/€10|€20/);
        await hand.press(/^Send €[12]0 to Ben$/);
        await hand.says(/The tape has it at 6, and the screen says €[12]0\.00\./);
      }));

    test("your tape: what was done on the page is told, and rewound", () =>
      visit(site.address, "cqrs-demo[scene=your-tape]", async (hand) => {
        const shop = new Hand(tab, "cqrs-demo[domain=orders]");
        await shop.press("By ten");
        await shop.press("Order the teapot");
        await shop.says("Recorded");
        await hand.sees(".entry", /you guessed “By ten”/);
        await hand.press("Where did I guess wrong?");
        await hand.says("Once: Ask or tell: a shop.");
        await hand.press("Rewind, fork, test");
        await hand.click("input[type=range]");
        await tab.press("Home");
        await hand.says(/as it was (before|after step)/);
      }));

    test("the keyboard alone is enough, and the focus is where it is expected", () =>
      scene("domain=orders", async (hand) => {
        await hand.sees("button", "Order the teapot");
        await hand.tabTo("By ten");
        await tab.press("Enter");
        await hand.sees(".column, p", /Your guess: by ten\./);
        assert.equal(await hand.focused(), "Order the teapot");
        await tab.press("Enter");
        await hand.says("OrderPlaced, at 1");
        await hand.tabTo("Pay PayOrder");
        await tab.press(" ");
        await hand.says("OrderPaid, at 2");
        await hand.tabTo(/^1 OrderPlaced/);
        await tab.press("ArrowDown");
        await tab.press("Enter");
        await hand.sees("section", /"orderId": "1001".*event id/);
        await tab.press("Escape");
        await hand.tabTo(/Where is order 1001/);
        await tab.press("Enter");
        await hand.says("You asked once");
      }));

    test("embedded in a page of another origin, under a strict policy", async () => {
      await writeFile(
        `${folder}/foreign/index.html`,
        `<!doctype html><html lang="en"><title>Somebody's docs</title><link rel="icon" href="data:,">
         <script src="${site.address}watch.js"></script>
         <link rel="stylesheet" href="${site.address}embed.css">
         <script type="module" src="${site.address}embed.js"></script>
         <cqrs-demo scene="ask-or-tell" domain="bank"><p>A bank.</p></cqrs-demo></html>`,
      );
      await visit(foreign.address, "cqrs-demo", async (hand) => {
        await hand.press("Open an account for Ada");
        await hand.says("AccountOpened, at 1");
        await hand.press("Take out €50, more than there is");
        await hand.says(/Refused insufficient_funds/);
        await hand.press(/How much does Ada have/);
        await hand.sees("#answer-balance", /€0\.00/);
      });
    });

    if (opensFiles) {
      test("the one file opens without a server", () =>
        visit(
          `${pathToFileURL(resolve("build/site/cqrs-demo.html")).href}?scene=ask-or-tell`,
          "cqrs-demo",
          async (hand) => {
            await hand.press("Order the teapot");
            await hand.says("OrderPlaced, at 1");
            await hand.press(/Where is order 1001/);
            await hand.says("You asked once");
          },
        ));

      test("in the one file, too, the reader's code runs and reaches nothing", () => {
        const { href } = pathToFileURL(resolve("build/site/cqrs-demo.html"));
        return triesInVain(`${href}?scene=unplanned-report`, "cqrs-demo");
      });
    }

    test("the guide opens from the page, and the theme that was chosen stays", () =>
      visit(site.address, "", async (hand) => {
        await hand.choose("Dark");
        await hand.click("a", "Guide");
        await hand.sees("h1", "Guide");
        await hand.click("main a", /^Start in/);
        await hand.sees("h1", /Start/);
        const theme = "document.documentElement.dataset.theme";
        assert.equal(await tab.evaluate(theme), "dark");
      }));
  });
}
