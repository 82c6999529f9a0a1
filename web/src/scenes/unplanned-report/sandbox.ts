import { sandboxPage } from "virtual:sandbox";
import type { Recorded } from "../../engine.js";
import { plain } from "../../frame/plain.js";
import { here } from "../../here.js";

/** How long a reader's code may run. */
export const time_max_ms = 1000;
/** How long the page it runs in may take to come, and an answer beyond the time that the code has. */
const patience_ms = 8000;
/** How long its script may take to say that it runs, once the page is there. */
const greeting_ms = 1500;
const rows_max = 50;

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
  readonly #runs: Promise<void>;
  /** Whoever waits for something is told that it does not come. */
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(place: Element) {
    const frame = this.#frame;
    frame.setAttribute("sandbox", "allow-scripts");
    frame.hidden = true;
    frame.title = "";
    if (sandboxPage === "") {
      frame.src = new URL("sandbox.html", here).href;
    } else {
      frame.srcdoc = sandboxPage;
    }
    this.#runs = this.#within(patience_ms, (done, fail) => {
      const greeted = ({ source, data }: MessageEvent): void => {
        if (source === frame.contentWindow && data === "cqrs-sandbox") {
          removeEventListener("message", greeted);
          done();
        }
      };
      addEventListener("message", greeted);
      frame.addEventListener("load", () => setTimeout(fail, greeting_ms));
      return () => removeEventListener("message", greeted);
    });
    place.append(frame);
  }

  /** Rejects where the page does not come, or its script may not run there. */
  async run(code: string, events: readonly Recorded[]): Promise<Report> {
    await this.#runs;
    return this.#answer(code, events);
  }

  /** What `start` waits for, unless it takes longer than that or everything is closed. It gives what ends its waiting. */
  #within<Value>(
    time_ms: number,
    start: (done: (value: Value) => void, fail: () => void) => () => void,
  ): Promise<Value> {
    return new Promise<Value>((done, failed) => {
      const settle = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
        stop();
      };
      const fail = (error = new Error("sandbox.html")): void => {
        settle();
        failed(error);
      };
      const timer = setTimeout(fail, time_ms, undefined);
      this.#waiting.add(fail);
      const stop = start(
        (value) => {
          settle();
          done(value);
        },
        () => fail(),
      );
    });
  }

  #answer(code: string, events: readonly Recorded[]): Promise<Report> {
    const { port1, port2 } = new MessageChannel();
    return this.#within(time_max_ms + patience_ms, (done) => {
      port1.onmessage = ({ data }) => done(reportOf(data, code.split("\n").length));
      const plain: Plain[] = events.map(({ position, type, data, time }) => ({
        position,
        type,
        data,
        time,
      }));
      // The frame has no origin that could be named.
      this.#frame.contentWindow?.postMessage({ code, events: plain, time_max_ms }, "*", [port2]);
      return () => port1.close();
    });
  }

  /** Everything is freed at once, also by whoever still waits for an answer. */
  close(): void {
    this.#frame.remove();
    this.#waiting.forEach((fail) => fail(new Error("closed")));
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
