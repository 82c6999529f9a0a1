// The core as text, and what unpacks it. It is packed with LZMA, which makes a fifth less of it than deflate does; no
// runtime unpacks that by itself.
import { execFileSync } from "node:child_process";

/** As in unpacker.cpp. */
const sixBitCharacters = 36;
const excluded = '"<\\';
const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (character) => !excluded.includes(character),
);

/** The script with `unpacker`, `packed` and `unpackedSize` as built.d.ts describes them. */
export function packed(core, unpacker) {
  const model = "--lzma1=preset=9e,lc=4,lp=0,pb=0";
  const lzma = execFileSync("xz", ["--format=raw", model, "--stdout"], { input: core });
  const text = textOf(lzma);
  if (!unpacked(text, core.length, unpacker).equals(core)) {
    throw new Error("what was packed does not unpack to the core");
  }
  return [
    `export const unpacker = "${unpacker.toString("base64")}";`,
    `export const packed = "${text}";`,
    `export const unpackedSize = ${core.length};`,
  ].join("\n");
}

/** Six or seven bits to a character. */
function textOf(bytes) {
  const short = 128 - characters.length;
  if (short !== sixBitCharacters) throw new Error("the characters do not fit the code");
  let text = "";
  let bits = 0;
  let count = 0;
  // The last character may need bits of its own.
  for (const byte of [...bytes, 0]) {
    bits = ((bits << 8) | byte) & 0xffff;
    count += 8;
    while (count >= 7) {
      const six = (bits >> (count - 6)) & 63;
      const isShort = six < sixBitCharacters;
      const value = isShort ? six : ((bits >> (count - 7)) & 127) - sixBitCharacters;
      count -= isShort ? 6 : 7;
      text += characters[value];
    }
  }
  return text;
}

function unpacked(text, size, unpacker) {
  const module = new WebAssembly.Module(unpacker);
  const { memory, unpack } = new WebAssembly.Instance(module).exports;
  const from = memory.grow(Math.ceil((text.length + size) / 65536)) * 65536;
  new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, from));
  const to = from + text.length;
  unpack(from, to, to, to + size);
  return Buffer.from(memory.buffer, to, size);
}
