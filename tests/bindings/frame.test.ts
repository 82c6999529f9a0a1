import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Frame, isWellFormed, NoMemory } from "../../bindings/src/frame.js";
import { EchoMemory } from "./memory.js";

/** What is read back after writing. */
function echoed<T>(write: (frame: Frame) => void, read: (frame: Frame) => T): T {
  const frame = new Frame(new EchoMemory());
  write(frame);
  frame.open();
  return read(frame);
}

const safeIntegers = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(
    ...[0, 63, 64, 127, 128, 16383, 16384, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 49].flatMap((n) => [
      n,
      -n,
      -n - 1,
    ]),
    Number.MAX_SAFE_INTEGER,
    Number.MIN_SAFE_INTEGER,
  ),
);

test("a varint comes back as it was written, for every safe integer from 0", () => {
  fc.assert(
    fc.property(safeIntegers.map(Math.abs), (value) => {
      const read = echoed(
        (frame) => frame.varint(value),
        (frame) => frame.readVarint(),
      );
      assert.equal(read, value);
    }),
  );
});

test("a varint is minimal: seven bits a byte", () => {
  for (const [value, bytes] of [
    [0, 1],
    [127, 1],
    [128, 2],
    [16383, 2],
    [16384, 3],
    [Number.MAX_SAFE_INTEGER, 8],
  ] as const) {
    const frame = new Frame(new EchoMemory());
    frame.varint(value);
    assert.equal(frame.position, bytes, String(value));
  }
});

test("a zigzag comes back as it was written, for every safe integer", () => {
  fc.assert(
    fc.property(safeIntegers, (value) => {
      const read = echoed(
        (frame) => frame.zigzag(value),
        (frame) => frame.readZigzag(),
      );
      assert.equal(read, value + 0);
    }),
  );
});

test("-0 is written as 0", () => {
  const varint = echoed(
    (frame) => frame.varint(-0),
    (frame) => frame.readVarint(),
  );
  const zigzag = echoed(
    (frame) => frame.zigzag(-0),
    (frame) => frame.readZigzag(),
  );
  assert.ok(Object.is(varint, 0) && Object.is(zigzag, 0));
});

const lengths = [0, 1, 32, 33, 42, 43, 127, 128, 129, 5461, 5462, 65536, 65537, 200000];

test("a text comes back as it was written, whatever its length and letters", () => {
  const letters = ["a", "é", "€", "𝄞", "\u0000", "\ufeff", "a𝄞é"];
  for (const length of lengths) {
    for (const letter of letters) {
      const text = letter.repeat(Math.ceil(length / letter.length));
      const read = echoed(
        (frame) => assert.ok(frame.text(text)),
        (frame) => frame.readText(),
      );
      assert.ok(read === text, `${length} times ${JSON.stringify(letter)}`);
    }
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const read = echoed(
        (frame) => assert.equal(frame.text(text), isWellFormed(text)),
        (frame) => frame.readText(),
      );
      if (isWellFormed(text)) assert.equal(read, text);
    }),
  );
});

test("a text is its length in bytes and UTF-8, nothing else", () => {
  const frame = new Frame(new EchoMemory());
  frame.text("é".repeat(30));
  assert.equal(frame.position, 61);
  frame.text("€".repeat(50));
  assert.equal(frame.position, 61 + 152);
});

test("half of a surrogate pair is not written", () => {
  for (const text of ["\ud800", "a\udc00b", "\udc00\ud800", "x".repeat(200) + "\ud83d"]) {
    const frame = new Frame(new EchoMemory());
    assert.equal(frame.text(text), false);
    assert.equal(frame.position, 0);
  }
});

test("what is written before the buffer moves is still there after", () => {
  const frame = new Frame(new EchoMemory());
  frame.text("before");
  frame.number(0.5);
  frame.text("x".repeat(100_000));
  frame.rest("after");
  frame.open();
  assert.equal(frame.readText(), "before");
  assert.equal(frame.readNumber(), 0.5);
  assert.equal(frame.readText().length, 100_000);
  assert.equal(frame.readUtf8(5), "after");
});

test("without memory, writing fails and leaves the frame usable", () => {
  const memory = new EchoMemory();
  const frame = new Frame(memory);
  frame.text("kept");
  const grow = memory._cqrs_scratch.bind(memory);
  memory._cqrs_scratch = () => 0;
  assert.throws(() => frame.reserve(1_000_000), NoMemory);
  memory._cqrs_scratch = grow;
  frame.reserve(1_000_000);
  frame.open();
  assert.equal(frame.readText(), "kept");
});

test("a call larger than any that could be right is refused before memory is asked for", () => {
  const frame = new Frame(new EchoMemory());
  assert.throws(() => frame.reserve(2 ** 28 + 1), NoMemory);
  frame.reserve(100);
});
