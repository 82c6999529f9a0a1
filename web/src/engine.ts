import type {
  Answer,
  AppendCondition,
  BatchResult,
  CommandOptions,
  Cqrs,
  CqrsOptions,
  DispatchResult,
  Failure,
  JsonSchema,
  QueryOptions,
  ReadOptions,
  RejectedCommand,
} from "cqrs-wasm";
import { engineWith, type Part } from "./parts.js";

export type { Answer, Failure, JsonSchema, Receipt } from "cqrs-wasm";

export type Data = Record<string, unknown>;

/** An intent, which may be refused. */
export interface Command extends CommandOptions {
  type: string;
  data: Data;
}

/** A fact on the tape, of any domain. */
export type Recorded = Readonly<Omit<ReturnType<Cqrs["read"]>[number], "type" | "data">> & {
  readonly type: string;
  readonly data: Readonly<Data>;
};

/** A fact as it is told the engine without a command. */
export interface NewFact {
  type: string;
  data: Data;
  stream?: string;
}

/** A domain in JavaScript, whatever its types. */
export interface OwnDomain<State> {
  name: string;
  commands: Record<string, unknown>;
  events: Record<string, unknown>;
  identity: (command: Command) => string;
  initialState: () => State;
  decide: (command: Command, state: State) => unknown;
  evolve: (state: State, event: Recorded) => State;
}

/** A read model in JavaScript, whatever its types. */
export interface OwnReadModel<State> {
  name: string;
  initialState: () => State;
  apply: (state: State, event: Recorded) => State | void;
  queries: Record<string, (state: State, params: never) => unknown>;
  mode?: "immediate" | "manual" | { delayMs: number };
}

/** Where recorded events are read from. */
export interface Log {
  read(options: { from?: number; to?: number; limit?: number }): Recorded[];
}

/** Whom to ask: an engine as it is, or as it was. */
export interface Asked {
  query(name: string, params: Data): Answer<unknown> | Failure;
  state(stream: string): unknown;
}

/** A command that a rule said no to. */
export type Rejected = Omit<RejectedCommand, "data"> & { data: Data };

/** An event or a refused command of a story, with what it led to. */
export type Told =
  | { kind: "event"; event: Recorded; led: Told[] }
  | { kind: "rejection"; rejection: Rejected; led: Told[] };

type FromCqrs = Pick<
  Cqrs,
  | "processes"
  | "export"
  | "stats"
  | "close"
  | "readModels"
  | "setMode"
  | "catchUp"
  | "rebuild"
  | "addReplica"
  | "removeReplica"
  | "pause"
  | "resume"
>;

/** What the elements need of an engine, whatever its domains. */
export interface Engine extends Asked, FromCqrs {
  dispatch(command: Command): DispatchResult;
  dispatchAll(commands: readonly Command[]): BatchResult;
  append(events: readonly NewFact[], condition?: AppendCondition): DispatchResult;
  query(name: string, params: Data, options?: QueryOptions): Answer<unknown> | Failure;
  read(options?: ReadOptions): Recorded[];
  define<State>(domain: OwnDomain<State>): Engine;
  project<State>(model: OwnReadModel<State>): Engine;
  subscribe(options: { from?: number }, handler: (event: Recorded) => void): () => void;
  schema(): {
    commands: Record<string, JsonSchema>;
    events: Record<string, JsonSchema>;
    queries: Record<string, { params: JsonSchema; result: JsonSchema }>;
  };
  /** As it was after the event at that position. */
  at(position: number): Asked;
  /** Another engine, which goes on from there by itself. */
  fork(position?: number): Engine;
  trace(correlationId: string): Told[];
  rejections(): Rejected[];
}

/** An engine of the domains and services among those parts, unless told. Loads the package when it is first needed. */
export async function openEngine(
  parts: readonly Part[],
  options: CqrsOptions = {},
): Promise<Engine> {
  const { createCqrs } = await engineWith(parts);
  const domains = parts.filter((part) => part === "orders" || part === "bank");
  const services = parts.includes("services");
  return (await createCqrs({ domains, services, ...options })) as unknown as Engine;
}

/** An engine with that log, and with the domains compiled in, which it may be about. */
export async function openLog(from: Uint8Array): Promise<Engine> {
  const { createCqrs } = await engineWith(["all"]);
  return (await createCqrs({ from })) as unknown as Engine;
}
