/** Emscripten's glue, from the build of the core. */
declare module "cqrs-wasm:glue" {
  export default function createCore(options: object): Promise<unknown>;
}

declare module "cqrs-wasm:inline" {
  /** The module that unpacks the core, in base64. */
  export const unpacker: string;
  /** The core, packed, in ASCII. */
  export const packed: string;
  /** The core's size, in bytes. */
  export const unpackedSize: number;
}
