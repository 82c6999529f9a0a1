import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { factsOf, openHost, openSite, press, says, strict, Visits } from "./reader.js";

const site = openSite();
const visits = new Visits(site);
const host = openHost(
  site,
  "build/tests/playground",
  (origin) => `default-src 'none'; ${strict(origin)}; connect-src 'self'; img-src data:`,
);
const { folder } = host;

// A page of somebody else's, under a strict policy, with the embed on another origin.
const lines = [{ sku: "tea", quantity: 2, unitPrice: 450 }];
const refund = {
  title: "A refund",
  claim: "What was shipped cannot be cancelled.",
  domain: "orders",
  given: [{ type: "PlaceOrder", data: { orderId: "o-1", customer: "Ada", lines } }],
  commands: [
    { label: "Pay", type: "PayOrder", data: { orderId: "o-1" } },
    { label: "Cancel the order", type: "CancelOrder", data: { orderId: "o-1" } },
  ],
  queries: [{ label: "How is it?", name: "orderStatus", params: { orderId: "o-1" } }],
};

const inCode = (play: object | string) => {
  const text = typeof play === "string" ? play : JSON.stringify(play, undefined, 2);
  return `<pre><code>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</code></pre>`;
};

function play(
  attributes: string,
  inside: string,
  act: (demo: Locator, page: Page) => Promise<void>,
  files: Record<string, string> = {},
): Promise<void> {
  return on(`<cqrs-demo scene="playground" ${attributes}>${inside}</cqrs-demo>`, act, files);
}

async function on(
  body: string,
  act: (demo: Locator, page: Page) => Promise<void>,
  files: Record<string, string>,
): Promise<void> {
  const page = `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:,">
    ${site.script}${body}</html>`;
  for (const [name, text] of Object.entries({ ...files, "index.html": page })) {
    await writeFile(`${folder}/${name}`, text);
  }
  await visits.to(host.address, (page) => act(page.locator("cqrs-demo"), page));
}

/** Tells what the element says is wrong. */
async function faultsOf(demo: Locator): Promise<string[]> {
  await demo.getByRole("alert").waitFor();
  return demo.getByRole("alert").getByRole("listitem").allInnerTexts();
}

async function goesThrough(demo: Locator): Promise<void> {
  await demo.getByRole("heading", { name: "A refund" }).waitFor();
  const claim = "What was shipped cannot be cancelled.";
  await demo.locator("blockquote").getByText(claim).waitFor();
  await press(demo, "Pay");
  await says(demo, "Pay: one fact was added, OrderPaid. The tape ends at 2.");
}

test("commands come from a file", () =>
  play('src="refund.json"', "<p>A refund</p>", goesThrough, {
    "refund.json": JSON.stringify(refund),
  }));

test("commands come from a script of JSON inside the tag", () =>
  play("", `<script type="application/json">${JSON.stringify(refund)}</script>`, goesThrough));

test("commands come from the code that is the fallback too, whatever colours it", () =>
  play("", inCode(refund).replace("title", "<b>title</b>"), goesThrough));

test("a file comes before a script, and a script before code", async () => {
  const other = JSON.stringify({ ...refund, title: "Another" });
  const script = `<script type="application/json">${JSON.stringify(refund)}</script>`;
  await play("", inCode(other) + script, goesThrough);
  await play(
    'src="other.json"',
    script,
    (demo) => demo.getByRole("heading", { name: "Another" }).waitFor(),
    { "other.json": other },
  );
});

