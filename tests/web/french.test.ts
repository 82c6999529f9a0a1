// The French translation that comes with the site.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { texts as inspector } from "../../web/src/element/inspector/texts.js";
import type { Text, Texts } from "../../web/src/frame/language.js";
import { placeholdersOf, translated } from "../../web/src/frame/strings.js";
import { texts as frame } from "../../web/src/frame/texts.js";
import { texts as bank } from "../../web/src/scenes/ask-or-tell/bank-texts.js";
import { texts as shop } from "../../web/src/scenes/ask-or-tell/shop-texts.js";
import { texts as askOrTell } from "../../web/src/scenes/ask-or-tell/texts.js";
import { texts as breadcrumbs } from "../../web/src/scenes/breadcrumbs/texts.js";
import { texts as money } from "../../web/src/scenes/money/texts.js";
import { texts as opening } from "../../web/src/scenes/opening/texts.js";
import { texts as playground } from "../../web/src/scenes/playground/texts.js";
import { texts as twoPeople } from "../../web/src/scenes/two-people/texts.js";
import { texts as twoShapes } from "../../web/src/scenes/two-shapes/texts.js";
import { texts as unplannedReport } from "../../web/src/scenes/unplanned-report/texts.js";
import { texts as yourTape } from "../../web/src/scenes/your-tape/texts.js";
import { texts as share } from "../../web/src/share/texts.js";
import { factsOf, openHost, openSite, press, says, visit } from "./reader.js";

const english: Record<string, Texts> = {
  frame,
  share,
  inspector,
  "ask-or-tell": askOrTell,
  "ask-or-tell-orders": shop,
  "ask-or-tell-bank": bank,
  opening,
  "two-shapes": twoShapes,
  breadcrumbs,
  "unplanned-report": unplannedReport,
  "two-people": twoPeople,
  "your-tape": yourTape,
  money,
  playground,
};

const { lang, ...french } = JSON.parse(readFileSync("web/public/fr.json", "utf8")) as {
  lang: string;
} & Record<string, Texts>;

test("every scene has a table, and no table is of nothing", () => {
  assert.equal(lang, "fr");
  assert.deepEqual(Object.keys(french).sort(), Object.keys(english).sort());
  assert.deepEqual(
    readdirSync("web/src/scenes")
      .filter((name) => existsSync(`web/src/scenes/${name}/texts.ts`))
      .filter((name) => !Object.hasOwn(english, name)),
    [],
  );
});

/** The placeholders of a text's longest form: of one or of none a number need not be said. */
const said = (text: Text) =>
  [...placeholdersOf(typeof text === "string" ? text : text.other)].sort().join();

for (const [name, table] of Object.entries(english)) {
  test(`${name}: every English text has a French one with the same placeholders, and nothing is left over`, () => {
    const faults: string[] = [];
    const own = translated(name, table, french[name], (fault) => faults.push(fault));
    assert.deepEqual(faults, []);
    const differ = Object.entries(table).filter(
      ([key, text]) => said(text) !== said(own[key] ?? ""),
    );
    assert.deepEqual(
      differ.map(([key]) => key),
      [],
    );
  });
}

const site = openSite();
const host = openHost(site, "build/tests/french");

test("two scenes and the inspector are in French", async () => {
  const body = `<main><cqrs-demo domain="bank" strings="fr.json" share></cqrs-demo>
<cqrs-demo scene="breadcrumbs" strings="fr.json"></cqrs-demo><cqrs-inspector strings="fr.json"></cqrs-inspector></main>`;
  const address = await host.put("french.html", body, { head: site.script });
  await visit(site.browser, "about:blank", async (page) => {
    await page.route(`${host.address}fr.json`, (route) =>
      route.fulfill({ path: "build/site/fr.json", contentType: "application/json" }),
    );
    await page.goto(address);
    const bank = page.locator("cqrs-demo[domain=bank]");
    await bank.getByRole("heading", { name: "Demander ou dire : une banque" }).waitFor();
    assert.equal(await bank.locator(".root").getAttribute("lang"), "fr");
    await press(bank, "Ouvrir un compte pour Ada");
    await says(bank, "C’est maintenant un fait sur la bande : AccountOpened, à 1.");
    await press(bank, /plus qu’il n’y a$/);
    await says(bank, /Il y a moins de 50,00\s€ sur le compte Ada/);
    await bank.getByRole("button", { name: "Copier le lien" }).waitFor();
    const trail = page.locator("cqrs-demo[scene=breadcrumbs]");
    await press(trail, "Commander : théière");
    await says(trail, "Sur la piste, il est devenu 10 événements, dont 9");
    assert.equal((await factsOf(trail))[0], "OrderPlaced");
    await page.locator("cqrs-inspector").getByText("Pas encore de moteur").waitFor();
  });
});
