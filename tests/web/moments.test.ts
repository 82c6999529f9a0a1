// The state of every scene, carried in a link and opened in a fresh page; and links that somebody else has made up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import type { Locator, Page } from "playwright-core";
import { copied, openHost, openSite, press, says } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/moments");

const lines = [{ sku: "tea", quantity: 2, unitPrice: 450 }];
const play = JSON.stringify({
  title: "A refund",
  given: [{ type: "PlaceOrder", data: { orderId: "o-1", customer: "Ada", lines } }],
  commands: [{ label: "Pay", type: "PayOrder", data: { orderId: "o-1" } }],
  queries: [{ label: "How is it?", name: "orderStatus", params: { orderId: "o-1" } }],
});

interface Case {
  scene: string;
  domain: string;
  /** What a reader does, and waits for. */
  act: (demo: Locator, page: Page) => Promise<void>;
  /** What is the same where the link is opened: selectors of what is on the screen. */
  same: string[];
  inside?: string;
}

/** What a tape shows: types, positions and what each fact says. */
const tape = ".tape .entry";
const sentence = "[role=status]";

const cases: Case[] = [
  {
    scene: "ask-or-tell",
    domain: "orders",
    act: async (demo) => {
      await demo.getByRole("radio", { name: /mug/ }).check();
      await press(demo, "Order the mug");
      await says(demo, "Recorded");
      await press(demo, "Ship ShipOrder");
      await says(demo, "not_paid");
      await press(demo, /Where is order 1001/);
      await says(demo, "You asked once");
    },
    same: [tape, sentence, "#answer-orderStatus", "input:checked + .face", ".tally"],
  },
  {
    scene: "opening",
    domain: "",
    act: async (demo) => {
      await demo.locator(".record").getByText("100,000", { exact: true }).waitFor();
      await press(demo, "Delete the read database");
      await press(demo, "Place an order anyway");
      await says(demo, "The record now has 100,001 events");
    },
    same: [".record .figure", ".list", ".doing button"],
  },
  {
    scene: "two-shapes",
    domain: "",
    act: async (demo) => {
      await press(demo, "Order the teapot");
      await says(demo, "Recorded");
      await press(demo, "Pay for order 1001");
      await says(demo, "at 2, and 2 rows");
      await press(demo, "Show my order");
      await press(demo, "Add a copy");
      await says(demo, "Copy 2 is there at once");
      await press(demo, "Switch the read database off");
      await says(demo, "off and empty");
    },
    same: [tape, ".costs", ".copies", ".ask .sheet", ".switch"],
  },
  {
    scene: "breadcrumbs",
    domain: "",
    act: async (demo) => {
      await press(demo, "Order the teapot");
      await says(demo, "Everybody has been there");
      await press(demo, "Pause E-mail");
      await press(demo, /the card declines/);
      await says(demo, "The card said no");
      await press(demo, "Hire a new service today");
      await says(demo, "has walked");
    },
    same: [tape, ".services"],
  },
  {
    scene: "unplanned-report",
    domain: "",
    act: async (demo) => {
      await demo.getByRole("radio", { name: "What is liked best?" }).check();
      await press(demo, /^Ask [\d,]+ events$/);
      await says(demo, "the field had another name");
      await press(demo, "Give old events the new name");
      await says(demo, "none is without a product");
      await press(demo, "Ask it half-way back");
      await says(demo, "As if it were");
    },
    same: ["#answer", ".tell", ".scrubber output"],
  },
  {
    scene: "two-people",
    domain: "",
    act: async (demo) => {
      await demo.getByRole("slider", { name: /Ben opens/ }).fill("0.5");
      await demo.getByRole("radio", { name: "also what was seen" }).check();
      await press(demo, "Let both save");
      await says(demo, "Both have saved");
    },
    same: [tape, sentence, ".lane", ".knob .value", "input:checked + .face"],
  },
  {
    scene: "your-tape",
    domain: "",
    act: async (demo, page) => {
      await demo.locator(".frame").waitFor();
      await page.evaluate(() => {
        const other = document.createElement("cqrs-demo");
        other.setAttribute("scene", "money");
        document.querySelector("main")?.append(other);
        const tell = (name: string, detail: object) =>
          other.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
        tell("cqrs-guessed", { title: "Money", guess: "Nothing", right: false });
        tell("cqrs-command", { type: "Deposit" });
        other.remove();
      });
      await demo.getByText("you guessed “Nothing”").waitFor();
      await press(demo, "Where did I guess wrong?");
      await says(demo, "Once: Money.");
    },
    same: [tape, sentence, ".visit"],
  },
  {
    scene: "money",
    domain: "",
    act: async (demo) => {
      await demo.getByRole("radio", { name: "waits" }).check();
      await demo.getByRole("radio", { name: "€50" }).check();
      await demo.getByRole("slider", { name: /behind/ }).fill("500");
      await demo.getByRole("button", { name: "Send €50 to Ben" }).dblclick();
      await demo.locator("#screen").getByText("€50.00").waitFor();
    },
    same: [tape, ".knob .value", "input:checked + .face", "#screen"],
  },
  {
    scene: "playground",
    domain: "",
    inside: `<script type="application/json">${play}</script>`,
    act: async (demo) => {
      await press(demo, "Pay");
      await says(demo, "OrderPaid");
      await press(demo, "Ask: How is it?");
      await says(demo, "Asking added nothing");
    },
    same: [tape, sentence, ".ask .sheet"],
  },
];

