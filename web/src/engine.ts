import type {
  Answer,
  Cqrs,
  DispatchResult,
  Failure,
  JsonSchema,
  RejectedCommand,
  Stats,
} from "cqrs-wasm";

export type { Answer, Failure, JsonSchema, Receipt } from "cqrs-wasm";

export type Data = Record<string, unknown>;

/** An intent, which may be refused. */
export interface Command {
  type: string;
  data: Data;
}

/** A fact on the tape, of any domain. */
export type Recorded = Readonly<Omit<ReturnType<Cqrs["read"]>[number], "type" | "data">> & {
  readonly type: string;
  readonly data: Readonly<Data>;
};

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

type ReadModels = Pick<
  Cqrs,
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
export interface Engine extends Asked, Log, ReadModels {
  dispatch(command: Command): DispatchResult;
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
  stats(): Stats;
  close(): void;
}

/** Loads the package when it is first needed; every engine of a page shares its one wasm module. */
export async function openEngine(domain: "orders" | "bank"): Promise<Engine> {
  const { createCqrs } = await import("cqrs-wasm");
  return (await createCqrs({ domains: [domain] })) as unknown as Engine;
}
