import { test } from "node:test";
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { factsOf, openSite, press, says, visitsOf } from "./reader.js";

const site = openSite();

const visitMoney = visitsOf("money", site);

/** Drags the lag to so many milliseconds. */
async function drag(money: Locator, lag_ms: number): Promise<void> {
  await money.getByRole("slider", { name: /behind/ }).fill(String(lag_ms));
}

const screen = (money: Locator) => money.locator("#screen");

test("a screen that lags shows the old balance, says so, and then the new one", () =>
  visitMoney(async (money) => {
    await press(money, "What she had before");
    await press(money, "Send €20 to Ben");
    await says(money, "The tape has it at 4, and the screen still says €100.00, as of 3.");
    await screen(money).getByText("as of 3; the tape ends at 4").waitFor();
    await says(money, /For \d\.\d s the screen said €100\.00\. Now it says €80\.00/);
    await screen(money).getByText("€80.00").waitFor();
    await money.getByText("You were right").waitFor();
  }));

test("a screen that waits is told “not yet” until its own write has arrived", () =>
  visitMoney(async (money) => {
    await drag(money, 1000);
    await money.getByRole("radio", { name: "waits" }).check();
    await press(money, "Send €20 to Ben");
    await screen(money).getByText("Waiting for 4").waitFor();
    assert.equal(await screen(money).getByText("€100.00").count(), 0);
    await says(money, /asked \d+ times too early and was told “not yet”.*it said €80\.00/);
  }));

test("a screen can say what is on its way", () =>
  visitMoney(async (money) => {
    await money.getByRole("radio", { name: "says it is on its way" }).check();
    await press(money, "Send €20 to Ben");
    await screen(money)
      .getByText("€20.00 to Ben is on its way: €80.00 when it has arrived")
      .waitFor();
    await says(money, /Now it says €80\.00/);
  }));

test("without a lag the screen is right at once", () =>
  visitMoney(async (money) => {
    await drag(money, 0);
    await press(money, "Send €20 to Ben");
    await says(money, "The tape has it at 4, and the screen says €80.00.");
  }));

test("money that only the screen still shows cannot be spent", () =>
  visitMoney(async (money) => {
    await press(money, "Send €20 to Ben");
    await says(money, "Recorded");
    await press(money, "Send €50, and again at once");
    await says(
      money,
      /Refused insufficient_funds\s*The screen says €[\d.]+, so €50\.00 seemed to be there.*€30\.00 is left/,
    );
    assert.equal((await factsOf(money)).length, 5);
  }));

test("a double click on the button is one transfer", () =>
  visitMoney(async (money) => {
    await money.getByRole("button", { name: "Send €20 to Ben" }).dblclick();
    await says(money, "one transfer of €20.00");
    assert.equal((await factsOf(money)).length, 4);
  }));

test("it starts over as it began", () =>
  visitMoney(async (money) => {
    await press(money, "Send €20 to Ben");
    await says(money, "Recorded");
    await press(money, "Start over");
    await says(money, "Begin here");
    await screen(money).getByText("€100.00").waitFor();
    assert.equal((await factsOf(money)).length, 3);
    await press(money, "Send €20 to Ben");
    await says(money, "Recorded");
  }));