/** Loads the scene of a page of its own, with the controls of sharing. */
async function put({ scene, domain, inside = "" }: Case): Promise<string> {
  const which = domain === "" ? "" : ` domain="${domain}"`;
  return host.put(
    `${scene}.html`,
    `<main><cqrs-demo scene="${scene}"${which} share>${inside}</cqrs-demo></main>`,
    { head: site.script },
  );
}

async function shown(demo: Locator, same: string[]): Promise<string[][]> {
  return Promise.all(same.map((what) => demo.locator(what).allInnerTexts()));
}

for (const one of cases) {
  const { scene, act, same } = one;
  test(`${scene}: a link and a snippet lead to the same moment in a fresh page`, async () => {
    const address = await put(one);
    let [link, snippet] = ["", ""];
    let before: string[][] = [];
    await site.visits.to(address, async (page) => {
      const demo = page.locator("cqrs-demo");
      await act(demo, page);
      before = await shown(demo, same);
      [link, snippet] = [await copied(page, "Copy link"), await copied(page, "Copy embed snippet")];
    });
    assert.ok(
      before.every((texts) => texts.length > 0 && texts.join("") !== ""),
      String(before),
    );
    assert.ok(link.startsWith(`${address}#cqrs=${scene}.`), link);
    const other = await host.put(`${scene}-snippet.html`, `<main>${snippet}</main>`);
    for (const opened of [link, other]) {
      await site.visits.to(opened, async (page) => {
        const demo = page.locator("cqrs-demo");
        let now: string[][] = [];
        const until = Date.now() + 10_000;
        do {
          await page.waitForTimeout(50);
          now = await shown(demo, same);
        } while (JSON.stringify(now) !== JSON.stringify(before) && Date.now() < until);
        assert.deepEqual(now, before);
        assert.equal((await demo.getByRole("alert").allInnerTexts()).join(""), "");
      });
    }
  });
}

const packed = (value: unknown) =>
  `1.${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;
const markup = `<img src=x onerror="alert(1)">`;

/** Moments that are well made, and of no scene: knobs and deeds that there are not, or with something else. */
const hostile: unknown[] = [
  [[], { constructor: 1 }],
  [[], { at: -1, lag_ms: 1e9, delay_s: "x", product: markup }],
  [[["@toString", {}]], {}],
  [[["@fork", { from: markup }]], {}],
  [[["@pause", { name: "payments", more: 1 }]], {}],
];

const lines_of_markup = [{ sku: markup, quantity: 1, unitPrice: 1 }];
const commands = [
  ["PlaceOrder", { orderId: markup, customer: markup, lines: lines_of_markup }],
  ["OpenAccount", { account: markup, owner: markup }],
  ["SaveForm", { id: markup, order: markup }],
  ["Note", { kind: markup, about: {}, what: [], time: markup }],
  [markup, {}],
];

for (const one of cases) {
  const { scene, domain } = one;

  /** Follows links with these moments, one after the other, each in a page that is loaded anew. */
  const follow = async (moments: unknown[], look: (demo: Locator) => Promise<void>) => {
    const address = await put(one);
    for (const moment of moments) {
      await site.visits.to(`${address}#cqrs=${scene}.${domain}.${packed(moment)}`, async (page) => {
        const demo = page.locator("cqrs-demo");
        await demo.locator(".frame, .opening").first().waitFor();
        await look(demo);
        assert.equal(await demo.locator("img").count(), 0);
      });
    }
  };

  test(`${scene}: a link that is no moment of it says so, and it begins at the beginning`, () =>
    follow(hostile, (demo) =>
      demo.getByRole("alert").filter({ hasText: "damaged or from another version" }).waitFor(),
    ));

  test(`${scene}: commands of somebody else's making are judged, and only text`, () =>
    follow(
      commands.map((command) => [[command], {}]),
      (demo) =>
        // Either it is told and judged, or the link is no moment of this scene.
        demo
          .locator(".entry, .slot.refused, .narration:is(.fact, .refused), .said.refused")
          .or(demo.getByRole("alert").filter({ hasText: /./ }))
          .first()
          .waitFor(),
    ));
}
