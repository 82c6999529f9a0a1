// Text that means harm, through the doors of others than the reader: logs from files, links, and what the author of a
// page brings: a module, commands, texts in another language.
import assert from "node:assert/strict";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { before, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { createCqrs } from "cqrs-wasm";
import type { Locator, Page } from "playwright-core";
import { isText, megabyte, payloads, texts, unharmed } from "./harm.js";
import { openHost, openSite, press, says, strict } from "./reader.js";

const site = openSite();
const host = openHost(
  site,
  "build/tests/hostile",
  (origin) =>
    `default-src 'none'; ${strict(origin)}; connect-src 'self'; frame-src ${origin}; img-src data:`,
);
const { folder } = host;

before(async () => {
  await host.opened;
  await mkdir(`${folder}/package`);
  await cp("build/package/index.js", `${folder}/package/index.js`);
  await writeFile(
    `${folder}/inspected.js`,
    `import { createCqrs } from "./package/index.js";
     document.querySelector("cqrs-inspector").engine = await createCqrs();`,
  );
  const script = `<script type="module" src="inspected.js"></script>`;
  await host.put("inspected.html", `${site.script}${script}<cqrs-inspector></cqrs-inspector>`);
});

// ---- logs from files

function inspect(act: (inspector: Locator, page: Page) => Promise<void>): Promise<void> {
  return unharmed(site.browser, `${host.address}inspected.html`, async (page) => {
    const inspector = page.locator("cqrs-inspector");
    await inspector.getByText("Nothing has happened yet.").waitFor();
    await act(inspector, page);
  });
}

const open = (inspector: Locator, name: string, content: Uint8Array | string): Promise<void> =>
  inspector
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });

for (const format of ["ndjson", "binary"] as const) {
  test(`a log from a file (${format}) is text: types, streams, names of fields, and values`, async () => {
    const made = await createCqrs({ domains: [] });
    const events = [...payloads, megabyte.slice(0, 400_000)].map((text) => {
      const short = text.slice(0, 100);
      const data = { [short]: text, list: [{ [`${short} inside`]: text }] };
      return { type: short, stream: `of ${short}`, data };
    });
    for (const event of events) {
      const done = made.append([event]);
      assert.ok(done.ok, JSON.stringify(done));
    }
    const log = made.export({ format });
    await inspect(async (inspector) => {
      await open(inspector, `${payloads[1]}\u202e.cqrs`, log);
      await inspector.getByText("This is a log from a file").waitFor();
      await inspector.getByText(`The tape ends at ${events.length}`).waitFor();
      await isText(inspector);
      const stream = inspector.getByRole("combobox", { name: "stream" });
      for (const [i, event] of events.entries()) {
        await inspector.locator(`.entry[data-position="${i + 1}"]`).click();
        await inspector.getByRole("region", { name: `Fact ${i + 1}` }).waitFor();
        await stream.fill(event.stream);
        await stream.press("Enter");
        await isText(inspector);
      }
      await press(inspector, "As a table");
      await inspector.getByRole("table").waitFor();
      await isText(inspector);
      await press(inspector, "Copy as test");
      await isText(inspector);
    });
  });
}

const start = `{"specversion":"1.0","id":"`;
for (const [what, content] of [
  ["markup", `${payloads[1]}\n`],
  ["markup where a name should be", `{"${payloads[0]}":"${payloads[1].replaceAll('"', "'")}"}\n`],
  ["zero bytes", "\0".repeat(5000)],
  ["a line of a megabyte", megabyte],
  ["a line of a megabyte that begins well", start + "\u202e".repeat(300_000)],
  ["lists in lists", "[".repeat(1_000_000)],
  ["what begins as a saved log", `CQRS${megabyte}`],
  ["nothing", ""],
] as const) {
  test(`a file with ${what} is not opened, and a short sentence says why`, () =>
    inspect(async (inspector) => {
      await open(inspector, `${payloads[2]}.ndjson`, content);
      const told = inspector.getByRole("alert").filter({ hasText: "The file could not be opened" });
      await told.waitFor();
      assert.ok((await told.innerText()).length < 500);
      await isText(inspector);
    }));
}

test("a log in which each event was caused by the one before shows its story, however long", async () => {
  const made = await createCqrs({ domains: [] });
  assert.ok(made.append([{ type: "Noted", stream: "s", data: {} }]).ok);
  const [first = ""] = made.export({ format: "ndjson" }).split("\n");
  const event = JSON.parse(first) as { id: string };
  const idOf = (position: number) => event.id.replace(/-1$/, `-${position}`);
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    const cause = i === 0 ? {} : { correlationid: idOf(1), causationid: idOf(i) };
    const at = { id: idOf(i + 1), position: i + 1, streamversion: i + 1 };
    return JSON.stringify({ ...event, ...at, ...cause });
  });
  await inspect(async (inspector) => {
    await open(inspector, "chain.ndjson", `${lines.join("\n")}\n`);
    await inspector.getByText("The tape ends at 20,000").waitFor();
    await inspector.locator(".entry").last().click();
    await inspector.getByRole("region", { name: /^Fact / }).waitFor();
    await inspector.locator(".trail .told").nth(100).waitFor();
    await isText(inspector);
  });
});

