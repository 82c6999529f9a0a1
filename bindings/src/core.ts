import createCore from "cqrs-wasm:glue";
import type { Catalogue } from "./catalogue.js";
import { Frame, type FrameMemory } from "./frame.js";
import { CqrsError } from "./result.js";
import { unpack, unpackedSize } from "./unpack.js";

/** What a plain export returns. Its answer is the output then, or the failure is. */
export const enum Status {
  ok,
  duplicate,
  failed,
}

export type Call = (engine: number, at: number, size: number) => Status;

/** The module as Emscripten presents it. */
export interface Core extends FrameMemory {
  /** 0 if the module has not so many bytes left for what a call takes besides the frame. */
  _cqrs_room(bytes: number): number;
  // What is rare, through Embind; what is frequent goes through the plain exports.
  /** The handle of a new engine without domains; 0 if it could not be made. */
  open(setup: string): number;
  /** Likewise of a fork of an engine. */
  fork(engine: number, position: number, logId: string): number;
  close(engine: number): void;
  /** Why the last engine could not be made, as JSON. */
  failure(): string;
  stats(engine: number): string;
  _cqrs_catalogue: Call;
  _cqrs_dispatch: Call;
  _cqrs_dispatch_all: Call;
  _cqrs_query: Call;
  _cqrs_append: Call;
  _cqrs_read: Call;
  _cqrs_read_models: Call;
  _cqrs_state_at: Call;
  _cqrs_react: Call;
  _cqrs_processes: Call;
  _cqrs_known: Call;
  _cqrs_record: Call;
  _cqrs_reject: Call;
  _cqrs_rejections: Call;
  _cqrs_story: Call;
  // Not every core has these. The package's does.
  _cqrs_export_binary: Call;
  _cqrs_export_ndjson: Call;
  _cqrs_import: Call;
  _cqrs_import_binary: Call;
  _cqrs_add_orders(engine: number): void;
  _cqrs_add_bank(engine: number): void;
  _cqrs_add_services(engine: number): void;
}

/** The module, loaded, with what all of its engines share. */
export interface Loaded {
  readonly core: Core;
  readonly frame: Frame;
  /** By the names of the domains. */
  readonly catalogues: Map<string, Catalogue>;
  /** Closes the engines that nobody holds any more, by their handles. */
  readonly forgotten: FinalizationRegistry<number>;
}

let loading: Promise<Loaded> | undefined;

/** What making an engine takes at the most, in bytes. */
export const engineBytes = 262_144;

/** To be called before a text is handed over other than in the frame: Embind would write it where there is no memory. */
export function makeRoom(core: Core, text: string, more = 0): void {
  const bytes = text.length * 3 + more;
  if (core._cqrs_room(bytes) === 0) {
    throw new CqrsError({
      code: "limit",
      message: `the module has no memory for ${bytes} bytes more`,
    });
  }
}

/** Compiles the module at the first call; all engines share it. */
export function load(): Promise<Loaded> {
  loading ??= instantiate().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Reads the core where the host has it at hand, so that it need not be unpacked. */
let atHand: (() => Uint8Array<ArrayBuffer>) | undefined;

export function bringCore(read: () => Uint8Array<ArrayBuffer>): void {
  atHand = read;
}

/** Here and now where a file was read, which no page could do; otherwise in the background. */
async function instanceWith(imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  try {
    const bytes = atHand?.();
    if (bytes?.length === unpackedSize) {
      return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
    }
  } catch {
    // The file is not there, or not what it was. What is in this script is.
  }
  return (await WebAssembly.instantiate(unpack(), imports)).instance;
}

async function instantiate(): Promise<Loaded> {
  // Emscripten's own loading looks for a file beside the script and knows nothing of Node; it is never reached.
  const core = await new Promise<Core>((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ): object => {
      instanceWith(imports).then(done, reject);
      return {};
    };
    createCore({ instantiateWasm }).then((module) => resolve(module as Core), reject);
  });
  return {
    core,
    frame: new Frame(core),
    catalogues: new Map(),
    forgotten: new FinalizationRegistry((engine) => core.close(engine)),
  };
}
