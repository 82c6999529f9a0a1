import { deflateRawSync, constants } from "node:zlib";

/**
 * The source of the module that holds the core's bytes. Deflated before base64: gzip, which every server applies, would
 * make little of base64 alone.
 */
export function inlineModule(wasm) {
  const deflated = deflateRawSync(wasm, {
    level: 9,
    memLevel: 9,
    strategy: constants.Z_DEFAULT_STRATEGY,
  });
  return `
import { inflate } from "./inflate.js";

export function inlineWasm() {
  const text = atob("${deflated.toString("base64")}");
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; ++i) bytes[i] = text.charCodeAt(i);
  return inflate(bytes, ${wasm.length});
}
`;
}
