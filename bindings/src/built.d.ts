/** Emscripten's glue, from the build of the core. */
declare module "cqrs-wasm:glue" {
  export default function createCore(options: object): Promise<unknown>;
}

/** The core's bytes, in deflate and base64: gzip, which servers apply, would make little of base64 alone. */
declare module "cqrs-wasm:inline" {
  export const deflated: string;
}
