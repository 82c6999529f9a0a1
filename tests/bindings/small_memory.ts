/**
 * Makes the module that is loaded next find no more memory than so much, as on a machine that has no more. Gives what
 * tells how large its memory is by now, in bytes. Source of the layout: WebAssembly core specification 5.5, "Modules".
 */
export function smallMemory(bytesMax: number): { bytes: () => number } {
  const instantiate = WebAssembly.instantiate;
  const found: { bytes: () => number } = { bytes: () => 0 };
  const patched = async (
    module: BufferSource,
    imports?: WebAssembly.Imports,
  ): Promise<WebAssembly.WebAssemblyInstantiatedSource> => {
    const bytes = ArrayBuffer.isView(module)
      ? new Uint8Array(module.buffer, module.byteOffset, module.byteLength)
      : new Uint8Array(module);
    const result = await instantiate(withMemory(bytes, bytesMax / 65_536), imports);
    const memory = Object.values(result.instance.exports).find(
      (value) => value instanceof WebAssembly.Memory,
    );
    if (memory === undefined) throw new Error("the module exports no memory");
    found.bytes = () => memory.buffer.byteLength;
    return result;
  };
  WebAssembly.instantiate = patched as typeof WebAssembly.instantiate;
  return found;
}

const memorySection = 5;

function withMemory(module: Uint8Array, pagesMax: number): Uint8Array<ArrayBuffer> {
  for (let at = 8; at < module.length;) {
    const size = varint(module, at + 1);
    const end = size.end + size.value;
    if (module[at] === memorySection) {
      const least = varint(module, size.end + 2);
      const body = [1, 1, ...encoded(least.value), ...encoded(pagesMax)];
      return Uint8Array.from([
        ...module.subarray(0, at),
        memorySection,
        ...encoded(body.length),
        ...body,
        ...module.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error("the module has no memory");
}

function varint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]!;
    value |= (byte & 127) << shift;
    if (byte < 128) return { value, end: at };
  }
}

function encoded(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...encoded(value >>> 7)];
}