test("a reader sees facts, answers as of where they are, refusals with their reason, and the code", () =>
  play("", inCode(refund), async (demo) => {
    const sheet = demo.getByRole("article", { name: "How is it?" });
    await sheet.getByText("as of 1").waitFor();
    await press(demo, "Pay");
    await says(demo, "Recorded");
    await sheet.getByText("as of 2").waitFor();
    await sheet.getByRole("row", { name: "status paid" }).waitFor();
    assert.match(await demo.locator(".code").innerText(), /cqrs\.dispatch\(\{ type: "PayOrder"/);
    assert.match(await demo.locator(".code").innerText(), /src\/domains\//);
    await press(demo, "Pay");
    await says(
      demo,
      /Refused already_paid\s*Pay: order o-1 has been paid\. Nothing was recorded; the tape still ends at 2/,
    );
    await press(demo, "Ask: How is it?");
    await says(demo, "How is it?: the answer is as of 2. Asking added nothing");
    assert.match(await demo.locator(".code").innerText(), /cqrs\.query\("orderStatus"/);
    assert.equal((await factsOf(demo)).length, 2);
    await press(demo, "Start over");
    await says(demo, "Begin here");
    await sheet.getByText("as of 1").waitFor();
    assert.deepEqual(await factsOf(demo), ["OrderPlaced"]);
  }));

test("a reader changes a command before giving it", () =>
  play("", inCode(refund), async (demo) => {
    await press(demo, "Edit the command");
    await demo.getByLabel("orderId").fill("o-2");
    await demo.locator(".form [type=submit]").click();
    await says(demo, /Refused \w+\s*PayOrder: /);
  }));

test("the page is told of commands, facts and refusals", () =>
  play("", inCode(refund), async (demo, page) => {
    await page.evaluate(() => {
      for (const name of ["cqrs-command", "cqrs-event", "cqrs-rejected"]) {
        document.addEventListener(name, () => (document.title += ` ${name}`));
      }
    });
    await press(demo, "Pay");
    await says(demo, "Recorded");
    await press(demo, "Pay");
    await says(demo, "Refused");
    assert.equal(await page.title(), "Docs cqrs-command cqrs-event cqrs-command cqrs-rejected");
  }));

const lot = `export default (cqrs, { type, reject }) => cqrs
  .define({
    name: "lot",
    commands: { Park: type() },
    events: { Parked: type() },
    identity: (command) => command.data.lot,
    initialState: () => 0,
    decide: ({ data }, cars) => cars === 1 ? reject("full", "No place is free.") : { type: "Parked", data },
    evolve: (cars) => cars + 1,
  })
  .project({
    name: "occupancy",
    initialState: () => ({}),
    apply: (lots, { data }) => ({ ...lots, [data.lot]: (lots[data.lot] ?? 0) + 1 }),
    queries: { occupied: (lots) => lots },
    mode: { delayMs: 2500 },
  });`;
const parking = {
  title: "A parking lot",
  commands: [{ label: "Park", type: "Park", data: { lot: "north", plate: "B-AN 1" } }],
  queries: [{ label: "Occupied?", name: "occupied" }],
};

test("a module brings the author's own domain and read models, which may lag", () =>
  play(
    'module="lot.js"',
    inCode(parking),
    async (demo) => {
      await press(demo, "Park");
      await says(demo, "Park: one fact was added, Parked. The tape ends at 1.");
      await demo.getByText("as of 0; the tape ends at 1").waitFor();
      await demo.getByRole("row", { name: "north 1" }).waitFor();
      await demo.getByText("as of 1", { exact: true }).waitFor();
      await press(demo, "Park");
      await says(demo, /Refused full\s*Park: No place is free\. Nothing was recorded/);
      assert.doesNotMatch(await demo.locator(".code").innerText(), /C\+\+/);
      assert.equal(await demo.getByRole("button", { name: "Edit the command" }).count(), 0);
      await press(demo, "Start over");
      await says(demo, "Begin here");
      await press(demo, "Park");
      await says(demo, "Recorded");
    },
    { "lot.js": lot },
  ));

test("a module may ask the engine for anything that the package can", () =>
  play(
    'module="keeps.js"',
    inCode({
      domain: "bank",
      commands: [{ label: "Close", type: "CloseAccount", data: { account: "a" } }],
    }),
    async (demo, page) => {
      await press(demo, "Close");
      await says(demo, "Refused not_found");
      assert.equal(await page.title(), "a log of 0 lines");
    },
    {
      "keeps.js": `export default (cqrs) => {
        document.title = "a log of " + cqrs.export({ format: "ndjson" }).length + " lines";
      };`,
    },
  ));

test("whatever is wrong is told with its place, all of it at once, above what is inside the tag", () =>
  play(
    "",
    inCode({
      titel: "x",
      title: 7,
      domain: "shop",
      given: {},
      commands: [
        { label: "A", type: "PayOrder" },
        null,
        { label: "", type: ["PayOrder"], data: [] },
      ],
      queries: [{ label: "Q", name: "orders", params: null }],
    }),
    async (demo) => {
      assert.deepEqual(await faultsOf(demo), [
        "inside the tag: titel: there is no such field. There is: title, claim, domain, given, commands, queries",
        "inside the tag: title: expected a text of 1 to 200 characters, got 7",
        "inside the tag: domain: expected orders or bank, got the text “shop”",
        "inside the tag: given: expected a list of at most 200, got an object",
        "inside the tag: commands[1]: expected an object, got null",
        "inside the tag: commands[2].type: expected a text of 1 to 200 characters, got a list of 1",
        "inside the tag: commands[2].data: expected an object, got a list of 0",
        "inside the tag: commands[2].label: expected a text of 1 to 200 characters, got the text “”",
        "inside the tag: queries[0].params: expected an object, got null",
      ]);
      await demo.locator("pre").waitFor();
    },
  ));

const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
const pay = { label: "Pay", type: "PayOrder", data: { orderId: "o-1" } };

for (const [what, attributes, inside, expected] of [
  ["nothing at all", "", "", /^inside the tag: there are no commands: name a file/],
  ["no JSON", "", inCode("{ commands: }"), /^inside the tag: expected JSON: /],
  ["no list", "", inCode("[]"), /^inside the tag: expected an object, got a list of 0$/],
  [
    "no commands",
    "",
    inCode({ commands: [] }),
    /commands: expected a list of 1 to 200, got a list of 0/,
  ],
  [
    "too many commands",
    "",
    inCode({ commands: Array(201).fill(pay) }),
    /commands: expected a list of 1 to 200, got a list of 201/,
  ],
  [
    "too many queries",
    "",
    inCode({ commands: [pay], queries: Array(21).fill({ label: "Q", name: "orders" }) }),
    /queries: expected a list of at most 20, got a list of 21/,
  ],
  [
    "too much",
    "",
    inCode(`"${"x".repeat(262_143)}"`),
    /expected at most 262,144 bytes, got 262,145/,
  ],
  [
    "too deep",
    "",
    inCode(`{"commands":[{"label":"D","type":"PayOrder","data":${deep}}]}`),
    /commands\[0\]\.data: expected at most 32 levels/,
  ],
  [
    "an unknown command",
    "",
    inCode({ commands: [pay, { ...pay, type: "PayOrdr" }] }),
    /commands\[1\]\.type: there is no command "PayOrdr"; is PayOrder meant\?/,
  ],
  [
    "an unknown query",
    "",
    inCode({ commands: [pay], queries: [{ label: "Q", name: "ordrs" }] }),
    /queries\[0\]\.name: there is no query "ordrs"; is orders meant\?/,
  ],
  [
    "a beginning that is refused",
    "",
    inCode({ given: [{ type: "PayOrder", data: { orderId: "o-1" } }], commands: [pay] }),
    /given\[0\]: it was refused: /,
  ],
  [
    "a large file",
    'src="large.json"',
    "",
    /^large\.json: it could not be loaded: it is larger than 262144 bytes$/,
  ],
  [
    "a module with no function",
    'module="none.js"',
    inCode(parking),
    /^none\.js: expected a default export that is a function/,
  ],
  [
    "a module that throws",
    'module="throws.js"',
    inCode(parking),
    /^throws\.js: its default export threw: no lot today$/,
  ],
  [
    "a module that is no script",
    'module="broken.js"',
    inCode(parking),
    /^broken\.js: it could not be loaded: /,
  ],
  [
    "code in the address of a module",
    'module="data:text/javascript,document.title=1"',
    inCode(parking),
    /expected the address of a module, by http or https$/,
  ],
] as const) {
  test(`a reader is told of ${what}`, () =>
    play(
      attributes,
      inside,
      async (demo) => {
        const faults = await faultsOf(demo);
        assert.equal(faults.length, 1);
        assert.match(faults[0]!, expected);
      },
      {
        "large.json": " ".repeat(262_145),
        "none.js": "export default 7;",
        "throws.js": 'export default () => { throw new Error("no lot today"); };',
        "broken.js": "export default (",
      },
    ));
}

test("a file that was not there is asked for again", async () => {
  const page = await site.browser.newPage();
  await writeFile(
    `${folder}/late.html`,
    `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:,">
     ${site.script}
     <cqrs-demo scene="playground" src="late.json"></cqrs-demo></html>`,
  );
  await page.goto(`${host.address}late.html`);
  const demo = page.locator("cqrs-demo");
  assert.deepEqual(await faultsOf(demo), [
    "late.json: it could not be loaded: the server answered 404",
  ]);
  await writeFile(`${folder}/late.json`, JSON.stringify(refund));
  await press(demo, "Try again");
  await goesThrough(demo);
  await page.close();
});

test("hostile text is shown as text, in every place that it comes to", () => {
  const bad = `<img src=x onerror="document.title='pwned'">"'\u202e\u0000`;
  const customer = `<script>document.title="pwned"</script>${bad}`;
  const hostile = {
    title: bad,
    claim: bad,
    given: [{ type: "PlaceOrder", data: { orderId: "o-1", customer: "<b>Ada</b>", lines } }],
    commands: [
      { label: bad, type: "CancelOrder", data: { orderId: "<img src=x>", ["__proto__"]: bad } },
      { label: "Place", type: "PlaceOrder", data: { orderId: "o-2", customer, lines } },
    ],
    queries: [{ label: bad, name: "orders" }],
  };
  return play("", inCode(hostile), async (demo, page) => {
    await demo.getByRole("heading", { name: "<img src=x" }).first().waitFor();
    await demo.locator(".tell .own").first().click();
    await says(demo, "Refused");
    await press(demo, "Place");
    await says(demo, /Re/);
    await demo.locator(".sheet .own").click();
    await says(demo, "Answered");
    assert.equal(await demo.locator(".root img, .root script, .root .answer b").count(), 0);
    assert.equal(await page.title(), "Docs");
    const text = await demo.locator(".root").innerText();
    assert.ok(!text.includes("\u202e") && !text.includes("\u0000"));
  });
});

test("a link to embed.html can name commands, and never code", () =>
  visits.to(`${site.address}embed.html?scene=playground&module=evil.js`, async (page) => {
    const demo = page.locator("cqrs-demo");
    await demo.getByRole("alert").waitFor();
    assert.equal(await demo.getAttribute("module"), null);
  }));
