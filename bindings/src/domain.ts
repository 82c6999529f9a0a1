import { copiedOf, isObject, Misuse, mustBe, mustKnow, queryOf, textsOf } from "./arguments.js";
import { DomainError, failure, failureOf, mustNotWait, readingOrThrow } from "./failure.js";
import { copyOf, ValueError, wordsOf, type Copied } from "./json.js";
import { isRejection, type Rejection } from "./reject.js";
import { CqrsError } from "./result.js";
import { anything, jsonSchemaOf, type Schemas, type StandardSchema } from "./schema.js";
import type { Items } from "./selection.js";

/** A message as the functions of a domain get it: frozen. */
export interface Message {
  readonly type: string;
  readonly data: unknown;
}

/** An event that has been decided, ready to be stored. */
export interface Decided {
  readonly message: Message;
  readonly json: string;
  readonly tags: readonly string[];
}

/** A definition of which nobody knows the types. */
interface AnyDefinition {
  readonly name: string;
  readonly commands: Schemas;
  readonly events: Schemas;
  readonly identity: (command: Message) => unknown;
  readonly initialState: () => unknown;
  readonly decide: (command: Message, state: unknown) => unknown;
  readonly evolve: (state: unknown, event: Message) => unknown;
  readonly tags?: (event: Message) => unknown;
  readonly scope?: (command: Message) => unknown;
}

const noTags: readonly string[] = [];

const domainParts = [
  "name",
  "commands",
  "events",
  "identity",
  "initialState",
  "decide",
  "evolve",
  "tags",
  "scope",
];

/** A domain that is defined in JavaScript: calls its functions, and answers for what they do. */
export class Domain {
  readonly name: string;
  readonly #is: AnyDefinition;
  readonly #commands: ReadonlyMap<string, StandardSchema>;
  readonly #events: ReadonlyMap<string, StandardSchema>;

  /** @throws TypeError for what is of the wrong type, CqrsError `invalid` for a name that cannot be one */
  constructor(definition: object) {
    const is = readingOrThrow("definition", () => copiedOf(definition)) as AnyDefinition;
    mustKnow(is, domainParts, "define");
    const { name } = is;
    mustBe(typeof name === "string" && name !== "", "define: name must be a string");
    if (name.includes("-")) {
      const message = `define: the name ${name} has a hyphen, which stands between name and identity in a stream`;
      throw new CqrsError(failure("invalid", message, { path: "name" }));
    }
    for (const part of ["commands", "events"] as const) {
      const schemas = isObject(is[part]) && Object.values(is[part]);
      mustBe(
        schemas && schemas.every((schema) => typeof schema?.["~standard"]?.validate === "function"),
        `define: ${part} must be an object of type<T>() or of validators by the Standard Schema`,
      );
    }
    for (const part of ["identity", "initialState", "decide", "evolve"] as const) {
      mustBe(typeof is[part] === "function", `define: ${part} must be a function`);
    }
    for (const part of ["tags", "scope"] as const) {
      mustBe(
        is[part] === undefined || typeof is[part] === "function",
        `define: ${part} must be a function`,
      );
    }
    this.name = name;
    this.#is = is;
    this.#commands = new Map(Object.entries(is.commands));
    this.#events = new Map(Object.entries(is.events));
  }

