import assert from "node:assert/strict";
import type { Tab } from "./tab.js";

type Name = string | RegExp;

/** What is looked for, in the page: elements of a scene by a selector and what they say, in all open shadow roots. */
interface Sought {
  host: string;
  selector: string;
  name: { text: string } | { pattern: string; flags: string } | undefined;
}

const patience_ms = 20_000;

/** The hand and the eyes of somebody in one scene: whatever browser it is, they click, type and read the same way. */
export class Hand {
  constructor(
    readonly tab: Tab,
    /** The element that has the scene; "" for the page itself. */
    private readonly host: string,
  ) {}

  /** Clicks what has this name, once it has come to rest in sight and nothing lies over it. */
  async click(selector: string, name?: Name): Promise<void> {
    const sought = this.#sought(selector, name);
    await this.#until(`${selector} ${String(name ?? "")} to click`, async () => {
      const at = (await this.#run(inSight, sought)) as { x: number; y: number } | null;
      return at && (await this.tab.click(at.x, at.y), true);
    });
  }

  press(name: Name): Promise<void> {
    return this.click("button:enabled", name);
  }

  choose(name: Name): Promise<void> {
    return this.click("label:has(input:enabled)", name);
  }

  /** Waits until something of this selector says so. */
  async sees(selector: string, words?: Name): Promise<void> {
    const sought = this.#sought(selector, words);
    await this.#until(
      `${selector} that says ${String(words ?? "anything")}`,
      async () => ((await this.#run(textsOf, sought)) as string[]).length > 0,
    );
  }

  /** Waits until the sentence that tells what was just seen says so. */
  says(words: Name): Promise<void> {
    return this.sees("[role=status]", typeof words === "string" ? containing(words) : words);
  }

  /** What each of these says. */
  async texts(selector: string): Promise<string[]> {
    return (await this.#run(textsOf, this.#sought(selector))) as string[];
  }

  /** What the focus is on says. */
  async focused(): Promise<string> {
    return (await this.tab.evaluate(`(${focusedText.toString()})()`)) as string;
  }

  /** Presses Tab until the focus is on what has this name. */
  async tabTo(name: Name): Promise<void> {
    for (let i = 0; i < 120; i += 1) {
      await this.tab.press("Tab");
      const words = await this.focused();
      if (typeof name === "string" ? words === name : name.test(words)) {
        return;
      }
    }
    assert.fail(`Tab does not reach ${String(name)}`);
  }

  /** Types in a field instead of what is in it. */
  async fill(selector: string, text: string): Promise<void> {
    await this.click(selector);
    await this.tab.press("a", "Control");
    await this.tab.press("Backspace");
    await this.tab.type(text);
  }

  #sought(selector: string, name?: Name): Sought {
    return {
      host: this.host,
      selector,
      name:
        name instanceof RegExp
          ? { pattern: name.source, flags: name.flags }
          : name === undefined
            ? name
            : { text: name },
    };
  }

  #run(look: (find: typeof found, sought: Sought) => unknown, sought: Sought): Promise<unknown> {
    return this.tab.evaluate(
      `(${look.toString()})(${found.toString()}, ${JSON.stringify(sought)})`,
    );
  }

  async #until(what: string, isSo: () => Promise<unknown>): Promise<void> {
    const end = Date.now() + patience_ms;
    while (!(await isSo())) {
      if (Date.now() > end) {
        const said = await this.texts("[role=status], [role=alert]");
        assert.fail(`there is no ${what}; ${this.host} says: ${said.join(" | ")}`);
      }
      await new Promise((done) => setTimeout(done, 60));
    }
  }
}

export function containing(words: string): RegExp {
  return new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

/** In the page: what is sought, as far as it is to be seen, with what it says in one line. */
function found({ host, selector, name }: Sought): { element: HTMLElement; text: string }[] {
  const roots: ParentNode[] = [];
  const open = (root: ParentNode): void => {
    roots.push(root);
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) {
        open(element.shadowRoot);
      }
    }
  };
  const start = host === "" ? document : document.querySelector(host);
  if (!start) {
    return [];
  }
  // A scene that is far away has not been loaded yet.
  if (start instanceof Element && !start.shadowRoot?.querySelector("button, table")) {
    start.scrollIntoView({ behavior: "instant" });
  }
  open(start instanceof Element ? (start.shadowRoot ?? start) : start);
  return roots
    .flatMap((root) => [...root.querySelectorAll<HTMLElement>(selector)])
    .map((element) => ({ element, text: element.innerText.replace(/\s+/g, " ").trim() }))
    .filter(({ element, text }) => {
      if (element.getClientRects().length === 0) {
        return false;
      }
      return (
        !name ||
        ("text" in name ? text === name.text : new RegExp(name.pattern, name.flags).test(text))
      );
    });
}

/** In the page: where the first of them can be clicked, or null as long as it cannot. */
function inSight(find: typeof found, sought: Sought): { x: number; y: number } | null {
  const element = find(sought)[0]?.element;
  if (!element) {
    return null;
  }
  const { top, bottom } = element.getBoundingClientRect();
  if (top < 80 || bottom > innerHeight - 20) {
    element.scrollIntoView({ behavior: "instant", block: "center" });
  }
  const { left, top: up, width, height } = element.getBoundingClientRect();
  // Scenes that come further up push it down, and not every browser scrolls along.
  const rests = element as HTMLElement & { rests?: { where: string; since: number } };
  const where = [left, up, width, height].join();
  if (rests.rests?.where !== where) {
    rests.rests = { where, since: performance.now() };
  }
  const x = left + width / 2;
  const y = up + Math.min(height / 2, 200);
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) {
      break;
    }
    hit = inner;
  }
  const isAtRest = performance.now() - rests.rests.since > 250;
  return isAtRest && hit && element.contains(hit) ? { x, y } : null;
}

function textsOf(find: typeof found, sought: Sought): string[] {
  return find(sought).map(({ text }) => text);
}

/** In the page. */
function focusedText(): string {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) {
    at = at.shadowRoot.activeElement;
  }
  const label = at instanceof HTMLInputElement ? at.labels?.[0] : undefined;
  return ((label ?? at) as HTMLElement).innerText.replace(/\s+/g, " ").trim();
}
