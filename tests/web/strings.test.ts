import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { Language } from "../../web/src/frame/language.js";
import { plain } from "../../web/src/frame/plain.js";
import { translated } from "../../web/src/frame/strings.js";
import { openHost, openSite, strict } from "./reader.js";

const english = {
  hello: "Hello {name}",
  facts: { one: "{count} fact", other: "{count} facts" },
} as const;

test("a text is filled with values, and a number stands as its language writes it", () => {
  const words = new Language("de", { t: { hello: "Guten Tag {name}" } }).words("t", english);
  assert.equal(words.say("hello", { name: 1234.5 }), "Guten Tag 1.234,5");
  assert.equal(words.say("facts", { count: 1 }), "1 fact");
  assert.equal(words.money(123456), "1.234,56\u00a0€");
  assert.equal(words.money(5000, true), "50\u00a0€");
});

test("the form of a plural is the one for that number, else the one of its language's rules", () => {
  const facts = {
    "0": "niente",
    one: "{count} fakt",
    few: "{count} fakty",
    many: "{count} faktów",
    other: "{count} faktu",
  };
  const words = new Language("pl", { t: { facts } }).words("t", english);
  assert.deepEqual(
    [0, 1, 2, 5, 22, 1.5].map((count) => words.say("facts", { count })),
    ["niente", "1 fakt", "2 fakty", "5 faktów", "22 fakty", "1,5 faktu"],
  );
});

test("a value is text: its braces are not looked at, and what would turn or hide text is shown", () => {
  const words = new Language().words("t", english);
  assert.equal(words.say("hello", { name: "{name}{count}" }), "Hello {name}{count}");
  assert.equal(words.say("hello", { name: "a\u0000b\u202ec" }), "Hello a␀b[U+202E]c");
  assert.equal(words.say("hello", { name: "x".repeat(1000) }).length, "Hello ".length + 301);
  assert.equal(plain("a😀", 2), "a…");
  assert.equal(words.say("hello"), "Hello {name}");
});

test("what cannot stand for an English text is told and left out", () => {
  const faults: string[] = [];
  const own = JSON.parse(
    '{ "hello": "Salut {nom}", "facts": { "one": "x" }, "__proto__": "y", "constructor": "z" }',
  ) as unknown;
  const more = { ...english, bye: "Bye" };
  assert.deepEqual(
    translated("t", more, own, (fault) => faults.push(fault)),
    {},
  );
  assert.deepEqual(faults, [
    "t.__proto__: there is no such text",
    "t.constructor: there is no such text",
    "t: these are missing: bye",
    "t.hello has no value for {nom}",
    "t.facts expected an object of plural forms with “other”",
  ]);
  translated("t", english, [], (fault) => faults.push(fault));
  assert.equal(faults.at(-1), "t: expected an object");
});

test("a language knows which way it is written", () => {
  const dirs = ["en", "fr", "ar", "he", "fa-IR", "az-Arab"].map((lang) => new Language(lang).dir);
  assert.deepEqual(dirs, ["ltr", "ltr", "rtl", "rtl", "rtl", "rtl"]);
});

const site = openSite();
const host = openHost(
  site,
  "build/tests/strings",
  (origin) => `default-src 'none'; ${strict(origin)}; connect-src 'self'; img-src data:`,
);
const { folder } = host;

/** Visits a page whose element takes its texts from a file; returns what the console was told. */
async function withStrings(
  strings: string | undefined,
  act: (page: Page) => Promise<void>,
): Promise<string[]> {
  if (strings !== undefined) {
    await writeFile(`${folder}/strings.json`, strings);
  } else {
    await rm(`${folder}/strings.json`, { force: true });
  }
  await writeFile(
    `${folder}/index.html`,
    `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:,">
     ${site.script}
     <cqrs-demo strings="strings.json"><p>A shop to try.</p></cqrs-demo></html>`,
  );
  const page = await site.browser.newPage();
  const told: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "warning") {
      told.push(message.text().replace("cqrs-demo: strings.json: ", ""));
    }
  });
  page.on("pageerror", (error) => told.push(`error: ${error.message}`));
  await page.goto(host.address);
  await act(page);
  await page.close();
  return told;
}

const some = {
  lang: "fr",
  frame: { start_over: "Recommencer" },
  "ask-or-tell-orders": { order_it: "Commander {item}", the_teapot: "la théière" },
  "ask-or-tell": {
    recorded: "Consigné",
    facts_added: {
      one: "C’est maintenant un fait sur la bande : {names}, en {position}.",
      other: "Ce sont maintenant {count} faits sur la bande : {names}, en {position}.",
    },
  },
};

test("a scene speaks the language of its strings, and English where they say nothing", async () => {
  const told = await withStrings(JSON.stringify(some), async (page) => {
    const shop = page.locator("cqrs-demo");
    await shop.getByRole("button", { name: "Commander la théière" }).click();
    await shop.getByRole("status").filter({ hasText: "un fait sur la bande" }).waitFor();
    await shop.getByText("Consigné").waitFor();
    await shop.getByRole("button", { name: "Recommencer" }).waitFor();
    await shop.getByText("38,00 €").first().waitFor();
    await shop.getByRole("button", { name: "Edit command" }).waitFor();
    const root = shop.locator(".root");
    assert.equal(await root.getAttribute("lang"), "fr");
    assert.equal(await root.getAttribute("dir"), "ltr");
  });
  assert.equal(told.length, 3, told.join("\n"));
  assert.match(told.join("\n"), /frame: these are missing: .*skip, /);
});

test("a language written from the right is laid out from the right", async () => {
  await withStrings('{ "lang": "ar", "frame": {}, "ask-or-tell": {} }', async (page) => {
    await page.locator(".root[dir=rtl][lang=ar]").waitFor();
    await page.getByRole("button", { name: "Order the teapot" }).click();
    await page.locator("cqrs-demo").getByRole("status").filter({ hasText: "Recorded" }).waitFor();
  });
});

test("markup in a translation is text", async () => {
  const markup = "<img src=x onerror=alert(1)>";
  const hostile = { ...some, frame: { start_over: markup } };
  await withStrings(JSON.stringify(hostile), async (page) => {
    await page.getByRole("button", { name: markup }).waitFor();
    assert.equal(await page.locator("cqrs-demo img").count(), 0);
  });
});

for (const [what, strings, fault] of [
  ["is not there", undefined, /the server answered 404/],
  ["is not JSON", "{", /JSON/],
  ["is a list", "[]", /expected an object/],
  ["names no language", '{ "lang": "not a language", "frame": {} }', /lang: expected the tag/],
  ["is too large", `{ "lang": "fr", "x": "${"x".repeat(300_000)}" }`, /larger than 262144 bytes/],
] as const) {
  test(`a file of texts that ${what} is told, and the scene is in English`, async () => {
    const told = await withStrings(strings, async (page) => {
      await page.getByRole("button", { name: "Order the teapot" }).waitFor();
    });
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told[0] ?? "", fault);
  });
}
