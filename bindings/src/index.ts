import { domainNames } from "../../build/generated/domains.js";
import { mustBe, mustKnow } from "./arguments.js";
import { Catalogue } from "./catalogue.js";
import { load, Status, type Core, type Loaded } from "./core.js";
import { Engine } from "./engine.js";
import { failureOf } from "./failure.js";
import { isWellFormed } from "./frame.js";
import { handleOf } from "./handle.js";
import { ValueError } from "./json.js";
import { CqrsError } from "./result.js";
import { imported, savedLogOf } from "./saved.js";
import { upcastsOf } from "./upcast.js";
import type { Cqrs, CqrsOptions, DomainName, MessagesOf, Recovered, ServiceName } from "./types.js";

/** @internal */
export { bringCore } from "./core.js";
export { domain } from "./definitions.js";
export type * from "./definitions.js";
export { reject, type Rejection } from "./reject.js";
export { CqrsError, unwrap } from "./result.js";
export type { FailureHandler, IssuedCommand, ProcessState } from "./processes.js";
export type { ReadModelMode, ReadModelState, ReplicaOptions } from "./read-models.js";
export type { PastView } from "./time.js";
export { type } from "./schema.js";
export type { InputOf, OutputOf, SchemaResult, Schemas, StandardSchema } from "./schema.js";
export type * from "./stories.js";
export type * from "./types.js";

const optionNames = [
  "domains",
  "services",
  "clock",
  "newId",
  "limits",
  "from",
  "recover",
  "upcast",
  "onError",
  "onFailure",
];

/**
 * Makes an engine. The first call loads the core, which comes inside this script; all engines share it.
 *
 * ```ts
 * const cqrs = await createCqrs(); // with all domains
 * const bank = await createCqrs({ domains: ["bank"] });
 * const restored = await createCqrs({ from: cqrs.export({ format: "binary" }) });
 * ```
 *
 * @returns a promise of the engine, of which every method is synchronous
 * @throws TypeError for an option that does not exist or is of the wrong type
 * @throws CqrsError `invalid` for a domain or limit that does not exist, or a limit out of range; `corrupt` or `limit`
 * for a log to begin `from` that is damaged or too large
 */
export function createCqrs<Name extends DomainName = DomainName>(
  options: CqrsOptions<Name> & { services: true },
): Promise<Cqrs<MessagesOf<Name | "orders" | ServiceName>>>;
export function createCqrs<Name extends DomainName = DomainName>(
  options?: CqrsOptions<Name>,
): Promise<Cqrs<MessagesOf<Name>>>;
export async function createCqrs(options: CqrsOptions = {}): Promise<unknown> {
  mustBe(
    typeof options === "object" && options !== null,
    "createCqrs: the options must be an object",
  );
  mustKnow(options, optionNames, "createCqrs", true);
  const {
    domains,
    services = false,
    limits,
    clock = () => Date.now(),
    newId = randomId,
    from,
    recover = false,
    upcast,
    onError = (error: unknown) => console.error(error),
    onFailure,
  } = options;
  mustBe(
    domains === undefined ||
      (Array.isArray(domains) && domains.every((name) => typeof name === "string")),
    "createCqrs: domains must be an array of names",
  );
  mustBe(typeof services === "boolean", "createCqrs: services must be true or false");
  mustBe(typeof clock === "function", "createCqrs: clock must be a function");
  mustBe(typeof newId === "function", "createCqrs: newId must be a function");
  mustBe(typeof onError === "function", "createCqrs: onError must be a function");
  mustBe(typeof recover === "boolean", "createCqrs: recover must be true or false");
  const upcasts = upcastsOf(upcast);
  const saved = from === undefined ? undefined : savedLogOf(from);
  mustBe(
    onFailure === undefined || typeof onFailure === "function",
    "createCqrs: onFailure must be a function",
  );
  mustBe(
    limits === undefined || (typeof limits === "object" && limits !== null),
    "createCqrs: limits must be an object",
  );
  for (const [name, limit] of Object.entries(limits ?? {}) as [string, unknown][]) {
    mustBe(
      limit === undefined || Number.isSafeInteger(limit),
      `createCqrs: limits.${name} must be an integer`,
    );
  }

  // The core compiles while the id is made.
  const loading = load();
  loading.catch(() => undefined);
  const logId: unknown = newId();
  mustBe(
    typeof logId === "string" && isWellFormed(logId),
    "createCqrs: newId must return a string",
  );

  // The services are those around an order.
  const needed = services ? ["orders"] : [];
  const chosen = [...new Set<string>([...(domains ?? domainNames), ...needed])];
  (domains ?? []).forEach((name, i) => {
    if (domainNames.includes(name)) return;
    const fault = new ValueError(`domains[${i}]`, `one of ${domainNames.join(", ")}`, name);
    throw new CqrsError(failureOf(fault));
  });
  const setup = JSON.stringify({ logId, limits });
  const loaded = await loading;
  const engine = handleOf(loaded, setup, () => made(loaded.core, setup, chosen, services));
  let catalogue: Catalogue;
  let recovered: Recovered | undefined;
  try {
    catalogue = limits
      ? catalogueOf(loaded, engine)
      : sharedCatalogue(loaded, engine, `${chosen.join()} ${services}`);
    if (saved !== undefined) {
      recovered = imported(loaded, engine, catalogue, saved, recover);
    }
  } catch (error) {
    loaded.core.close(engine);
    loaded.frame.refresh();
    throw error;
  }
  const settings = { logId, clock, newId, onError, onFailure, recovered, upcasts };
  return new Engine(loaded, engine, catalogue, settings);
}

/** The handle of a new engine with those domains; 0 if it could not be made. */
function made(core: Core, setup: string, domains: string[], services: boolean): number {
  const engine = core.open(setup);
  if (engine !== 0) {
    for (const name of domains) core[`_cqrs_add_${name as DomainName}`](engine);
    if (services) core._cqrs_add_services(engine);
  }
  return engine;
}

/** Engines with the same domains and nothing said of their limits have the same catalogue. */
function sharedCatalogue(loaded: Loaded, engine: number, key: string): Catalogue {
  let catalogue = loaded.catalogues.get(key);
  if (catalogue === undefined) {
    catalogue = catalogueOf(loaded, engine);
    loaded.catalogues.set(key, catalogue);
  }
  return catalogue;
}

function catalogueOf({ core, frame }: Loaded, engine: number): Catalogue {
  const status = core._cqrs_catalogue(engine, frame.position, 0);
  frame.refresh();
  if (status === Status.failed) {
    const message = "the module has no memory to say what it understands";
    throw new CqrsError({ code: "limit", message });
  }
  frame.open();
  return new Catalogue(frame.readUtf8(frame.size));
}

/**
 * `crypto` has no randomUUID on pages without TLS, and Node 18 has no global `crypto`. Node loads its own at the first
 * use, which takes longer than making the first engine does; its Math.random begins with the system's randomness.
 */
function randomId(): string {
  const host = globalThis as {
    crypto?: Partial<Crypto>;
    process?: { versions?: { node?: string } };
  };
  const source = host.process?.versions?.node === undefined ? host.crypto : undefined;
  if (source?.randomUUID) return source.randomUUID();
  const bytes = Uint8Array.from({ length: 16 }, () => Math.random() * 256);
  source?.getRandomValues?.(bytes);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
