import { test } from "node:test";
import type { Locator } from "playwright-core";
import { openSite, press, says, visitsOf } from "./reader.js";

const site = openSite();

const visitScene = visitsOf("two-people", site);

const way = (scene: Locator, name: string) => scene.locator(`#way-${name}`);

test("of two who save at once a form loses one, a version refuses one, and commands keep both", () =>
  visitScene(async (scene) => {
    await press(scene, "Only what was saved last");
    await press(scene, "Let both save");
    await says(scene, "The form lost what Ada wanted, and told nobody.");
    await says(scene, /The form with a version refused Ben: .* is at version 2, not 1\./);
    await says(scene, "Commands kept both.");
    await way(scene, "form").getByText("Ada: lost, and nobody was told").waitFor();
    await way(scene, "form").getByText("Teapot and mug, to 40 Station Road").waitFor();
    await way(scene, "versioned").getByText("Teapot, to 12 Harbour Street").waitFor();
    await way(scene, "commands").getByText("Teapot and mug, to 12 Harbour Street").waitFor();
    await scene.getByText("You were right").waitFor();
  }));

test("who comes later loses nothing", () =>
  visitScene(async (scene) => {
    await scene.getByRole("slider", { name: /Ben opens/ }).fill("2.5");
    await scene.getByText("Ben opens it when Ada has saved.").waitFor();
    await press(scene, "Let both save");
    await says(scene, "The form kept both. The form with a version kept both. Commands kept both.");
  }));

test("two who want the same thing are in each other's way, and commands that say what was seen are told", () =>
  visitScene(async (scene) => {
    await scene.getByRole("radio", { name: "another address" }).check();
    await press(scene, "Let both save");
    await says(scene, "Commands lost what Ada wanted, and told nobody.");
    await press(scene, "Have commands say what they have seen");
    await says(scene, /Commands refused Ben: what the command decides on changed at position \d+/);
    await press(scene, "Start over");
    await says(scene, "Begin here");
  }));