// ---- links

const packed = (commands: unknown[], knobs: object = {}) =>
  `1.${deflateRawSync(JSON.stringify([commands, knobs])).toString("base64url")}`;

for (const [scene, domain] of [
  ["opening", ""],
  ["ask-or-tell", "orders"],
  ["ask-or-tell", "bank"],
  ["two-shapes", ""],
  ["breadcrumbs", ""],
  ["unplanned-report", ""],
  ["two-people", ""],
  ["money", ""],
  ["your-tape", ""],
] as const) {
  test(`what a link to ${scene} ${domain} says is text, in its commands, ids, names and knobs`, async () => {
    const element = `<cqrs-demo scene="${scene}" domain="${domain}" share controls></cqrs-demo>`;
    const address = await host.put(`${scene}${domain}.html`, site.script + element);
    const commands = [...payloads, "x".repeat(900)].flatMap((payload) => {
      const data = { [payload]: payload, account: payload, owner: payload, orderId: payload };
      const lines = [{ sku: payload, quantity: 1, unitPrice: 1 }];
      const id = payload.slice(0, 60);
      return [
        ["PlaceOrder", { orderId: id, customer: payload.slice(0, 200), lines }],
        ["OpenAccount", { account: id, owner: payload.slice(0, 200) }],
        ["Withdraw", { account: id, amount: 1 }, id],
        [payload, data, id],
        ["Deposit", data],
      ];
    });
    const knobs = Object.fromEntries(payloads.map((payload) => [payload, payload]));
    const last = (type: string) => [commands.find(([name]) => name === type)];
    for (const moment of [
      packed(commands),
      packed(commands.slice(0, 4)),
      packed(last("OpenAccount")),
      packed(last("PlaceOrder")),
      packed([], knobs),
    ]) {
      await unharmed(site.browser, `${address}#cqrs=${scene}.${domain}.${moment}`, async (page) => {
        const demo = page.locator("cqrs-demo");
        await demo.locator(".restart, [role=alert]:has-text('damaged')").first().waitFor();
        await isText(demo);
        for (const question of await demo.locator(".question, .ask .primary").all()) {
          await question.click();
          await isText(demo);
        }
      });
    }
  });
}

test("code in a link is shown with all its characters, and does not run by itself", async () => {
  const address = await host.put(
    "code.html",
    `${site.script}<cqrs-demo scene="unplanned-report" share></cqrs-demo>`,
  );
  const code = `const text = '${payloads.slice(6).join(" ")}';\nfunction apply() { throw new Error("it ran"); }`;
  const moment = packed([], { code, asked: true });
  await unharmed(site.browser, `${address}#cqrs=unplanned-report..${moment}`, async (page) => {
    const demo = page.locator("cqrs-demo");
    await says(demo, "Brought along");
    await demo.locator(".listing").getByText("[U+202E]").first().waitFor();
    await isText(demo);
    await press(demo, "Edit the code");
    await demo.locator(".cm-specialChar").first().waitFor();
    await isText(demo);
    await press(demo, "Run it");
    await says(demo, "it ran");
  });
});

// ---- what the author of a page brings

function play(
  attributes: string,
  inside: string,
  files: Record<string, string>,
  act: (demo: Locator, page: Page) => Promise<void>,
): Promise<void> {
  return on(`<cqrs-demo scene="playground" ${attributes}>${inside}</cqrs-demo>`, files, act);
}

async function on(
  body: string,
  files: Record<string, string>,
  act: (demo: Locator, page: Page) => Promise<void>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(`${folder}/${name}`, text);
  }
  const address = await host.put("played.html", site.script + body);
  await unharmed(site.browser, address, (page) => act(page.locator("cqrs-demo"), page));
}

const commands = [
  { label: "Refuse", type: "Refuse", data: {} },
  { label: "Accept", type: "Accept", data: {} },
];
const queries = [{ label: "What is there?", name: "all" }];
const inside = `<script type="application/json">${JSON.stringify({ commands, queries })}</script>`;

