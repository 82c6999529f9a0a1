/** The plain exports of the core that this file needs; addresses and sizes are in bytes. */
export interface FrameMemory {
  HEAPU8: Uint8Array;
  _cqrs_scratch(bytes: number): number;
  _cqrs_output(): number;
  _cqrs_output_size(): number;
}

/** The module has no memory left for a call of this size, or the call is larger than any that could be right. */
export class NoMemory extends Error {}

/** The largest call, in bytes: a batch to append, each event's data up to the highest `limits.payloadBytes`. */
const frameBytesMax = 2 ** 28;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true }); // that is: keep it, it is a character of the text
const loneSurrogate = /\p{Surrogate}/u;
/** The longest text that is written by a loop, and the longest whose length takes one byte, in characters. */
const loopMax = 20;
const windowSize = 127;
/** Up to which position views of where to write are kept: most commands are shorter. */
const windowsMax = 2560;
const codes: number[][] = Array.from({ length: 33 }, (_, length) => new Array<number>(length));

/**
 * True if the text can be stored: UTF-8 has no form for half of a surrogate pair, and TextEncoder would replace
 * it silently.
 */
export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

/**
 * The module's input buffer as something to write to, and its output as something to read from.
 *
 * A frame is written at `position`. Reading a value of the caller may run the caller's code, which may call another
 * engine of the same module: that call writes its frame behind ours and sets `position` back when it is done. So
 * positions count from the start of the buffer, never from that of the memory, which may have moved meanwhile.
 */
export class Frame {
  bytes: Uint8Array;
  view: DataView;
  position = 0;
  #base: number;
  #capacity: number;
  #at = 0;
  /** Views of the buffer, by the positions that they begin at. */
  #windows: Uint8Array[] = [];
  readonly #memory: FrameMemory;

  constructor(memory: FrameMemory) {
    this.#memory = memory;
    this.#capacity = 4096;
    this.#base = memory._cqrs_scratch(this.#capacity);
    this.bytes = memory.HEAPU8;
    this.view = new DataView(this.bytes.buffer);
  }

  /** To be called after every call into the core: memory that grew has left the old views empty. */
  refresh(): void {
    if (this.bytes.length === 0) {
      this.bytes = this.#memory.HEAPU8;
      this.view = new DataView(this.bytes.buffer);
      this.#windows = [];
    }
  }

