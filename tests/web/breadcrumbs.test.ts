import { test } from "node:test";
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { factsOf, openSite, press, says } from "./reader.js";

const site = openSite();

/** As it stands on the page, beside the others. */
const visitScene = (act: (scene: Locator) => Promise<void>): Promise<void> =>
  site.visits.to(site.address, (page) => act(page.locator("cqrs-demo[scene=breadcrumbs]")));

const service = (scene: Locator, name: string) => scene.locator(`#service-${name}`);

test("one order becomes a trail that every service has walked", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(
      scene,
      "On the trail it became 10 events, 9 of them by services that nobody called.",
    );
    const facts = await factsOf(scene);
    assert.equal(facts[0], "OrderPlaced");
    assert.ok(
      ["PaymentTaken", "StockReserved", "OrderShipped"].every((type) => facts.includes(type)),
    );
    for (const name of ["payments", "inventory", "shipping", "email", "fulfilment"]) {
      await service(scene, name).getByText("at 10 of 10").waitFor();
    }
  }));

test("alone on a page, with no more of the engine than it needs, services walk and compensate, too", () =>
  site.visits.to(`${site.address}embed.html?scene=breadcrumbs`, async (page) => {
    const scene = page.locator("cqrs-demo");
    await press(scene, "Order the teapot");
    await says(scene, "On the trail it became 10 events");
    await press(scene, /the card declines/);
    await says(scene, "The card said no");
  }));

test("a service that was paused holds up nobody, and catches up without losing anything", () =>
  visitScene(async (scene) => {
    await press(scene, "It is sent late");
    await press(scene, "Pause E-mail");
    await says(scene, "E-mail stays at 0");
    await press(scene, "Order the teapot");
    await says(scene, /it became 7 events\. E-mail is paused at 0, and the others did not wait/);
    await service(scene, "email").getByText("at 0 of 7").waitFor();
    await press(scene, "Let E-mail go on");
    await says(
      scene,
      "E-mail had missed 7 events. It walked them one by one, and 3 mails went out late",
    );
    await scene.getByText("You were right").waitFor();
  }));

test("a declined card and an empty shelf are made good by further events", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(scene, "Everybody has been there");
    await press(scene, /the card declines/);
    await says(scene, "The card said no to €12,000");
    await says(scene, "OrderCancelled");
    const facts = await factsOf(scene);
    assert.ok(facts.includes("PaymentDeclined") && facts.includes("StockReleased"));
    await press(scene, "Order 101 mugs: there are 100");
    await says(scene, /There was not enough.*PaymentRefunded/);
  }));

test("a service hired today walks from event 1", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(scene, "Everybody has been there");
    await press(scene, "Hire a new service today");
    await says(scene, "It has walked 10 events from event 1 on and knows of 38 points.");
    await service(scene, "points").getByText("at 10 of 10").waitFor();
    await press(scene, "Count the calls nobody made");
    await says(scene, /60 events were delivered\. Had 6 services instead asked/);
  }));

test("it starts over as it began", () =>
  visitScene(async (scene) => {
    await press(scene, "Order the teapot");
    await says(scene, "On its way");
    await press(scene, "Start over");
    await says(scene, "Begin here");
    assert.deepEqual(await factsOf(scene), []);
    await press(scene, "Order the teapot");
    await says(scene, "Everybody has been there");
  }));
