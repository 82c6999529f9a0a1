import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { begin, factsOf, openSite, press, says, sceneOf, visitsOf } from "./reader.js";

const site = openSite();
const visitShop = visitsOf("ask-or-tell", site);
const visitBank = visitsOf("ask-or-tell&domain=bank", site);

async function showing(scene: Locator, text: string | RegExp): Promise<void> {
  await scene.getByText(text).first().waitFor();
}

/** The article of the question on the right. */
function question(scene: Locator, name: string): Locator {
  return scene.locator(`#answer-${name}`);
}

test("an order that is placed becomes a fact on the tape, and its status can be asked", () =>
  site.visit(async (page) => {
    const shop = sceneOf(page, "orders");
    await shop.scrollIntoViewIfNeeded();
    await shop.getByRole("radio", { name: /mug/ }).check();
    await begin(shop, "Order the mug");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced"]);
    await says(shop, "That is now one fact on the tape: OrderPlaced, at 1.");
    await press(shop, /Where is order 1001/);
    await says(shop, "You asked once; the tape did not move: it still ends at 1.");
    await question(shop, "orderStatus").getByText("placed").waitFor();
    await question(shop, "orderStatus").getByText("€9.00").first().waitFor();
    await question(shop, "orderStatus").getByText("as of 1").waitFor();
    await press(shop, /Which orders are there/);
    await question(shop, "orders").getByRole("cell", { name: "1001" }).waitFor();
  }));

test("asking many times does not move the tape", () =>
  site.visit(async (page) => {
    const shop = sceneOf(page, "orders");
    await begin(shop, "Order the teapot");
    await press(shop, /Where is order 1001/);
    await press(shop, "Ask ten times");
    await says(shop, "You asked 11 times; the tape did not move: it still ends at 1.");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced"]);
    await showing(shop, "Facts added by asking: 0.");
  }));

test("an answer follows the facts, or shows that it is behind them", () =>
  visitShop(async (shop) => {
    const status = question(shop, "orderStatus");
    await begin(shop, "Order the teapot");
    await press(shop, /Where is order 1001/);
    await press(shop, "Pay PayOrder");
    await status.getByText("paid", { exact: true }).waitFor();
    await status.getByText("as of 2").waitFor();
    await shop.getByRole("checkbox", { name: "Ask again after each fact" }).uncheck();
    await press(shop, "Ship ShipOrder");
    await status.getByText("as of 2; the tape ends at 3").waitFor();
    assert.equal(await status.getByText("shipped").count(), 0);
    await press(shop, /Where is order 1001/);
    await status.getByText("shipped").waitFor();
  }));

test("a refusal is shown with its reason, and nothing is recorded", () =>
  visitShop(async (shop) => {
    await begin(shop, "Order the teapot");
    await press(shop, "Ship it before it is paid");
    await says(
      shop,
      /Refused not_paid\s*Order 1001 has not been paid yet\. Nothing was recorded; the tape still ends at 1\./,
    );
    await press(shop, "Pay");
    await says(shop, "OrderPaid, at 2");
    await press(shop, "Pay a second time");
    await says(shop, "already_paid");
    await press(shop, "Ship ShipOrder");
    await says(shop, "OrderShipped, at 3");
    await press(shop, "Cancel the teapot, though it has shipped");
    await says(shop, "already_shipped");
    assert.deepEqual(await factsOf(shop), ["OrderPlaced", "OrderPaid", "OrderShipped"]);
  }));

test("every command of the shop can be given with a click", () =>
  visitShop(async (shop) => {
    await begin(shop, "Order the teapot");
    await shop.getByRole("radio", { name: /beans/ }).check();
    for (const [button, fact] of [
      ["Add a bag of beans AddItem", "ItemAdded, at 2"],
      ["Cancel the bag of beans CancelItem", "ItemCancelled, at 3"],
      ["Change the address ChangeAddress", "AddressChanged, at 4"],
      ["Cancel the order CancelOrder", "OrderCancelled, at 5"],
    ] as const) {
      await press(shop, button);
      await says(shop, fact);
    }
  }));

