import type { Command, Data } from "../../engine.js";
import type { Values, Words } from "../../frame/language.js";
import type { texts } from "./texts.js";

/** Bytes of a file of commands, and characters of one inside a tag. */
export const bytes_max = 262_144;
const commands_max = 200;
export const queries_max = 20;
const text_length_max = 200;
/** Levels of lists and objects in the data of a command: what shows them goes as deep. */
const depth_max = 32;

export type Says = Words<typeof texts>;

export interface Offered extends Command {
  label: string;
}

export interface Question {
  label: string;
  name: string;
  params: Data;
}

/** What an author has a reader do. */
export interface Play {
  title: string | undefined;
  claim: string | undefined;
  domain: "orders" | "bank" | undefined;
  given: Command[];
  commands: Offered[];
  queries: Question[];
}

/** What is wrong with what an author brought: every fault, for the author to read in place. */
export class Faulty extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join("\n"));
  }
}

export function told(words: Says, file: string, path: string, what: string): string {
  return path === ""
    ? words.say("fault_whole", { file, what })
    : words.say("fault", { file, path, what });
}

function isObject(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function depthOf(value: unknown, limit: number): number {
  if (typeof value !== "object" || value === null || limit === 0) {
    return 0;
  }
  return 1 + Math.max(0, ...Object.values(value).map((inside) => depthOf(inside, limit - 1)));
}

/** Reads what an author wrote, and notes whatever is not as it has to be. */
class Reading {
  readonly faults: string[] = [];

  constructor(
    private readonly words: Says,
    private readonly file: string,
  ) {}

  play(value: unknown): Play | undefined {
    const fields = ["title", "claim", "domain", "given", "commands", "queries"];
    const play = this.#fields(value, "", fields);
    return (
      play && {
        title: this.#text(play, "title", "", true),
        claim: this.#text(play, "claim", "", true),
        domain: this.#domain(play["domain"]),
        given: this.#list(play["given"] ?? [], "given", 0, commands_max, (item, path) =>
          this.#command(item, path, ["type", "data"]),
        ),
        commands: this.#list(play["commands"], "commands", 1, commands_max, (item, path) => {
          const fields = ["label", "type", "data"];
          const command = this.#command(item, path, fields);
          return { label: isObject(item) ? this.#text(item, "label", path) : "", ...command };
        }),
        queries: this.#list(play["queries"] ?? [], "queries", 0, queries_max, (item, path) =>
          this.#question(item, path),
        ),
      }
    );
  }

  #command(item: unknown, path: string, names: string[]): Command {
    const command = this.#fields(item, path, names);
    return {
      type: command ? this.#text(command, "type", path) : "",
      data: this.#data(command?.["data"], `${path}.data`),
    };
  }

  #question(item: unknown, path: string): Question {
    const question = this.#fields(item, path, ["label", "name", "params"]);
    return {
      label: question ? this.#text(question, "label", path) : "",
      name: question ? this.#text(question, "name", path) : "",
      params: this.#data(question?.["params"], `${path}.params`),
    };
  }

  /** The object there, with no fields but these. */
  #fields(value: unknown, path: string, names: string[]): Data | undefined {
    if (!isObject(value)) {
      this.#expected(path, this.words.say("an_object"), value);
      return undefined;
    }
    for (const name of Object.keys(value).filter((name) => !names.includes(name))) {
      const at = path === "" ? name : `${path}.${name}`;
      this.#fault(at, this.words.say("no_field", { names: names.join(", ") }));
    }
    return value;
  }

  #text(from: Data, name: string, path: string): string;
  #text(from: Data, name: string, path: string, optional: true): string | undefined;
  #text(from: Data, name: string, path: string, optional?: true): string | undefined {
    const value = from[name];
    if (optional && value === undefined) {
      return undefined;
    }
    if (typeof value === "string" && value.trim() !== "" && value.length <= text_length_max) {
      return value;
    }
    const at = path === "" ? name : `${path}.${name}`;
    this.#expected(at, this.words.say("a_text", { max: text_length_max }), value);
    return "";
  }

  #domain(value: unknown): Play["domain"] {
    if (value === undefined || value === "orders" || value === "bank") {
      return value;
    }
    this.#expected("domain", this.words.say("a_domain"), value);
    return undefined;
  }

  #data(value: unknown, path: string): Data {
    if (value === undefined) {
      return {};
    }
    if (!isObject(value)) {
      this.#expected(path, this.words.say("an_object"), value);
      return {};
    }
    if (depthOf(value, depth_max + 1) > depth_max) {
      this.#fault(path, this.words.say("too_deep", { max: depth_max }));
    }
    return value;
  }

  #list<Item>(
    value: unknown,
    path: string,
    min: number,
    max: number,
    read: (item: unknown, path: string) => Item,
  ): Item[] {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      const expected =
        min > 0 ? this.words.say("some_list", { max }) : this.words.say("a_list", { count: max });
      this.#expected(path, expected, value);
      return [];
    }
    return value.map((item, i) => read(item, `${path}[${i}]`));
  }

  #expected(path: string, expected: string, actual: unknown): void {
    this.#fault(path, this.words.say("expected", { expected, actual: this.#named(actual) }));
  }

  #named(value: unknown): string {
    const say = (key: Parameters<Says["say"]>[0], values?: Values) => this.words.say(key, values);
    if (typeof value === "string") {
      return value.length > 40
        ? say("actual_long_text", { count: value.length })
        : say("actual_text", { text: value });
    }
    if (Array.isArray(value)) {
      return say("actual_list", { count: value.length });
    }
    if (typeof value === "object" && value !== null) {
      return say("actual_object");
    }
    return value === undefined
      ? say("actual_nothing")
      : value === null
        ? say("actual_null")
        : JSON.stringify(value);
  }

  #fault(path: string, what: string): void {
    this.faults.push(told(this.words, this.file, path, what));
  }
}

/** What the text has a reader do. Throws `Faulty`, with every fault there is, where it is not as it has to be. */
export function playOf(words: Says, file: string, text: string): Play {
  const fault = (what: string) => new Faulty([told(words, file, "", what)]);
  if (text.length > bytes_max) {
    throw fault(words.say("too_large", { max: bytes_max, count: text.length }));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault(words.say("not_json", { message: messageOf(error) }));
  }
  const reading = new Reading(words, file);
  const play = reading.play(value);
  if (!play || reading.faults.length > 0) {
    throw new Faulty(reading.faults);
  }
  return play;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