/** A module whose every text is that one. */
const saying = (text: string) => `const text = ${JSON.stringify(text)};
const short = text.slice(0, 100);
export default (cqrs, { type, reject }) => cqrs
  .define({
    name: "hostile " + short,
    commands: { Refuse: type(), Accept: type() },
    events: { [short]: type() },
    identity: () => "only-" + short,
    initialState: () => ({}),
    decide: (command) =>
      command.type === "Refuse" ? reject(short, text) : { type: short, data: { [short]: text } },
    evolve: (state, event) => ({ [short]: event.data }),
  })
  .project({
    name: "all " + short,
    initialState: () => ({}),
    apply: (all, event) => ({ ...all, [short]: text, list: [text, { [short]: event }] }),
    queries: { all: (all) => all },
  });`;

test("what a module says is text: reasons, messages, names of facts, streams, answers", async () => {
  for (const text of [...texts, megabyte.slice(0, 60_000)]) {
    await play('module="says.js"', inside, { "says.js": saying(text) }, async (demo) => {
      await press(demo, "Refuse");
      await says(demo, "Refused");
      await isText(demo);
      await press(demo, "Accept");
      await says(demo, /Recorded|Refused/);
      await isText(demo);
      if ((await demo.locator(".entry").count()) > 0) {
        await demo.locator(".entry").first().click();
      }
      await press(demo, "Ask: What is there?");
      await says(demo, "Answered");
      await isText(demo);
    });
  }
});

test("a module that throws, or whose decisions do, is told of in text", async () => {
  for (const text of [...texts, megabyte]) {
    const throws = `const text = ${JSON.stringify(text)}; export default () => { throw new Error(text); };`;
    await play('module="throws.js"', inside, { "throws.js": throws }, async (demo) => {
      await demo.getByRole("alert").waitFor();
      await isText(demo);
    });
    const decides = saying(text).replace(
      /decide: [^]*?,\n {4}evolve/,
      "decide: () => { throw new Error(text); },\n    evolve",
    );
    await play('module="decides.js"', inside, { "decides.js": decides }, async (demo) => {
      await press(demo, "Accept");
      await says(demo, "Refused");
      await isText(demo);
    });
  }
});

test("commands of a file or inside the tag are text, and what is wrong with them is told in text", async () => {
  for (const text of [...texts.slice(0, 2), megabyte.slice(0, 250_000)]) {
    const short = text.slice(0, 190);
    const lines = [{ sku: short.slice(0, 60), quantity: 1, unitPrice: 1 }];
    const order = { orderId: short.slice(0, 60), customer: short, lines };
    const good = {
      title: short,
      claim: short,
      domain: "orders",
      commands: [{ label: short, type: "PlaceOrder", data: order }],
      queries: [{ label: `${short}?`, name: "orders" }],
    };
    const bad = {
      [text]: text,
      title: text,
      domain: text,
      commands: [{ label: text, type: text }],
    };
    for (const value of [good, bad]) {
      const json = JSON.stringify(value);
      const tag = json.replaceAll("<", "\\u003c");
      for (const [attributes, nested] of [
        ['src="said.json"', ""],
        ["", `<script type="application/json">${tag}</script>`],
      ] as const) {
        await play(attributes, nested, { "said.json": json }, async (demo) => {
          if (value === good) {
            await demo.locator(".tell .own").click();
            await says(demo, /Recorded|Refused/);
            await demo.locator(".ask .own").click();
            await says(demo, "Answered");
          } else {
            await demo.getByRole("alert").waitFor();
          }
          await isText(demo);
        });
      }
    }
  }
});

test("addresses and names in attributes are text where they are told", async () => {
  for (const text of [...texts, megabyte]) {
    const value = text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("\0", "&#0;");
    for (const attributes of [
      `scene="${value}"`,
      `scene="ask-or-tell" domain="${value}"`,
      `scene="playground" src="${value.slice(0, 1000)}"`,
      `scene="ask-or-tell" seed="${value}" theme="${value}" heading-level="${value}"`,
    ]) {
      await on(`<cqrs-demo ${attributes}></cqrs-demo>`, {}, async (demo) => {
        await demo.locator("[role=alert], .frame").first().waitFor();
        await isText(demo);
      });
    }
  }
});

test("a translation is text; one that would hide or turn text, or is too long, is told and left out", async () => {
  for (const text of [...texts, megabyte.slice(0, 100_000)]) {
    const strings = JSON.stringify({
      lang: "fr",
      [text]: text,
      frame: { start_over: text, [text]: text },
      "ask-or-tell": { recorded: text },
      "ask-or-tell-orders": { the_teapot: text, order_it: `${text} {item}` },
    });
    const body = `<cqrs-demo scene="ask-or-tell" strings="hostile.json"></cqrs-demo>`;
    await on(body, { "hostile.json": strings }, async (demo) => {
      await demo.locator(".first").click();
      await demo.locator(".entry").waitFor();
      await isText(demo);
    });
  }
});
