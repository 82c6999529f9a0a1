import puppeteer, {
  type Browser as Launched,
  type ConsoleMessageType,
  type KeyInput,
} from "puppeteer-core";
import { programOf, wholeChromium } from "./program.js";
import type { Browser, Tab } from "./tab.js";

const bad: ConsoleMessageType[] = ["error", "warn", "assert"];

const headless = { headless: true, defaultViewport: { width: 1280, height: 900 } };

/** Firefox by WebDriver BiDi, without a window. */
export async function openFirefox(): Promise<Browser> {
  const executablePath = programOf("firefox-esr", "firefox");
  return browserOf(await puppeteer.launch({ browser: "firefox", executablePath, ...headless }));
}

/** Chromium with all that a reader's has, without a window. */
export async function openChromium(): Promise<Browser> {
  const executablePath = wholeChromium();
  const args = ["--no-sandbox"];
  return browserOf(await puppeteer.launch({ executablePath, args, ...headless }));
}

async function browserOf(launched: Launched): Promise<Browser> {
  return {
    name: await launched.version(),
    open: async () => {
      const context = await launched.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      let problems: string[] = [];
      page.on("console", (message) => {
        if (bad.includes(message.type())) {
          problems.push(`console: ${message.text()}`);
        }
      });
      page.on("pageerror", (error) => problems.push(`page error: ${String(error)}`));
      page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
      page.on("response", (response) => {
        if (response.status() >= 400) {
          problems.push(`${response.status()}: ${response.url()}`);
        }
      });
      const tab: Tab = {
        go: async (address) => void (await page.goto(address)),
        evaluate: (code) =>
          page.evaluate(code).catch((error: unknown) => {
            // A page that is left takes the question along: the next one is asked.
            if (!String(error).includes("context was destroyed")) throw error;
            return page.evaluate(code);
          }),
        click: (x, y) => page.mouse.click(x, y),
        press: async (key, held) => {
          if (held) {
            await page.keyboard.down(held);
          }
          await page.keyboard.press(key as KeyInput);
          if (held) {
            await page.keyboard.up(held);
          }
        },
        type: (text) => page.keyboard.type(text),
        problems: () => {
          const seen = problems;
          problems = [];
          return Promise.resolve(seen);
        },
      };
      return tab;
    },
    close: () => launched.close(),
  };
}
