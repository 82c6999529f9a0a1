import { packed, unpackedSize, unpacker } from "cqrs-wasm:inline";

export { unpackedSize };

interface Unpacker {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** From the text between the first two addresses to the bytes between the last two. */
  readonly unpack: (text: number, textEnd: number, to: number, end: number) => void;
}

const pageBytes = 65536;

/** The core's bytes. They are LZMA's, which makes a fifth less of them than the deflate that runtimes bring along. */
export function unpack(): Uint8Array<ArrayBuffer> {
  // So small a module may be compiled here and now, on any page.
  const module = new WebAssembly.Module(bytesOf(unpacker));
  const { memory, unpack } = new WebAssembly.Instance(module).exports as unknown as Unpacker;
  const text = memory.grow(Math.ceil((packed.length + unpackedSize) / pageBytes)) * pageBytes;
  const to = text + packed.length;
  new TextEncoder().encodeInto(packed, new Uint8Array(memory.buffer, text));
  unpack(text, to, to, to + unpackedSize);
  return new Uint8Array(memory.buffer, to, unpackedSize);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
