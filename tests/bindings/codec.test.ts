import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { decode, encode, fieldOf } from "../../bindings/src/codec.js";
import { Frame } from "../../bindings/src/frame.js";
import type { JsonSchema } from "../../bindings/src/types.js";
import { EchoMemory } from "./memory.js";

/** What is read back, or undefined if the value does not fit. */
function echoed(schema: JsonSchema, value: unknown, frozen = false): unknown {
  const frame = new Frame(new EchoMemory());
  const field = fieldOf(schema);
  if (!encode(field, value, frame)) return undefined;
  const written = frame.position;
  frame.open();
  const read = decode(field, frame, frozen);
  frame.position = 0;
  encode(field, read, frame);
  assert.equal(frame.position, written, "written again, it is as long");
  return read;
}

function object(properties: Record<string, JsonSchema>, ...optional: string[]): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

const line = object({
  sku: { type: "string", minLength: 1, maxLength: 5 },
  quantity: { type: "integer", minimum: 1, maximum: 1000 },
});
const order = object(
  {
    id: { type: "string", minLength: 1, maxLength: 64 },
    note: { type: "string", minLength: 0, maxLength: 8 },
    delta: { type: "integer", minimum: -5, maximum: 5 },
    status: { type: "string", enum: ["open", "closed"] },
    gift: { type: "boolean" },
    lines: { type: "array", minItems: 1, maxItems: 2, items: line },
  },
  "note",
  "gift",
);
const right = { id: "o1", delta: -3, status: "closed", lines: [{ sku: "a", quantity: 2 }] };

/** A schema together with values that fit it. */
const described = fc.letrec<{ any: [JsonSchema, fc.Arbitrary<unknown>] }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.maxSafeInteger(), fc.maxSafeInteger()).map(([a, b]) => {
      const [minimum, maximum] = [Math.min(a, b), Math.max(a, b)];
      return [{ type: "integer", minimum, maximum }, fc.integer({ min: minimum, max: maximum })];
    }),
    fc.nat({ max: 300 }).map((most) => {
      const text = fc.string({ unit: "grapheme", maxLength: most });
      return [{ type: "string", minLength: 0, maxLength: most * 20 }, text];
    }),
    fc.constant([{ type: "boolean" }, fc.boolean()]),
    fc
      .uniqueArray(fc.string(), { minLength: 1 })
      .map((words) => [{ type: "string", enum: words }, fc.constantFrom(...words)]),
    tie("any").map(([items, item]) => {
      return [{ type: "array", items, minItems: 0, maxItems: 9 }, fc.array(item, { maxLength: 9 })];
    }),
    fc
      .dictionary(
        fc.string().filter((name) => !(name in Object.prototype)),
        fc.tuple(tie("any"), fc.boolean()),
        { maxKeys: 6, noNullPrototype: true },
      )
      .map((parts) => {
        const entries = Object.entries(parts);
        const needed = entries.filter(([, [, isNeeded]]) => isNeeded).map(([name]) => name);
        const optional = entries.filter(([, [, isNeeded]]) => !isNeeded).map(([name]) => name);
        const schemas = Object.fromEntries(entries.map(([name, [[schema]]]) => [name, schema]));
        const values = Object.fromEntries(entries.map(([name, [[, value]]]) => [name, value]));
        return [
          object(schemas, ...optional),
          fc.record(values, { requiredKeys: needed, noNullPrototype: true }),
        ];
      }),
  ) as fc.Arbitrary<[JsonSchema, fc.Arbitrary<unknown>]>,
})).any;

const describedValue = described.chain(([schema, value]) => fc.tuple(fc.constant(schema), value));

test("a value that fits its schema comes back equal, whatever the schema", () => {
  fc.assert(
    fc.property(describedValue, ([schema, value]) => {
      assert.deepEqual(echoed(schema, value), value);
    }),
  );
});

test("the order of a caller's keys does not matter", () => {
  const turned = Object.fromEntries(Object.entries(right).reverse());
  assert.deepEqual(echoed(order, turned), right);
});

test("an optional property may be absent or undefined", () => {
  const frame = new Frame(new EchoMemory());
  assert.ok(encode(fieldOf(order), right, frame));
  assert.deepEqual(echoed(order, { ...right, gift: false, note: "" }), {
    id: "o1",
    note: "",
    delta: -3,
    status: "closed",
    gift: false,
    lines: [{ sku: "a", quantity: 2 }],
  });
});

test("-0 is 0", () => {
  const read = echoed(order, { ...right, delta: -0 }) as { delta: number };
  assert.ok(Object.is(read.delta, 0));
});

test("lengths are of code points", () => {
  const schema: JsonSchema = { type: "string", minLength: 1, maxLength: 3 };
  assert.equal(echoed(schema, "𝄞"), "𝄞");
  assert.equal(echoed(schema, "abc"), "abc");
  assert.equal(echoed(schema, "abcd"), undefined);
  assert.equal(echoed(schema, ""), undefined);
  // One code point, two code units: that it is too short is left to the core to say.
  assert.equal(echoed({ ...schema, minLength: 2 }, "𝄞"), undefined);
});

test("what does not fit is not encoded", () => {
  class Order {
    constructor() {
      Object.assign(this, right);
    }
  }
  const wrong: unknown[] = [
    undefined,
    null,
    "o1",
    [],
    new Order(),
    Object.create(right),
    {},
    { ...right, extra: 1 },
    { ...right, id: 1 },
    { ...right, id: "" },
    { ...right, id: "\ud800" },
    { ...right, id: "x".repeat(65) },
    { ...right, delta: 6 },
    { ...right, delta: -6 },
    { ...right, delta: 0.5 },
    { ...right, delta: NaN },
    { ...right, delta: "1" },
    { ...right, delta: 1n },
    { ...right, status: "ajar" },
    { ...right, status: 0 },
    { ...right, gift: 1 },
    { ...right, gift: null },
    { ...right, lines: [] },
    { ...right, lines: { length: 1, 0: right.lines[0] } },
    { ...right, lines: new Array(1) },
    { ...right, lines: [right.lines[0], right.lines[0], right.lines[0]] },
    { ...right, lines: [{ sku: "a", quantity: 1001 }] },
    { ...right, lines: [{ sku: "a" }] },
    { ...right, lines: [{ sku: "a", quantity: 1, more: 1 }] },
  ];
  for (const value of wrong) assert.equal(echoed(order, value), undefined);
  assert.deepEqual(echoed(order, right), right);
});

test("every property is read once", () => {
  const reads = new Map<string, number>();
  const counted = new Proxy(right, {
    get(target, key) {
      reads.set(String(key), (reads.get(String(key)) ?? 0) + 1);
      return Reflect.get(target, key) as unknown;
    },
  });
  assert.ok(echoed(order, counted));
  assert.deepEqual(Object.fromEntries(reads), {
    id: 1,
    note: 1,
    delta: 1,
    status: 1,
    gift: 1,
    lines: 1,
  });
});

test("what is decoded for callbacks is frozen to the bottom", () => {
  const read = echoed(order, right, true) as typeof right;
  assert.ok(Object.isFrozen(read) && Object.isFrozen(read.lines) && Object.isFrozen(read.lines[0]));
  assert.ok(!Object.isFrozen(echoed(order, right)));
});
