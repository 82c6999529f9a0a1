import type { Answer, Cqrs, DispatchResult, Failure, JsonSchema, Stats } from "cqrs-wasm";

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

/** What the elements need of an engine, whatever its domains. */
export interface Engine {
  dispatch(command: Command): DispatchResult;
  query(name: string, params: Data): Answer<unknown> | Failure;
  subscribe(options: { from?: number }, handler: (event: Recorded) => void): () => void;
  schema(): { commands: Record<string, JsonSchema> };
  stats(): Stats;
  close(): void;
}

/** Loads the package when it is first needed; every engine of a page shares its one wasm module. */
export async function openEngine(domain: "orders" | "bank"): Promise<Engine> {
  const { createCqrs } = await import("cqrs-wasm");
  return (await createCqrs({ domains: [domain] })) as unknown as Engine;
}
