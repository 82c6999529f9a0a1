/** What the elements need of an engine. `cqrs-wasm` has it; so may any other that a page brings. */
export interface Engine {
  dispatch(command: Command): Receipt | Failure;
  query(name: string, params: Data): Answer | Failure;
  subscribe(filter: { from?: number }, handler: (event: Recorded) => void): () => void;
  schema(): { commands: Record<string, JsonSchema> };
  stats(): { head: number };
  close(): void;
}

export type Data = Record<string, unknown>;

/** An intent: it may be refused. */
export interface Command {
  type: string;
  data: Data;
}

export interface Receipt {
  ok: true;
  position: number;
  version: number;
  events: number;
  duplicate: boolean;
}

export interface Failure {
  ok: false;
  code: string;
  message: string;
  reason?: string;
  path?: string;
}

export interface Answer {
  ok: true;
  data: unknown;
  /** The position up to which the read model had followed the tape when it answered. */
  asOf: number;
  head: number;
}

/** A fact on the tape. */
export interface Recorded {
  position: number;
  stream: string | null;
  version: number;
  type: string;
  data: Data;
  /** Milliseconds since 1970. */
  time: number;
  eventId: string;
  commandId?: string;
  correlationId: string;
  causationId?: string;
  metadata?: Data;
  tags: string[];
}

/** The part of JSON Schema 2020-12 that the engine's declarations produce. */
export interface JsonSchema {
  type: "integer" | "string" | "boolean" | "array" | "object";
  title?: string;
  description?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** Loads the package when it is first needed; every engine of a page shares its one wasm module. */
export async function openEngine(domain: "orders" | "bank"): Promise<Engine> {
  const { createCqrs } = await import("cqrs-wasm");
  return (await createCqrs({ domains: [domain] })) as unknown as Engine;
}
