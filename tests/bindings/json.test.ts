import assert from "node:assert/strict";
import test from "node:test";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { canonicalOf, copyOf, jsonOf, ValueError } from "../../bindings/src/json.js";

function refused(value: unknown): ValueError {
  try {
    jsonOf(value, "data", false);
  } catch (error) {
    assert.ok(error instanceof ValueError, String(error));
    return error;
  }
  return assert.fail("it was accepted");
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; ++i) value = i % 2 === 0 ? [value] : { in: value };
  return value;
}

test("any JSON value becomes the text that JSON.stringify makes of it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" }), (value) => {
      assert.equal(jsonOf(value, "data"), JSON.stringify(value));
    }),
  );
});

test("a copy is what JSON.parse makes of the text, deeply frozen, and tells whether its keys are in order", () => {
  const areFrozen = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every(areFrozen));
  const areSorted = (value: unknown): boolean =>
    typeof value !== "object" ||
    value === null ||
    (Object.values(value).every(areSorted) &&
      (Array.isArray(value) || Object.keys(value).join() === Object.keys(value).sort().join()));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" }), (given) => {
      const { json, value, isSorted } = copyOf(given, "data");
      assert.equal(json, JSON.stringify(given));
      assert.deepEqual(value, JSON.parse(json));
      assert.equal(JSON.stringify(value), json);
      assert.ok(areFrozen(value));
      assert.equal(isSorted, areSorted(given));
    }),
  );
});

test("a copy has nothing of what it was made of", () => {
  const given = { a: undefined, b: -0, list: [{ c: 1 }], [Symbol("s")]: 1 };
  const { value } = copyOf(given, "data");
  given.list[0]!.c = 2;
  assert.deepStrictEqual(value, { b: 0, list: [{ c: 1 }] });
  const text = '{"z":1,"__proto__":{"x":[]}}';
  const hostile = copyOf(JSON.parse(text), "data").value as object;
  assert.equal(Object.getPrototypeOf(hostile), Object.prototype);
  assert.equal(JSON.stringify(hostile), text);
});

test("equal values have the same canonical text, whatever the order of their keys", () => {
  const text = (value: unknown) => canonicalOf(copyOf(value, "data"));
  assert.equal(text({ b: [{ d: 1, c: "x" }], a: null }), '{"a":null,"b":[{"c":"x","d":1}]}');
  assert.equal(text({ a: null, b: [{ c: "x", d: 1 }] }), '{"a":null,"b":[{"c":"x","d":1}]}');
});

test("keys keep their order, and an own __proto__ is a key like any other", () => {
  const value: unknown = JSON.parse('{"z":1,"__proto__":{"x":[]},"a":2,"constructor":3}');
  assert.equal(jsonOf(value, "data"), '{"z":1,"__proto__":{"x":[]},"a":2,"constructor":3}');
});

test("an undefined property is absent, as is one named by a symbol; -0 is 0", () => {
  const value = { a: undefined, b: -0, [Symbol("s")]: 1, c: [-0], d: undefined };
  assert.equal(jsonOf(value, "data"), '{"b":0,"c":[0]}');
});

test("objects without a prototype and those of another realm are plain", () => {
  const bare = Object.assign(Object.create(null) as object, { a: 1 });
  assert.equal(jsonOf(bare, "data"), '{"a":1}');
  assert.equal(jsonOf(runInNewContext("({ a: [1, { b: 2 }] })"), "data"), '{"a":[1,{"b":2}]}');
});

test("what JSON cannot hold is refused, with the path that leads to it", () => {
  class Money {
    amount = 1;
  }
  class List extends Array {}
  const cases: [unknown, string][] = [
    [{ a: { b: [1, NaN] } }, "a.b[1]"],
    [{ a: Infinity }, "a"],
    [{ a: -Infinity }, "a"],
    [{ a: 1n }, "a"],
    [{ a: Symbol("s") }, "a"],
    [{ a: () => 1 }, "a"],
    [{ a: new Date(0) }, "a"],
    [{ a: new Money() }, "a"],
    [{ a: new Map() }, "a"],
    [{ a: new Uint8Array(2) }, "a"],
    [{ a: Object("text") as unknown }, "a"],
    [{ a: List.from([1]) }, "a"],
    [{ a: Object.setPrototypeOf([1], null) as unknown }, "a"],
    [{ a: [1, undefined] }, "a[1]"],
    [{ a: new Array(3) }, "a[0]"],
    [{ a: "\ud800" }, "a"],
    [{ a: "x".repeat(1000) + "\udfff" }, "a"],
    [{ a: { "\ud800": 1 } }, 'a["\\ud800"]'],
    [{ "not a name": { 7: NaN } }, '["not a name"]["7"]'],
    [NaN, "data"],
    [new Money(), "data"],
    [undefined, "data"],
  ];
  for (const [value, path] of cases) {
    const { path: actual, message } = refused(value);
    assert.equal(actual, path);
    assert.ok(message.startsWith(`${path}: expected `), message);
  }
});

test("64 levels are accepted and 65 are not", () => {
  assert.equal(jsonOf(nested(64), "data"), JSON.stringify(nested(64)));
  assert.match(refused(nested(65)).message, /64 levels/);
});

test("nesting of any depth is refused without exhausting the stack", () => {
  assert.match(refused(nested(10_000)).message, /64 levels/);
  assert.match(refused(nested(1_000_000)).message, /64 levels/);
});

test("a cycle is refused as one; the same object twice is not a cycle", () => {
  const cycle: Record<string, unknown> = { a: 1 };
  cycle["b"] = [cycle];
  const { path, actual } = refused(cycle);
  assert.deepEqual([path, actual], ["b[0]", "a cycle"]);
  const shared = { x: 1 };
  assert.equal(jsonOf([shared, shared], "data"), '[{"x":1},{"x":1}]');
});

test("a getter that throws is refused with its path and with what it threw", () => {
  const thrown = new RangeError("no such thing");
  const value = {
    lines: [
      {
        get sku() {
          throw thrown;
        },
      },
    ],
  };
  const { path, cause, message } = refused(value);
  assert.equal(path, "lines[0].sku");
  assert.equal(cause, thrown);
  assert.match(message, /no such thing/);
  const hostile = {
    get a() {
      throw Object.create(null) as Error;
    },
  };
  assert.equal(refused(hostile).path, "a");
  const proxy = new Proxy({}, { ownKeys: () => assert.fail("trapped") });
  assert.equal(refused({ a: proxy }).path, "a");
});

test("every property is read once", () => {
  const reads: string[] = [];
  const value = new Proxy(
    { a: 1, b: undefined, c: "x" },
    {
      get(target, key) {
        reads.push(String(key));
        return Reflect.get(target, key) as unknown;
      },
    },
  );
  assert.equal(jsonOf(value, "data"), '{"a":1,"c":"x"}');
  assert.deepEqual(reads, ["a", "b", "c"]);
});