  get commands(): readonly string[] {
    return [...this.#commands.keys()];
  }

  get events(): readonly string[] {
    return [...this.#events.keys()];
  }

  /** As JSON Schema, by name. */
  schemas(of: "commands" | "events"): [string, unknown][] {
    const schemas = of === "commands" ? this.#commands : this.#events;
    return Array.from(schemas, ([name, schema]) => [name, jsonSchemaOf(schema)]);
  }

  /** The command with its data, which is JSON's, as the schema hands it on. */
  command(type: string, data: unknown): Message {
    return Object.freeze({ type, data: this.#valid(this.#commands.get(type)!, type, data) });
  }

  stream(command: Message): string {
    let identity;
    try {
      identity = this.#is.identity(command);
    } catch (cause) {
      throw this.#threw("identity", cause);
    }
    if (typeof identity !== "string") {
      this.#mustNotWait("identity", identity);
      throw this.#failed("identity", `returned ${wordsOf(identity)}, not a string`);
    }
    return `${this.name}-${identity}`;
  }

  scope(command: Message): Items | undefined {
    const { scope } = this.#is;
    const call = () => scope!(command);
    return scope && this.#taken("scope", call, (said) => queryOf(said, this.name, "scope"));
  }

  initialState(): unknown {
    return this.#call("initialState", () => this.#is.initialState());
  }

  /** `said` is what the command's data was copied from. */
  decide(command: Message, said: Copied, state: unknown): readonly Decided[] | Rejection {
    let outcome: unknown;
    try {
      outcome = this.#is.decide(command, state);
    } catch (cause) {
      if (isRejection(cause)) return cause;
      throw this.#threw("decide", cause);
    }
    this.#mustNotWait("decide", outcome);
    if (isRejection(outcome)) return outcome;
    const events: readonly unknown[] = Array.isArray(outcome) ? outcome : [outcome];
    return events.map((event) => this.#decided(event, said));
  }

  /** The event is frozen. */
  evolve(state: unknown, event: Message): unknown {
    let next: unknown;
    try {
      next = this.#is.evolve(state, event);
    } catch (cause) {
      throw this.#threw("evolve", cause);
    }
    this.#mustNotWait("evolve", next);
    if (next === undefined) throw this.#failed("evolve", `returned no state after ${event.type}`);
    return next;
  }

  /** An event of the log, which is frozen, likewise. */
  fold(state: unknown, { type, data }: Message): unknown {
    return this.evolve(state, Object.freeze({ type, data }));
  }

  /** @throws DomainError for an event of a stream of this domain that it knows nothing of */
  mustKnow({ type, stream }: { type: string; stream: string | null }): void {
    if (!this.knows(type)) throw this.#failed("evolve", `knows no ${type}, which is in ${stream}`);
  }

  knows(type: string): boolean {
    return this.#events.has(type);
  }

  #decided(event: unknown, said: Copied): Decided {
    if (!isObject(event)) {
      throw this.#failed("decide", `returned ${wordsOf(event)}, not events { type, data }`);
    }
    try {
      const { type, data } = event as Message;
      const schema = this.#events.get(type);
      if (schema === undefined) {
        const known = this.events.join(", ");
        throw this.#failed("decide", `made an event ${wordsOf(type)}, and its events are ${known}`);
      }
      // Many an event says what its command said, and that has been copied and frozen.
      let copied = data === said.value ? said : copyOf(data, "data", false);
      const valid = this.#valid(schema, type, copied.value);
      if (valid !== copied.value) copied = copyOf(valid, "data", false);
      const message = Object.freeze({ type, data: copied.value });
      return { message, json: copied.json, tags: this.tags(message) };
    } catch (error) {
      const wrong = failureOf(error);
      if (wrong.code !== "invalid") throw error;
      const { message, ...details } = wrong;
      throw this.#failed("decide", `made an event that is not right: ${message}`, details);
    }
  }

  tags(event: Message): readonly string[] {
    const { tags } = this.#is;
    if (tags === undefined) return noTags;
    const call = () => tags(event);
    return this.#taken("tags", call, (said) => textsOf(said, this.name, "tags")) ?? noTags;
  }

  /** Writes what a function of the domain's has returned: what cannot be written is its fault. */
  answersFor(what: string, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw this.#failed(what, `returned ${error.actual}, not ${error.expected}`);
    }
  }

  /** @throws DomainError `invalid` with where it is wrong */
  #valid(schema: StandardSchema, type: string, data: unknown): unknown {
    if (schema === anything) return data;
    const what = `the schema of ${type}`;
    const result = this.#call(what, () => schema["~standard"].validate(data));
    // It need not be a plain object: ArkType's errors are an array.
    if (typeof result !== "object" || result === null) {
      throw this.#failed(what, `returned ${wordsOf(result)}, not { value } or { issues }`);
    }
    if (!result.issues) return (result as { value: unknown }).value;
    const [issue] = result.issues;
    let path = "";
    for (const step of issue?.path ?? []) {
      const key = typeof step === "object" ? step.key : step;
      path += typeof key === "number" ? `[${key}]` : `${path === "" ? "" : "."}${String(key)}`;
    }
    path ||= "data";
    throw new DomainError(
      failure("invalid", `${path}: ${issue?.message ?? "not as its schema asks"}`, { path }),
    );
  }

  /** Calls a function of the domain's: what goes wrong in it is a DomainError. */
  #call<T>(what: string, call: () => T | Promise<T>): T {
    let result;
    try {
      result = call();
    } catch (cause) {
      throw this.#threw(what, cause);
    }
    this.#mustNotWait(what, result);
    return result as T;
  }

  /** The same, where what is returned must be of a certain form. */
  #taken<T>(what: string, call: () => unknown, take: (said: unknown) => T): T {
    const said = this.#call(what, call);
    try {
      return take(said);
    } catch (error) {
      if (!(error instanceof Misuse)) throw this.#threw(what, error);
      throw new DomainError(failure("domain_failed", error.message));
    }
  }

  #mustNotWait(what: string, result: unknown): void {
    mustNotWait(`${this.name}: ${what}`, result);
  }

  #threw(what: string, cause: unknown): DomainError {
    const words = isRejection(cause)
      ? `a rejection, ${cause.reason}, which only decide may`
      : wordsOf(cause);
    return this.#failed(what, `threw: ${words}`, { cause });
  }

  #failed(what: string, how: string, details?: object): DomainError {
    const message = `${this.name}: ${what} ${how}`;
    return new DomainError({ ...details, ...failure("domain_failed", message) });
  }
}
