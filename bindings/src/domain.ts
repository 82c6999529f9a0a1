import { isObject, mustBe, queryOf, textsOf } from "./arguments.js";
import { DomainError, failure, failureOf } from "./failure.js";
import { frozenDeep, jsonOf, wordsOf } from "./json.js";
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
export interface Decided extends Message {
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

/** A domain that is defined in JavaScript: calls its functions, and answers for what they do. */
export class Domain {
  readonly name: string;
  readonly #is: AnyDefinition;

  /** @throws TypeError for what is of the wrong type, CqrsError `invalid` for a name that cannot be one */
  constructor(definition: object) {
    const is = { ...definition } as AnyDefinition;
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
    this.#is = { ...is, commands: { ...is.commands }, events: { ...is.events } };
  }

  get commands(): readonly string[] {
    return Object.keys(this.#is.commands);
  }

  get events(): readonly string[] {
    return Object.keys(this.#is.events);
  }

  /** As JSON Schema, by name. */
  schemas(of: "commands" | "events"): [string, unknown][] {
    return Object.entries(this.#is[of]).map(([name, schema]) => [name, jsonSchemaOf(schema)]);
  }

  /** The command with its data, which is JSON's, as the schema hands it on. */
  command(type: string, data: unknown): Message {
    return Object.freeze({ type, data: this.#valid(this.#is.commands[type]!, type, data) });
  }

  stream(command: Message): string {
    const identity = this.#call("identity", () => this.#is.identity(command));
    if (typeof identity !== "string") {
      throw this.#failed("identity", `returned ${wordsOf(identity)}, not a string`);
    }
    return `${this.name}-${identity}`;
  }

  scope(command: Message): Items | undefined {
    const { scope } = this.#is;
    return scope && this.#call("scope", () => queryOf(scope(command), this.name, "scope"));
  }

  initialState(): unknown {
    return this.#call("initialState", () => this.#is.initialState());
  }

  decide(command: Message, state: unknown): readonly Decided[] | Rejection {
    let outcome;
    try {
      outcome = this.#call("decide", () => this.#is.decide(command, state));
    } catch (error) {
      if (error instanceof DomainError && isRejection(error.failure.cause)) {
        return error.failure.cause;
      }
      throw error;
    }
    if (isRejection(outcome)) return outcome;
    const events: readonly unknown[] = Array.isArray(outcome) ? outcome : [outcome];
    return events.map((event) => this.#decided(event));
  }

  evolve(state: unknown, { type, data }: Message): unknown {
    const event = Object.freeze({ type, data });
    const next = this.#call("evolve", () => this.#is.evolve(state, event));
    if (next === undefined) throw this.#failed("evolve", `returned no state after ${type}`);
    return next;
  }

  /** @throws DomainError for an event of a stream of this domain that it knows nothing of */
  mustKnow({ type, stream }: { type: string; stream: string | null }): void {
    if (!this.knows(type)) throw this.#failed("evolve", `knows no ${type}, which is in ${stream}`);
  }

  knows(type: string): boolean {
    return Object.hasOwn(this.#is.events, type);
  }

  #decided(event: unknown): Decided {
    if (!isObject(event)) {
      throw this.#failed("decide", `returned ${wordsOf(event)}, not events { type, data }`);
    }
    try {
      const { type, data } = event as Message;
      if (!this.knows(type)) throw this.#failed("decide", `made an event ${wordsOf(type)}`);
      let json = jsonOf(data, "data", false);
      let kept = frozenDeep(JSON.parse(json) as unknown);
      const valid = this.#valid(this.#is.events[type]!, type, kept);
      if (valid !== kept) {
        json = jsonOf(valid, "data", false);
        kept = frozenDeep(JSON.parse(json) as unknown);
      }
      return { type, data: kept, json, tags: this.tags({ type, data: kept }) };
    } catch (error) {
      const wrong = failureOf(error);
      if (wrong.code !== "invalid") throw error;
      const { message, ...details } = wrong;
      throw this.#failed("decide", `made an event that is not right: ${message}`, details);
    }
  }

  tags(event: Message): readonly string[] {
    const { tags } = this.#is;
    if (tags === undefined) return [];
    const frozen = Object.freeze({ type: event.type, data: event.data });
    return this.#call("tags", () => textsOf(tags(frozen), this.name, "tags")) ?? [];
  }

  /** @throws DomainError `invalid` with where it is wrong */
  #valid(schema: StandardSchema, type: string, data: unknown): unknown {
    if (schema === anything) return data;
    const result = this.#call(`the schema of ${type}`, () => schema["~standard"].validate(data));
    if (!("issues" in result) || result.issues === undefined) {
      return (result as { value: unknown }).value;
    }
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
      throw this.#failed(what, `threw: ${wordsOf(cause)}`, { cause });
    }
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw this.#failed(what, "returned a promise, and must answer at once");
    }
    return result;
  }

  #failed(what: string, how: string, details?: object): DomainError {
    const message = `${this.name}: ${what} ${how}`;
    return new DomainError({ ...details, ...failure("domain_failed", message) });
  }
}
