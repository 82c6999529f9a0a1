import type { DomainDefinition } from "./definitions.js";
import { canonicalOf, copyOf } from "./json.js";
import { createCqrs } from "./index.js";
import type { InputOf, Schemas, StandardSchema } from "./schema.js";
import type { AllMessages, Command, Failure, NameIn } from "./types.js";

/*
 * Given, when, then: `cqrs-wasm/testing`, for any test runner.
 */

/** An event as a test speaks of it. */
export type GivenEvent<Events = AllMessages["events"]> =
  | {
      [Name in NameIn<Events>]: {
        /** What has happened. */
        readonly type: Name;
        /** Its data, as the domain's description asks for it. */
        readonly data: Events[Name];
        /** Where it is, if that is not where the command's own events go. */
        readonly stream?: string;
        /** In place of those that its domain gives it. */
        readonly tags?: readonly string[];
      };
    }[NameIn<Events>]
  /** One of nobody's: its data is any JSON. */
  | {
      /** What has happened. */
      readonly type: string & {};
      /** Any JSON. */
      readonly data: unknown;
      /** Where it is; null for no stream. */
      readonly stream: string | null;
    };

/** An event as a test expects it. */
export type ExpectedEvent<Events = AllMessages["events"]> = {
  [Name in NameIn<Events>]: {
    /** What is to have happened. */
    readonly type: Name;
    /** All of its data. */
    readonly data: Events[Name];
  };
}[NameIn<Events>];

/** What followed a command: to be awaited, so that the test fails where it does not hold. */
export interface Outcome<Events = AllMessages["events"]> {
  /**
   * Exactly these events, in this order; `[]` if nothing had to happen.
   * @throws an Error with `expected` and `actual`, which test runners show as a difference
   */
  then(events: readonly ExpectedEvent<Events>[]): Promise<void>;
  /**
   * No events, and the reason of the rule that said no.
   * @throws as `then` does
   */
  thenRejected(reason: string): Promise<void>;
}

/** Begins a test with what has happened: `[]` for nothing. */
export type Given<Events = AllMessages["events"], Asked = Command> = (
  events: readonly GivenEvent<Events>[],
) => {
  /** The command that is asked for then, `{ type, data }`. */
  when(command: Asked): Outcome<Events>;
};

interface Message {
  readonly type: string;
  readonly data: unknown;
}

type GivenMessage = Message & {
  readonly stream?: string | null;
  readonly tags?: readonly string[];
};

type AnyDefinition = DomainDefinition;

/**
 * A domain of your own, tested by its messages alone.
 *
 * ```ts
 * import { domain, reject, type } from "cqrs-wasm";
 * import { specify } from "cqrs-wasm/testing";
 *
 * const parking = domain({
 *   name: "lot",
 *   commands: { Park: type<{ lot: string; plate: string }>() },
 *   events: { Parked: type<{ lot: string; plate: string }>() },
 *   identity: (command) => command.data.lot,
 *   initialState: () => ({ plates: [] as readonly string[] }),
 *   decide: (command, { plates }) =>
 *     plates.includes(command.data.plate)
 *       ? reject("already_parked")
 *       : { type: "Parked", data: command.data },
 *   evolve: ({ plates }, event) => ({ plates: [...plates, event.data.plate] }),
 * });
 * const given = specify(parking);
 *
 * await given([{ type: "Parked", data: { lot: "north", plate: "B-AN 1" } }])
 *   .when({ type: "Park", data: { lot: "north", plate: "B-AN 1" } })
 *   .thenRejected("already_parked");
 * ```
 *
 * Each test has an engine of its own, in which the command goes the way that it goes in an application: through its
 * schema, `scope`, `decide` and `evolve`. Events that are given without a stream are in the command's own, with the tags
 * of their domain.
 *
 * @param definition what {@link Cqrs.define} takes
 * @returns where a test begins
 */
export function specify<Commands extends Schemas, Events extends Schemas, State>(
  definition: DomainDefinition<Commands, Events, State>,
): Given<
  { [Name in NameIn<Events>]: InputOf<Events[Name]> },
  { [Name in NameIn<Commands>]: { type: Name; data: InputOf<Commands[Name]> } }[NameIn<Commands>]
> {
  return givenTo(definition as unknown as AnyDefinition);
}

/**
 * The same as {@link specify} for the domains compiled in.
 *
 * ```ts
 * import { given } from "cqrs-wasm/testing";
 *
 * await given([{ type: "AccountOpened", data: { account: "a", owner: "Ann" } }])
 *   .when({ type: "Deposit", data: { account: "a", amount: 5 } })
 *   .then([{ type: "MoneyDeposited", data: { account: "a", amount: 5 } }]);
 * ```
 */
export const given: Given = /* @__PURE__ */ givenTo(undefined);

function givenTo(definition: AnyDefinition | undefined) {
  return (events: readonly GivenMessage[]) => {
    mustBeEvents(events, "given");
    return {
      when: (command: Message) => {
        if (typeof command?.type !== "string") {
          throw new TypeError("when: a command is an object { type, data }");
        }
        return outcomeOf(definition, events, command);
      },
    };
  };
}

