import type { FrameMemory } from "../../bindings/src/frame.js";

/**
 * Memory as the core offers it, without the core: what is written to the scratch is what the output holds. It moves
 * whenever it grows, and the old views are empty then, as with WebAssembly.
 */
export class EchoMemory implements FrameMemory {
  HEAPU8 = new Uint8Array(0);
  #base = 0;

  _cqrs_scratch(bytes: number): number {
    const old = this.HEAPU8;
    const base = this.#base + 13;
    const heap = new Uint8Array(base + bytes);
    heap.set(old.subarray(this.#base), base);
    this.#base = base;
    this.HEAPU8 = heap;
    if (old.length > 0) structuredClone(old.buffer, { transfer: [old.buffer] });
    return base;
  }

  _cqrs_output(): number {
    return this.#base;
  }

  _cqrs_output_size(): number {
    return this.HEAPU8.length - this.#base;
  }
}
