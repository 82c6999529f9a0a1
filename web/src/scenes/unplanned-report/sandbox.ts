import type { Recorded } from "../../engine.js";
import { plain } from "../../frame/plain.js";

/** How long a reader's code may run. */
export const time_max_ms = 1000;
/** How long the page it runs in may take to come. */
const patience_ms = 8000;
const rows_max = 50;

/** Where this script came from: a classic one knows it only while it is read. */
const here =
  import.meta.url || (document.currentScript as HTMLScriptElement | null)?.src || document.baseURI;

/** What the code has made of the events. */
export interface Report {
  rows: [name: string, value: string | number][];
  /** How many events were read. */
  read: number;
  /** Why it stopped before the next. */
  message?: string;
  /** Where the code itself is at fault. */
  line?: number;
  /** It did not come to an end, and was ended. */
  endless?: boolean;
}

/** An event as the code gets it: plain data. */
type Plain = Pick<Recorded, "position" | "type" | "data" | "time">;

/**
 * A page of our own origin in a frame that has none, with a policy of its own: the only place where code runs that
 * somebody has typed. What comes back is looked at as what a stranger says.
 */
export class Sandbox {
  readonly #frame = document.createElement("iframe");
  readonly #loaded: Promise<void>;

  constructor(place: Element) {
    const frame = this.#frame;
    frame.setAttribute("sandbox", "allow-scripts");
    frame.hidden = true;
    frame.title = "";
    frame.src = new URL("sandbox.html", here).href;
    this.#loaded = new Promise((done) => frame.addEventListener("load", () => done()));
    place.append(frame);
  }

  /** Rejects where the page does not come. */
  async run(code: string, events: readonly Recorded[]): Promise<Report> {
    let given_up: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, fail) => {
      given_up = setTimeout(() => fail(new Error("sandbox.html")), patience_ms);
    });
    try {
      await Promise.race([this.#loaded, late]);
      return await Promise.race([this.#answer(code, events), late]);
    } finally {
      clearTimeout(given_up);
    }
  }

  #answer(code: string, events: readonly Recorded[]): Promise<Report> {
    const { port1, port2 } = new MessageChannel();
    return new Promise((done) => {
      port1.onmessage = ({ data }) => {
        port1.close();
        done(reportOf(data, code.split("\n").length));
      };
      const plain: Plain[] = events.map(({ position, type, data, time }) => ({
        position,
        type,
        data,
        time,
      }));
      // The frame has no origin that could be named.
      this.#frame.contentWindow?.postMessage({ code, events: plain, time_max_ms }, "*", [port2]);
    });
  }

  close(): void {
    this.#frame.remove();
  }
}

/** `lines`: what is at fault beyond them is at fault at their end. */
function reportOf(said: unknown, lines: number): Report {
  const { rows, read, message, line, endless } = Object(said) as Record<string, unknown>;
  const good = (Array.isArray(rows) ? (rows as unknown[]) : [])
    .slice(0, rows_max)
    .flatMap((row) => {
      const [name, value] = Array.isArray(row) ? (row as unknown[]) : [];
      if (typeof name !== "string" || (typeof value !== "string" && typeof value !== "number")) {
        return [];
      }
      return [[plain(name), typeof value === "string" ? plain(value) : value]] as Report["rows"];
    });
  return {
    rows: good,
    read: typeof read === "number" ? read : 0,
    ...(typeof message === "string" ? { message: plain(message) } : {}),
    ...(typeof line === "number" ? { line: Math.min(line, lines) } : {}),
    ...(endless === true ? { endless } : {}),
  };
}
