/** Emscripten's glue, from the build of the core. */
declare module "cqrs-wasm:glue" {
  export default function createCore(options: object): Promise<unknown>;
}

/** The core's bytes, within the script. */
declare module "cqrs-wasm:inline" {
  export function inlineWasm(): Uint8Array<ArrayBuffer>;
}