function mustBeEvents(events: unknown, method: string): void {
  const isEvent = (event: unknown) => typeof (event as Message | null)?.type === "string";
  if (!Array.isArray(events) || !events.every(isEvent)) {
    throw new TypeError(`${method}: the events must be an array of { type, data }`);
  }
}

function outcomeOf(
  definition: AnyDefinition | undefined,
  events: readonly GivenMessage[],
  command: Message,
) {
  const expect = async (expected: readonly Message[] | string): Promise<void> => {
    const followed = await play(definition, events, command);
    const actual = Array.isArray(followed) ? followed : answerOf(followed);
    if (written(actual) !== written(expected)) {
      throw unexpected(events, command, expected, actual);
    }
  };
  return {
    then(expected: readonly Message[], fail?: (error: unknown) => void): Promise<void> {
      // What has a method of this name is taken for a promise by `await`, which passes functions.
      if (typeof expected === "function" && typeof fail === "function") {
        fail(new TypeError("when: say what is to follow: .then([…]) or .thenRejected(reason)"));
        return Promise.resolve();
      }
      mustBeEvents(expected, "then");
      return expect(expected);
    },
    thenRejected(reason: string): Promise<void> {
      if (typeof reason !== "string") throw new TypeError("thenRejected: the reason is a string");
      return expect(reason);
    },
  };
}

/** A rejection's reason, or a sentence that no reason is. */
function answerOf({ code, reason, message }: Failure): string {
  return code === "rejected" && reason !== undefined ? reason : `${code}: ${message}`;
}

async function play(
  definition: AnyDefinition | undefined,
  events: readonly GivenMessage[],
  command: Message,
): Promise<Message[] | Failure> {
  const cqrs = await createCqrs();
  try {
    if (definition !== undefined) cqrs.define(definition);
    const placed = events.map((event, i) => place(definition, event, command, `given[${i}]`));
    const begun = placed.length === 0 || cqrs.append(placed as never);
    if (begun !== true && !begun.ok)
      throw new Error(`given: ${begun.message.replaceAll("events[", "given[")}`);
    const head = cqrs.stats().head;
    const done = cqrs.dispatch(command as never);
    if (!done.ok) return done;
    return cqrs.read({ from: head + 1 }).map(({ type, data }) => ({ type, data }));
  } finally {
    cqrs.close();
  }
}

/** The event where the domain would have put it. */
function place(
  definition: AnyDefinition | undefined,
  event: GivenMessage,
  command: Message,
  where: string,
): object {
  const { type, data, stream, tags } = event;
  if (stream === null) return tags === undefined ? { type, data } : { type, data, tags };
  if (definition === undefined || !Object.hasOwn(definition.events, type)) {
    if (definition === undefined || stream !== undefined) return { ...event };
    const known = Object.keys(definition.events).join(", ");
    throw new TypeError(`${where}: ${definition.name} has no event ${type}; it has ${known}`);
  }
  const kept = { type, data: valid(definition.events[type]!, data, where) };
  const asked = definition.commands[command.type];
  const own = () => {
    const said = asked === undefined ? command.data : valid(asked, command.data, "when");
    const identity = definition.identity({
      type: command.type,
      data: said,
    });
    return `${definition.name}-${identity}`;
  };
  return {
    ...kept,
    stream: stream ?? own(),
    tags: tags ?? definition.tags?.(kept) ?? [],
  };
}

function valid(schema: StandardSchema, data: unknown, where: string): unknown {
  const result = schema["~standard"].validate(data);
  if (result instanceof Promise) throw new TypeError(`${where}: its schema must answer at once`);
  if (result.issues === undefined) return result.value;
  throw new TypeError(`${where}: ${result.issues[0]?.message ?? "not as its schema asks"}`);
}

/** The same text for the same events, whatever the order of keys. */
function written(what: readonly Message[] | string): string {
  if (typeof what === "string") return what;
  return what
    .map(({ type, data }) => `\n  ${type} ${canonicalOf(copyOf(data ?? null, "data", false))}`)
    .join("");
}

function unexpected(
  events: readonly Message[],
  command: Message,
  expected: readonly Message[] | string,
  actual: readonly Message[] | string,
): Error {
  const spoken = (what: readonly Message[] | string) =>
    typeof what === "string" ? `\n  rejected: ${what}` : written(what) || "\n  nothing";
  const message =
    `given${spoken(events)}\nwhen${written([command])}\n` +
    `then it was expected${spoken(expected)}\nand it was${spoken(actual)}`;
  const plain = (what: readonly Message[] | string) =>
    typeof what === "string" ? what : what.map(({ type, data }) => ({ type, data }));
  return Object.assign(new Error(message), {
    name: "AssertionError",
    code: "ERR_ASSERTION",
    expected: plain(expected),
    actual: plain(actual),
  });
}
