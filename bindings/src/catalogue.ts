import { fieldOf, hasSoleText, isFlat, type Field } from "./codec.js";
import { nearest } from "./hint.js";
import { failure } from "./failure.js";
import type { Named, Names } from "./names.js";
import type { ErrorCode, Failure, JsonSchema, Limits } from "./types.js";

/** What the core says of itself, as JSON. A message's number is its index. */
interface CatalogueText {
  commands: { name: string; domain: string; schema: JsonSchema }[];
  events: { name: string; domain: string; schema: JsonSchema }[];
  queries: { name: string; domain: string; params: JsonSchema; result: JsonSchema }[];
  states: { domain: string; prefix: string; schema: JsonSchema }[];
  failure: JsonSchema;
  codes: ErrorCode[];
  limits: Required<Limits>;
}

export interface MessageEntry {
  readonly number: number;
  readonly field: Field;
}

export interface QueryEntry {
  readonly number: number;
  readonly params: Field;
  readonly result: Field;
  /** It asks for one small row by its key. */
  readonly isOfRow: boolean;
}

/** The messages of an engine by name and by number, with the tables to write and read them by. */
export class Catalogue {
  readonly commands = new Map<string, MessageEntry>();
  readonly queries = new Map<string, QueryEntry>();
  readonly events: readonly Field[];
  readonly states: readonly Field[];
  readonly failure: Field;
  readonly limits: Required<Limits>;
  readonly #text: string;
  readonly #eventNames: readonly string[];
  /** Of domains: their names, and what their streams begin with. */
  readonly #domainNames: ReadonlySet<string>;

  constructor(text: string) {
    const catalogue = JSON.parse(text) as CatalogueText;
    this.#text = text;
    catalogue.commands.forEach((command, number) => {
      this.commands.set(command.name, { number, field: fieldOf(command.schema) });
    });
    catalogue.queries.forEach((query, number) => {
      const params = fieldOf(query.params);
      const result = fieldOf(query.result);
      const isOfRow = hasSoleText(params) && isFlat(result);
      this.queries.set(query.name, { number, params, result, isOfRow });
    });
    this.events = catalogue.events.map((event) => fieldOf(event.schema));
    this.states = catalogue.states.map((state) => fieldOf(state.schema));
    this.failure = fieldOf(catalogue.failure);
    this.limits = catalogue.limits;
    this.#eventNames = catalogue.events.map((event) => event.name);
    this.#domainNames = new Set(
      catalogue.states.flatMap(({ domain, prefix }) => [domain, prefix.replace("-", "")]),
    );
  }

  /** Freshly parsed, for a caller to keep. */
  schema(): Record<"commands" | "events" | "queries", Record<string, unknown>> {
    const { commands, events, queries } = JSON.parse(this.#text) as CatalogueText;
    return {
      commands: Object.fromEntries(commands.map(({ name, schema }) => [name, schema])),
      events: Object.fromEntries(events.map(({ name, schema }) => [name, schema])),
      queries: Object.fromEntries(
        queries.map(({ name, params, result }) => [name, { params, result: answerOf(result) }]),
      ),
    };
  }

  has(kind: Named, name: string): boolean {
    switch (kind) {
      case "domain":
        return this.#domainNames.has(name);
      case "command":
        return this.commands.has(name);
      case "event":
        return this.#eventNames.includes(name);
      case "query":
        return this.queries.has(name);
      default:
        return false;
    }
  }

  /** The failure for a command that this engine does not have; it says what was probably meant. */
  unknownCommand(type: string, names: Names): Failure {
    if (names.isTaken("query", type)) {
      return unknown(
        "unknown_command",
        type,
        `${type} is a query: ask it with query("${type}", …)`,
      );
    }
    if (names.isTaken("event", type)) {
      return unknown("unknown_command", type, `${type} is an event, which follows from a command`);
    }
    const known = [...this.commands.keys(), ...names.own("command")];
    return missing("unknown_command", "command", type, known);
  }

  unknownQuery(name: string, names: Names): Failure {
    if (names.isTaken("command", name)) {
      return unknown("unknown_query", name, `${name} is a command: give it to dispatch`);
    }
    const known = [...this.queries.keys(), ...names.own("query")];
    return missing("unknown_query", "query", name, known);
  }
}

/** A list may be empty; what is one row may not be there. */
function answerOf(result: JsonSchema): JsonSchema {
  return result.type === "array" ? result : { ...result, type: ["object", "null"] };
}

function missing(code: ErrorCode, what: string, name: string, known: Iterable<string>): Failure {
  const meant = nearest(name, known);
  const message = `there is no ${what} ${JSON.stringify(shortened(name))}`;
  if (meant === undefined) return unknown(code, name, message);
  return { ...unknown(code, name, `${message}; is ${meant} meant?`), expected: meant };
}

function unknown(code: ErrorCode, name: string, message: string): Failure {
  const path = code === "unknown_query" ? "name" : "type";
  return failure(code, message, { path, actual: shortened(name) });
}

function shortened(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}
