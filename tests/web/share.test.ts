// A moment of a scene, carried in the address and in an attribute.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { begin, copied, factsOf, openHost, openSite, press, says } from "./reader.js";

const site = openSite();
const host = openHost(site, "build/tests/share");

before(async () => {
  await host.opened;
  await host.put("page.html", `${site.script}<cqrs-demo domain="bank" share></cqrs-demo>`);
});

async function shareBank(): Promise<{ link: string; snippet: string }> {
  const made = { link: "", snippet: "" };
  await site.visits.to(`${host.address}page.html`, async (page) => {
    const bank = page.locator("cqrs-demo");
    await begin(bank, "Open an account for Ada");
    await press(bank, "Take out €50, more than there is");
    await says(bank, "insufficient_funds");
    made.link = await copied(page, "Copy link");
    made.snippet = await copied(page, "Copy embed snippet");
  });
  return made;
}

test("a link leads back to the moment, and so does the snippet on another page", async () => {
  const { link, snippet } = await shareBank();
  assert.ok(link.startsWith(`${host.address}page.html#cqrs=ask-or-tell.bank.1.`), link);
  assert.ok(link.length < 300, `${link.length} characters`);
  await host.put("snippet.html", snippet);
  for (const address of [link, `${host.address}snippet.html`]) {
    await site.visits.to(address, async (page) => {
      const bank = page.locator("cqrs-demo");
      await says(bank, "insufficient_funds");
      assert.deepEqual(await factsOf(bank), ["AccountOpened"]);
      // It goes on from there.
      await press(bank, /^Pay in/);
      await says(bank, "MoneyDeposited, at 2");
    });
  }
});

test("starting over goes to the beginning of the scene, not of the link", async () => {
  const { link } = await shareBank();
  await site.visits.to(link, async (page) => {
    const bank = page.locator("cqrs-demo");
    await says(bank, "insufficient_funds");
    await press(bank, "Start over");
    await bank.getByText("The tape is empty").waitFor();
  });
});

const packed = (value: unknown) =>
  `1.${deflateRawSync(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url")}`;
const markup = `<img src=x onerror="alert(1)">`;

for (const [what, moment] of [
  ["what is not compressed", "1.AAAA"],
  ["another version", packed([[], {}]).replace(/^1/, "2")],
  ["no JSON", packed("{")],
  ["JSON of another shape", packed({ commands: [] })],
  ["commands that are none", packed([[["Deposit", null]], {}])],
  ["a command named by an object", packed([[[{}, {}]], {}])],
  ["knobs that are none", packed([[], { lag: {} }])],
  ["more than unpacks", packed(" ".repeat(1e7))],
  ["too many commands", packed([Array(501).fill(["Deposit", {}]), {}])],
  ["nothing", ""],
  ["markup", encodeURIComponent(markup)],
] as const) {
  test(`a link with ${what} says so, and begins at the beginning`, () =>
    site.visits.to(`${host.address}page.html#cqrs=ask-or-tell.bank.${moment}`, async (page) => {
      const bank = page.locator("cqrs-demo");
      await bank
        .getByRole("alert")
        .filter({ hasText: "damaged or from another version" })
        .waitFor();
      await begin(bank, "Open an account for Ada");
      assert.deepEqual(await factsOf(bank), ["AccountOpened"]);
    }));
}

test("commands of somebody else's making are only text, and the engine judges them", () => {
  const hostile = packed([
    [
      ["OpenAccount", { account: "ada", owner: markup }],
      [markup, { a: markup }],
      ["__proto__", { account: "\u202e\u0000" }],
    ],
    {},
  ]);
  return site.visits.to(
    `${host.address}page.html#cqrs=ask-or-tell.bank.${hostile}`,
    async (page) => {
      const bank = page.locator("cqrs-demo");
      await says(bank, "unknown_command");
      assert.deepEqual(await factsOf(bank), ["AccountOpened"]);
      assert.equal(await bank.locator("img").count(), 0);
    },
  );
});
