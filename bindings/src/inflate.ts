/*
 * Raw deflate (RFC 1951) to bytes. Every runtime has an inflate of its own, but none of them is at hand everywhere
 * and at once: Node's needs an import that bundlers for browsers stumble over, DecompressionStream takes ten times as
 * long to start as this takes to finish.
 */

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const lengthBits = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const codeBitsMax = 15;

/** A prefix code: of each code, by its bits as they come, the symbol times 16 plus how many bits it has. */
type Code = Uint16Array;

/** The bytes that were compressed, of which there are `size`. The input is ours, so it is not checked. */
export function inflate(input: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const output = new Uint8Array(size);
  let at = 0;
  let next = 0;
  let held = 0;
  let count = 0;

  const bits = (wanted: number): number => {
    while (count < wanted) {
      held |= input[next++]! << count;
      count += 8;
    }
    const value = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return value;
  };

  const symbol = (code: Code): number => {
    while (count < codeBitsMax && next < input.length) {
      held |= input[next++]! << count;
      count += 8;
    }
    const entry = code[held & ((1 << codeBitsMax) - 1)]!;
    held >>>= entry & 15;
    count -= entry & 15;
    return entry >>> 4;
  };

  const codes = (): [Code, Code] => {
    const literals = bits(5) + 257;
    const distances = bits(5) + 1;
    const lengths = new Uint8Array(19);
    for (let i = bits(4) + 4, k = 0; k < i; ++k) lengths[codeLengthOrder[k]!] = bits(3);
    const code = codeOf(lengths);
    const all = new Uint8Array(literals + distances);
    for (let i = 0; i < all.length;) {
      const length = symbol(code);
      if (length < 16) {
        all[i++] = length;
        continue;
      }
      const repeated = length === 16 ? all[i - 1]! : 0;
      const times = length === 16 ? 3 + bits(2) : length === 17 ? 3 + bits(3) : 11 + bits(7);
      all.fill(repeated, i, (i += times));
    }
    return [codeOf(all.subarray(0, literals)), codeOf(all.subarray(literals))];
  };

  const block = (literals: Code, distances: Code): void => {
    for (;;) {
      const literal = symbol(literals);
      if (literal < 256) {
        output[at++] = literal;
      } else if (literal === 256) {
        return;
      } else {
        const length = lengthBases[literal - 257]! + bits(lengthBits[literal - 257]!);
        const distance = symbol(distances);
        const extra = Math.max(0, (distance >> 1) - 1);
        const back = (distance < 2 ? distance : (2 + (distance & 1)) << extra) + 1 + bits(extra);
        for (const end = at + length; at < end; ++at) output[at] = output[at - back]!;
      }
    }
  };

  for (let isLast = 0; isLast === 0;) {
    isLast = bits(1);
    block(...(bits(2) === 2 ? codes() : fixedCodes()));
  }
  return output;
}

function fixedCodes(): [Code, Code] {
  const lengths = new Uint8Array(288).fill(8).fill(9, 144, 256).fill(7, 256, 280);
  return [codeOf(lengths), codeOf(new Uint8Array(30).fill(5))];
}

/** The canonical prefix code with these lengths. */
function codeOf(lengths: Uint8Array): Code {
  const code = new Uint16Array(1 << codeBitsMax);
  let value = 0;
  for (let length = 1; length <= codeBitsMax; ++length) {
    for (let symbol = 0; symbol < lengths.length; ++symbol) {
      if (lengths[symbol] !== length) continue;
      let reversed = 0;
      for (let bit = 0; bit < length; ++bit) reversed |= ((value >> bit) & 1) << (length - 1 - bit);
      for (let i = reversed; i < code.length; i += 1 << length) code[i] = (symbol << 4) | length;
      ++value;
    }
    value <<= 1;
  }
  return code;
}