  reserve(bytes: number): void {
    if (this.position + bytes > this.#capacity) this.#grow(bytes);
  }

  #grow(bytes: number): void {
    const needed = this.position + bytes;
    if (needed > frameBytesMax) {
      throw new NoMemory(`a call takes at most ${frameBytesMax} bytes, and this one ${needed}`);
    }
    const wanted = Math.max(needed, this.#capacity * 2);
    const base = this.#memory._cqrs_scratch(wanted);
    this.refresh();
    if (base === 0) throw new NoMemory(`the module has no memory for ${wanted} bytes of input`);
    this.#base = base;
    this.#capacity = wanted;
    this.#windows = [];
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.#base + this.position++] = value;
  }

  /** Sets bits of a byte written before. */
  mark(position: number, bits: number): void {
    this.bytes[this.#base + position]! |= bits;
  }

  /** Four bytes, for a number that is known later. */
  count(value: number): void {
    this.reserve(4);
    this.position += 4;
    this.setCount(this.position - 4, value);
  }

  setCount(position: number, value: number): void {
    this.view.setUint32(this.#base + position, value, true);
  }

  number(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.#base + this.position, value, true);
    this.position += 8;
  }

  /** A safe integer from 0 as a varint. */
  varint(value: number): void {
    this.reserve(10);
    let at = this.#base + this.position;
    const start = at;
    const bytes = this.bytes;
    while (value > 0x7fffffff) {
      bytes[at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    while (value > 127) {
      bytes[at++] = (value & 127) | 128;
      value >>>= 7;
    }
    bytes[at++] = value;
    this.position += at - start;
  }

  /** A safe integer of either sign, zigzag. Twice a safe integer need not be safe, so the lowest bits go apart. */
  zigzag(value: number): void {
    const magnitude = value < 0 ? -1 - value : value;
    const low = (magnitude % 64) * 2 + (value < 0 ? 1 : 0);
    const rest = Math.floor(magnitude / 64);
    if (rest === 0) {
      this.byte(low);
    } else {
      this.byte(low | 128);
      this.varint(rest);
    }
  }

  /** A text with its length before it. False, with nothing written, if it is not well-formed. */
  text(text: string): boolean {
    const length = text.length;
    if (length > loopMax) return this.#encoded(text);
    this.reserve(length + 1);
    const bytes = this.bytes;
    const start = this.#base + this.position;
    for (let i = 0; i < length; ++i) {
      const code = text.charCodeAt(i);
      if (code > 127) return this.#long(text);
      bytes[start + 1 + i] = code;
    }
    bytes[start] = length;
    this.position += length + 1;
    return true;
  }

  /**
   * From some length on the encoder is quicker than a loop. It wants a view of where to write, and making one costs as
   * much again; but commands of one kind are written at the same places, so the views are kept.
   */
  #encoded(text: string): boolean {
    const length = text.length;
    if (length > windowSize) return this.#long(text);
    this.reserve(windowSize + 1);
    const { read, written } = encoder.encodeInto(text, this.#window());
    if (read !== length || written !== length) return this.#long(text);
    this.bytes[this.#base + this.position] = length;
    this.position += length + 1;
    return true;
  }

  /** Where a text goes whose length takes one byte. */
  #window(): Uint8Array {
    const position = this.position;
    let window = this.#windows[position];
    if (window === undefined) {
      const from = this.#base + position + 1;
      window = this.bytes.subarray(from, from + windowSize);
      if (position < windowsMax) this.#windows[position] = window;
    }
    return window;
  }

  /** A well-formed text without its length, to the end of the frame. */
  rest(text: string): void {
    this.put(encoder.encode(text));
  }

  /** Bytes as they are. */
  put(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.#base + this.position);
    this.position += bytes.length;
  }

  #long(text: string): boolean {
    if (!isWellFormed(text)) return false;
    if (text.length > 65536) {
      const encoded = encoder.encode(text);
      this.varint(encoded.length);
      this.put(encoded);
      return true;
    }
    const room = text.length * 3;
    this.reserve(room + 16);
    const start = this.position;
    const guess = text.length < 43 ? 1 : text.length < 5462 ? 2 : 3;
    const from = this.#base + start + guess;
    const written = encoder.encodeInto(text, this.bytes.subarray(from, from + room)).written;
    this.varint(written);
    const used = this.position - start;
    if (used !== guess) {
      this.bytes.copyWithin(this.#base + this.position, from, from + written);
    }
    this.position += written;
    return true;
  }

  // Reading what the last call put out. Nothing that is read here runs anybody else's code.

  /** Starts reading the output of the call that has just been made. */
  open(): void {
    this.#at = this.#memory._cqrs_output();
  }

  /** All of what the last call has put out, in place: valid until the next call. */
  output(): Uint8Array {
    this.open();
    return this.bytes.subarray(this.#at, this.#at + this.size);
  }

  /** The size of that output, in bytes. */
  get size(): number {
    return this.#memory._cqrs_output_size();
  }

  readByte(): number {
    return this.bytes[this.#at++]!;
  }

  readCount(): number {
    const value = this.view.getUint32(this.#at, true);
    this.#at += 4;
    return value;
  }

  /** As a small integer where it is one: V8 keeps those without a box. */
  readNumber(): number {
    const value = this.view.getFloat64(this.#at, true);
    this.#at += 8;
    const small = value | 0;
    return small === value ? small : value;
  }

  readVarint(): number {
    const bytes = this.bytes;
    let byte = bytes[this.#at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let scale = 128;
    do {
      byte = bytes[this.#at++]!;
      value += (byte & 127) * scale;
      scale *= 128;
    } while (byte > 127);
    return value;
  }

  readZigzag(): number {
    const first = this.readByte();
    const rest = first > 127 ? this.readVarint() : 0;
    const magnitude = rest * 64 + ((first & 127) >>> 1);
    return (first & 1) === 0 ? magnitude : -1 - magnitude;
  }

  readText(): string {
    return this.readUtf8(this.readVarint());
  }

  /** So many bytes of text. */
  readUtf8(length: number): string {
    const start = this.#at;
    this.#at += length;
    const bytes = this.bytes;
    if (length <= 32) {
      const units = codes[length]!;
      let i = 0;
      for (; i < length; ++i) {
        const byte = bytes[start + i]!;
        if (byte > 127) break;
        units[i] = byte;
      }
      if (i === length) return String.fromCharCode.apply(null, units);
    }
    return decoder.decode(bytes.subarray(start, start + length));
  }

  skip(bytes: number): void {
    this.#at += bytes;
  }
}