test("a bad quantity in the form is explained by the engine, at the field", () =>
  visitShop(async (shop, page) => {
    await press(shop, "Edit command");
    const quantity = shop.getByRole("textbox", { name: "quantity" });
    await quantity.fill("0");
    await press(shop, "Send PlaceOrder");
    await says(shop, /Not understood invalid/);
    const complaint = shop.locator(".field", { has: page.locator("[aria-invalid=true]") });
    await complaint.getByText("lines[0].quantity").waitFor();
    assert.match(await complaint.innerText(), /expected an integer from 1 to 1000/);
    assert.equal(await quantity.evaluate((field) => field.matches(":focus")), true);
    await quantity.fill("many");
    await press(shop, "Send PlaceOrder");
    await complaint.getByText("lines[0].quantity").waitFor();
    assert.deepEqual(await factsOf(shop), []);
    await quantity.fill("3");
    await press(shop, "Send PlaceOrder");
    await says(shop, "OrderPlaced, at 1");
    await showing(shop, "Ada ordered 3 × teapot");
    assert.equal(await shop.locator(".form .complaint").count(), 0);
  }));

test("the form has a field for everything in a list, and lists grow", () =>
  visitShop(async (shop) => {
    await press(shop, "Edit command");
    await press(shop, "Add to lines");
    await shop.locator("[name='lines[1].sku']").fill("mug");
    await shop.locator("[name='lines[1].quantity']").fill("2");
    await shop.locator("[name='lines[1].unitPrice']").fill("900");
    await press(shop, "Send PlaceOrder");
    await showing(shop, "Ada ordered 1 × teapot, 2 × mug");
    await shop.getByRole("combobox", { name: "command" }).selectOption("ChangeAddress");
    await shop.getByRole("textbox", { name: "address" }).fill("<b>12</b> Harbour Street");
    await shop.getByRole("textbox", { name: "orderId" }).fill("1001");
    await press(shop, "Send ChangeAddress");
    await showing(shop, "1001 goes to <b>12</b> Harbour Street");
  }));

test("a transfer moves money between accounts, and an overdraft is refused", () =>
  visitBank(async (bank) => {
    await begin(bank, "Open an account for Ada");
    await press(bank, "Pay in €50");
    await says(bank, "MoneyDeposited, at 2");
    await bank.getByRole("radio", { name: /Ben/ }).check();
    await begin(bank, "Open an account for Ben");
    await says(bank, "AccountOpened, at 3");
    await bank.getByRole("radio", { name: /Ada/ }).check();
    await bank.getByRole("radio", { name: "€20" }).check();
    await press(bank, "Send €20 to Ben TransferMoney");
    await says(
      bank,
      "send €20.00 from Ada to Ben. That is now one fact on the tape: MoneyTransferred, at 4.",
    );
    await bank.getByRole("radio", { name: "€100" }).check();
    await press(bank, "Take out €100 Withdraw");
    await says(bank, /Refused insufficient_funds/);
    await press(bank, "Send €100 to Cleo TransferMoney");
    await says(bank, "not_found");
    await press(bank, /How much does Ada have/);
    await question(bank, "balance").getByText("€30.00").waitFor();
    await press(bank, /What went in and out/);
    await question(bank, "statement").getByRole("cell", { name: "to Ben" }).waitFor();
    await press(bank, /How is the bank doing/);
    await question(bank, "bankTotals").getByText("€50.00").waitFor();
    await press(bank, "Close the account CloseAccount");
    await says(bank, "balance_not_zero");
    assert.equal((await factsOf(bank)).length, 4);
  }));

test("a fact shows all that is known of it", () =>
  visitBank(async (bank) => {
    await begin(bank, "Open an account for Ada");
    await press(bank, /AccountOpened/);
    const detail = bank.getByRole("region", { name: "Fact 1, AccountOpened" });
    const text = await detail.innerText();
    for (const words of ["account-ada", "event id", "correlation", "UTC", '"owner": "Ada"']) {
      assert.ok(text.includes(words), `${words} in ${text}`);
    }
    await press(bank, "Close the details");
    await detail.waitFor({ state: "detached" });
  }));

