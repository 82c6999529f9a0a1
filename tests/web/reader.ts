import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { after, before } from "node:test";
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "playwright-core";
import { serve } from "../../web/serve.mjs";
import { anyChromium } from "../browsers/program.js";

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: anyChromium(),
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
    page.on("dialog", (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("requestfailed", (request) => {
      // What the page itself breaks off, or leaves behind when it is left, has not gone wrong.
      if (request.failure()?.errorText !== "net::ERR_ABORTED") {
        this.problems.push(`failed: ${request.url()}`);
      }
    });
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

async function see(
  reader: Reader,
  address: string,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  try {
    await reader.page.goto(address);
    await act(reader.page);
  } catch (error) {
    await reader.page.context().close();
    throw reader.problems.length > 0
      ? new Error(`${String(error)}\nwent wrong on the page:\n${reader.problems.join("\n")}`)
      : error;
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
  await see(reader, address, act);
  await reader.leave();
}

/**
 * The same for visits whose tests leave nothing behind: all of them in one tab, since opening another takes longer than
 * most of what is done there.
 */
export class Visits {
  #reader: Reader | undefined;

  constructor(
    private readonly site: Site,
    /** Makes the tab ready, before the first of them. */
    private readonly prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
  ) {}

  async to(address: string, act: (page: Page) => Promise<void>): Promise<void> {
    const reader = this.#reader ?? (await this.#open());
    this.#reader = undefined;
    await see(reader, address, act);
    // Another address that differs in its fragment alone would load nothing.
    await reader.page.goto("about:blank");
    if (reader.problems.length > 0) return reader.leave();
    this.#reader = reader;
  }

  async #open(): Promise<Reader> {
    const reader = await Reader.open(this.site.browser);
    await this.prepare(reader.page);
    return reader;
  }
}

/**
 * What a page shows step by step, so that it can be followed, takes a sixth of its time. What waits for a second or more
 * is no such step, but a limit of what a reader's code may take, or a lag that the reader has asked for.
 */
export function hurry(page: Page): Promise<void> {
  return page.addInitScript(() => {
    for (const name of ["setTimeout", "setInterval"] as const) {
      const own = globalThis[name] as (...all: unknown[]) => number;
      const hurried = (run: () => void, wait_ms = 0, ...more: unknown[]): number =>
        own(run, wait_ms < 1_000 ? wait_ms / 6 : wait_ms, ...more);
      Object.assign(globalThis, { [name]: hurried });
    }
  });
}

type Served = Awaited<ReturnType<typeof serve>>;

/** A browser, and the built site on loopback. */
export class Site {
  browser!: Browser;
  served!: Served;
  /** Hooks of a file do not wait for each other: whichever needs the site waits for this. */
  opened!: Promise<void>;

  /** Hurried visits, to any address, of tests that leave nothing behind. */
  readonly visits = new Visits(this, hurry);

  get address(): string {
    return this.served.address;
  }

  get origin(): string {
    return new URL(this.address).origin;
  }

  /** The one tag that brings the elements to a page elsewhere. */
  get script(): string {
    return `<script type="module" src="${this.address}embed.js"></script>`;
  }

  /** Visits the page: with options in a context of its own, else hurried, one after the other in the same tab. */
  visit(act: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<void> {
    return options === undefined
      ? this.visits.to(this.address, act)
      : visit(this.browser, this.address, act, options);
  }
}

/** What the tests of a file have from the first to the last. To be called once, where the file begins. */
export function openSite(): Site {
  const site = new Site();
  const open = async (): Promise<void> => {
    [site.browser, site.served] = await Promise.all([openBrowser(), serve({ root: "build/site" })]);
  };
  site.opened = open();
  before(() => site.opened);
  after(async () => {
    await site.browser.close();
    await site.served.close();
  });
  return site;
}

/** Pages of somebody else's, on another origin than the site. */
export class Host {
  served!: Served;
  opened!: Promise<void>;

  constructor(readonly folder: string) {}

  get address(): string {
    return this.served.address;
  }

  /** Puts a page there, and says its address. `head` is markup of its head. */
  async put(name: string, body: string, { html = "", head = "" } = {}): Promise<string> {
    await writeFile(
      `${this.folder}/${name}`,
      `<!doctype html><html lang="en" ${html}><title>Somebody's docs</title>
<link rel="icon" href="data:,">${head}<body>${body}</html>`,
    );
    return `${this.address}${name}`;
  }
}

/** A policy that lets a page use the embed of the site, and nothing else of elsewhere. */
export const strict = (origin: string): string =>
  `script-src 'self' ${origin} 'wasm-unsafe-eval'; style-src 'self'`;

/** Serves a folder, which is empty in the beginning, for the tests of a file. */
export function openHost(
  site: Site,
  folder: string,
  policy: (origin: string) => string = strict,
): Host {
  const host = new Host(folder);
  const open = async (): Promise<void> => {
    await site.opened;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    host.served = await serve({ root: folder, csp: policy(site.origin) });
  };
  host.opened = open();
  before(() => host.opened);
  after(() => host.served.close());
  return host;
}

/** Visits to one scene, hurried and alone on a page of the site's: there it has all of the machine. */
export function visitsOf(
  name: string,
  site: Site,
): (act: (scene: Locator, page: Page) => Promise<void>) => Promise<void> {
  return (act) =>
    site.visits.to(`${site.address}embed.html?scene=${name}`, (page) =>
      act(page.locator("cqrs-demo"), page),
    );
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

/** Has what could not be loaded be asked for once more, now that it is there. */
export async function triesAgain(scene: Locator, mend: () => Promise<void>): Promise<void> {
  const button = scene.getByRole("button", { name: "Try again" });
  // To scroll is to come nearer, and that asks by itself.
  await button.scrollIntoViewIfNeeded();
  await scene.page().waitForTimeout(300);
  await mend();
  await button.click();
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

/** Runs code of the reader's own over the shop's events, in place of what stands in the editor. */
export async function runCode(scene: Locator, code: string): Promise<void> {
  const editor = scene.locator(".cm-content");
  if ((await editor.count()) === 0) {
    await press(scene, "Edit the code");
  }
  await editor.click();
  await scene.page().keyboard.press("ControlOrMeta+A");
  await scene.page().keyboard.insertText(code);
  await press(scene, "Run it");
}

/** What the reader is given to copy by hand, where the clipboard is not for this page. */
export async function copied(
  page: Page,
  button: "Copy link" | "Copy embed snippet",
): Promise<string> {
  await page.evaluate(() =>
    Object.defineProperty(navigator, "clipboard", {
      value: { writeText: () => Promise.reject(new Error("not allowed")) },
      configurable: true,
    }),
  );
  await press(page.locator("cqrs-demo"), button);
  const field = page.locator("cqrs-demo textarea");
  // What was copied before stays until the next has come.
  const begins = button === "Copy link" ? "http" : "<script";
  while (!(await field.inputValue()).startsWith(begins)) {
    await page.waitForTimeout(10);
  }
  return field.inputValue();
}
