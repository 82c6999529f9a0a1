import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "playwright-core";

function chromiumPath(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const found = folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  const path = process.env["CHROME"] ?? found;
  assert.ok(path, "no Chromium on PATH; CHROME can name one");
  return path;
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** A reader with a page, who notices everything that goes wrong on it. */
export class Reader {
  readonly problems: string[] = [];

  private constructor(readonly page: Page) {
    page.on("console", (message) => {
      if (["error", "warning", "assert"].includes(message.type())) {
        this.problems.push(`console: ${message.text()}`);
      }
    });
    page.on("pageerror", (error) => this.problems.push(`page error: ${error.message}`));
    page.on("requestfailed", (request) => this.problems.push(`failed: ${request.url()}`));
    page.on("response", (response) => {
      if (response.status() >= 400) {
        this.problems.push(`${response.status()}: ${response.url()}`);
      }
    });
  }

  static async open(browser: Browser, options?: BrowserContextOptions): Promise<Reader> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    context.setDefaultTimeout(15_000);
    return new Reader(await context.newPage());
  }

  /** Fails if anything went wrong on the page meanwhile. */
  async leave(): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(this.problems, []);
  }
}

/** Visits a page, and fails if anything goes wrong on it. */
export async function visit(
  browser: Browser,
  address: string,
  act: (page: Page) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> {
  const reader = await Reader.open(browser, options);
  try {
    await reader.page.goto(address);
    await act(reader.page);
  } catch (error) {
    await reader.page.context().close();
    throw reader.problems.length > 0
      ? new Error(`${String(error)}\nwent wrong on the page:\n${reader.problems.join("\n")}`)
      : error;
  }
  await reader.leave();
}

export function sceneOf(page: Page, domain: "orders" | "bank"): Locator {
  return page.locator(`cqrs-demo[domain=${domain}]`);
}

/** Waits until the scene says so. */
export async function says(scene: Locator, words: string | RegExp): Promise<void> {
  await scene.getByRole("status").filter({ hasText: words }).waitFor();
}

export async function press(scene: Locator, name: string | RegExp): Promise<void> {
  // A scene that is far away has not been loaded yet.
  await scene.first().scrollIntoViewIfNeeded();
  await scene
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();
}

/** Opens an account or places an order: the one button of the beginning. */
export async function begin(scene: Locator, name: string): Promise<void> {
  await press(scene, name);
  await says(scene, "Recorded");
}

/** The types of the facts on the tape, oldest first. */
export function factsOf(scene: Locator): Promise<string[]> {
  return scene.locator(".entry .type").allInnerTexts();
}