test("the code that ran is cut from src/domains", () =>
  visitShop(async (shop) => {
    await begin(shop, "Order the teapot");
    await press(shop, "Pay");
    await says(shop, "OrderPaid");
    const [js, cpp] = await shop.locator(".listing pre").allInnerTexts();
    assert.match(js ?? "", /cqrs\.dispatch\(\{ type: "PayOrder", data: \{ orderId: "1001" \} \}\)/);
    assert.match(js ?? "", /position: 2/);
    const source = await readFile("src/domains/orders.hpp", "utf8");
    const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();
    const functions = squeezed(cpp ?? "").split(/ (?=inline void change)/);
    assert.match(functions[0] ?? "", /decide\(const PayOrder&/);
    assert.match(functions[1] ?? "", /const OrderPaid&/);
    for (const code of functions) {
      assert.ok(squeezed(source).includes(code), code);
    }
  }));

test("a guess is compared with what happened, and the claim is judged at the end", () =>
  visitShop(async (shop) => {
    await press(shop, "By ten");
    await showing(shop, "Your guess: by ten.");
    assert.equal(await shop.getByRole("button", { name: "Holds", exact: true }).count(), 0);
    await begin(shop, "Order the teapot");
    await press(shop, "Ship ShipOrder");
    await says(shop, "not_paid");
    await press(shop, /Where is order 1001/);
    await showing(shop, "As it turned out: a question adds nothing to the tape.");
    await press(shop, "Holds at a price");
    await showing(shop, "this page");
    await press(shop, "Judge again");
    await press(shop, "Holds");
  }));

test("starting over empties the tape", () =>
  visitShop(async (shop) => {
    await begin(shop, "Order the teapot");
    await press(shop, "Start over");
    await showing(shop, "The tape is empty");
    assert.deepEqual(await factsOf(shop), []);
    await begin(shop, "Order the teapot");
    await says(shop, "OrderPlaced, at 1");
  }));

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) {
        at = at.shadowRoot.activeElement;
      }
      const label = at instanceof HTMLInputElement ? at.labels?.[0]?.innerText : undefined;
      const outline = at
        ? getComputedStyle(at.nextElementSibling?.matches(".face") ? at.nextElementSibling : at)
        : undefined;
      return {
        name: label ?? (at as HTMLElement).innerText,
        visible: outline?.outlineStyle !== "none",
      };
    });
    const words = focused.name.replace(/\s+/g, " ").trim();
    if (typeof name === "string" ? words === name : name.test(words)) {
      assert.ok(focused.visible, `the focus on ${words} is visible`);
      return;
    }
  }
  assert.fail(`Tab does not reach ${String(name)}`);
}

test("everything can be done with the keyboard alone", () =>
  site.visit(async (page) => {
    const shop = sceneOf(page, "orders");
    await tabTo(page, "Skip to the demo");
    await page.keyboard.press("Enter");
    await showing(shop, "Order the teapot");
    await tabTo(page, "Skip");
    await page.keyboard.press("Enter");
    await showing(shop, "No guess.");
    // The focus is now on the one button of the beginning.
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowRight");
    await tabTo(page, "Order the mug");
    await page.keyboard.press("Enter");
    await says(shop, "OrderPlaced, at 1");
    await tabTo(page, "Pay PayOrder");
    await page.keyboard.press("Space");
    await says(shop, "OrderPaid, at 2");
    await tabTo(page, /^1 OrderPlaced/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await shop.getByRole("region", { name: "Fact 2, OrderPaid" }).waitFor();
    await page.keyboard.press("Home");
    await shop.getByRole("region", { name: "Fact 1, OrderPlaced" }).waitFor();
    await page.keyboard.press("Escape");
    await shop.getByRole("region", { name: "Fact 1, OrderPlaced" }).waitFor({ state: "detached" });
    await tabTo(page, "Pay a second time");
    await page.keyboard.press("Enter");
    await says(shop, "already_paid");
    await tabTo(page, /Where is order 1001/);
    await page.keyboard.press("Enter");
    await says(shop, "You asked once");
    await tabTo(page, "Holds");
    await page.keyboard.press("Enter");
    await showing(shop, "this page");
  }));

for (const width of [390, 768, 1280, 1600]) {
  test(`at ${width} px nothing overflows sideways`, () =>
    site.visit(
      async (page) => {
        for (const [domain, first] of [
          ["orders", "Order the teapot"],
          ["bank", "Open an account for Ada"],
        ] as const) {
          const scene = sceneOf(page, domain);
          await begin(scene, first);
          await press(scene, "Edit command");
          await scene.locator(".entry").first().click();
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide`);
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll("cqrs-demo")].flatMap((element) => {
            const frame = element.getBoundingClientRect();
            return [...(element.shadowRoot?.querySelectorAll("button, input, select, p, td") ?? [])]
              .filter((inside) => !inside.closest(".reel"))
              .filter((inside) => inside.getBoundingClientRect().right > frame.right + 1)
              .map((inside) => inside.outerHTML.slice(0, 120));
          }),
        );
        assert.deepEqual(cut, []);
      },
      { viewport: { width, height: 900 } },
    ));
}

test("on a phone the tape lies between the commands and the read models", () =>
  site.visit(
    async (page) => {
      const shop = sceneOf(page, "orders");
      await shop.scrollIntoViewIfNeeded();
      await showing(shop, "Order the teapot");
      const tops = [];
      for (const name of ["Commands", "The tape", "Read models"]) {
        const box = await shop.getByRole("group", { name, exact: true }).boundingBox();
        tops.push(box?.y ?? Number.NaN);
      }
      assert.deepEqual(
        tops,
        [...tops].sort((a, b) => a - b),
      );
    },
    { viewport: { width: 390, height: 844 } },
  ));

test("nothing moves by itself while the page loads", () =>
  site.visit(async (page) => {
    await sceneOf(page, "orders").scrollIntoViewIfNeeded();
    await sceneOf(page, "orders").getByRole("button", { name: "Order the teapot" }).waitFor();
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) => {
            const shifts = list.getEntries() as (PerformanceEntry & { value: number })[];
            done(shifts.reduce((sum, { value }) => sum + value, 0));
          }).observe({ type: "layout-shift", buffered: true });
          requestAnimationFrame(() => requestAnimationFrame(() => done(0)));
        }),
    );
    assert.ok(shift < 0.02, `shifted by ${shift}`);
  }));

test("readers who asked for less motion get the same in steps", () =>
  site.visit(
    async (page) => {
      const shop = sceneOf(page, "orders");
      await shop.scrollIntoViewIfNeeded();
      await showing(shop, "Order the teapot");
      await page.evaluate(() => {
        const shop = document.querySelector("cqrs-demo[domain=orders]");
        const layer = shop?.shadowRoot?.querySelector(".layer");
        new MutationObserver(() => (document.title = "moved")).observe(layer as Node, {
          childList: true,
        });
      });
      await press(shop, "Order the teapot");
      await shop.locator(".slot.intent", { hasText: "PlaceOrder" }).waitFor();
      await says(shop, "OrderPlaced, at 1");
      assert.notEqual(await page.title(), "moved");
    },
    { reducedMotion: "reduce" },
  ));

test("the page can be light or dark, by choice or by preference", () =>
  site.visit(
    async (page) => {
      const root = sceneOf(page, "orders").locator(".root");
      assert.equal(await root.getAttribute("data-theme"), "dark");
      await page.getByRole("radio", { name: "Light" }).check();
      await sceneOf(page, "orders").locator(".root[data-theme=light]").waitFor();
      await page.waitForLoadState("networkidle");
      await page.reload();
      await sceneOf(page, "orders").locator(".root[data-theme=light]").waitFor();
      assert.equal(await page.getByRole("radio", { name: "Light" }).isChecked(), true);
      await page.getByRole("radio", { name: "Auto" }).check();
      await sceneOf(page, "orders").locator(".root[data-theme=dark]").waitFor();
    },
    { colorScheme: "dark" },
  ));

for (const colorScheme of ["light", "dark"] as const) {
  test(`text has enough contrast in the ${colorScheme} theme`, () =>
    site.visit(
      async (page) => {
        const shop = sceneOf(page, "orders");
        await begin(shop, "Order the teapot");
        await press(shop, "Edit command");
        await shop.locator(".entry").first().click();
        await press(shop, /Where is order 1001/);
        await press(shop, /Which orders are there/);
        await press(shop, "Ship ShipOrder");
        await says(shop, "not_paid");
        assert.deepEqual(await page.evaluate(faintTexts), []);
      },
      { colorScheme, reducedMotion: "reduce" },
    ));
}

/** In the page: the texts whose contrast with what is behind them is below WCAG's AA. */
function faintTexts(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (colors: string[]): number[] => {
    if (!canvas) {
      return [];
    }
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) {
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((v) =>
      v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgrounds = (element: Element | null): string[] => {
    if (!element) {
      return ["white"];
    }
    const root = element.getRootNode();
    const parent = element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    return [...backgrounds(parent), getComputedStyle(element).backgroundColor];
  };
  const all = (root: ParentNode): Element[] =>
    [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
  return all(document.body).flatMap((element) => {
    const text = [...element.childNodes]
      .filter((n) => n.nodeType === Node.TEXT_NODE)
      .map((n) => n.textContent?.trim())
      .join("");
    const style = getComputedStyle(element);
    if (
      text === "" ||
      style.visibility === "hidden" ||
      !element.checkVisibility() ||
      element.closest("svg, option")
    ) {
      return [];
    }
    const behind = backgrounds(element);
    const [a, b] = [luminance(paint(behind)), luminance(paint([...behind, style.color]))].sort(
      (x, y) => y - x,
    );
    const ratio = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
    const large = parseFloat(style.fontSize) >= 24;
    return ratio < (large ? 3 : 4.5)
      ? [`${ratio.toFixed(2)} ${style.color}: ${text.slice(0, 60)}`]
      : [];
  });
}
