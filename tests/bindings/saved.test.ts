import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CloudEvent } from "cloudevents";
import { createCqrs, CqrsError, unwrap, type Cqrs, type CqrsOptions } from "cqrs-wasm";
import fc from "fast-check";
import { loose } from "./bank.js";

const formats = ["binary", "ndjson"] as const;

/** Two domains, a type of the caller's own, several events in one append, every kind of id. */
async function shop(options: CqrsOptions = {}): Promise<Cqrs> {
  let now = Date.UTC(2024, 1, 29, 12);
  const cqrs = await createCqrs({ clock: () => (now += 250), newId: () => "log/1", ...options });
  cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann ☂" }, id: "open" });
  cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 500 }, metadata: { by: "me" } });
  cqrs.dispatch({
    type: "PlaceOrder",
    data: { orderId: "o1", customer: "Bo", lines: [{ sku: "s", quantity: 2, unitPrice: 3 }] },
    id: "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
    correlationId: "story",
    causationId: "why",
  });
  cqrs.append([
    { type: "Parked", data: { plate: "X 1" }, stream: "lot-1", tags: ["lot-1", "car"] },
    { type: "Noted", data: null, id: "mine" },
  ]);
  return cqrs;
}

/** What somebody who has the log can know of it. */
function known(cqrs: Cqrs): unknown {
  return {
    events: cqrs.read(),
    balance: cqrs.query("balance", { account: "a" }),
    order: cqrs.query("orderStatus", { orderId: "o1" }),
    state: cqrs.state("account-a"),
  };
}

async function rejected(options: CqrsOptions): Promise<CqrsError> {
  const error: unknown = await createCqrs(options).then(
    () => assert.fail("it was taken"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CqrsError, String(error));
  return error;
}

for (const format of formats) {
  test(`an engine made from what another exported as ${format} is the same`, async () => {
    const one = await shop();
    const saved = one.export({ format });
    const two = await createCqrs({ from: saved, newId: () => "another" });
    assert.deepEqual(known(two), known(one));
    for (const again of formats) {
      assert.deepEqual(two.export({ format: again }), one.export({ format: again }));
    }
  });

  test(`an engine from ${format} goes on: ids are known, versions and positions follow`, async () => {
    const one = await shop();
    const two = await createCqrs({ from: one.export({ format }) });
    const open = {
      type: "OpenAccount",
      data: { account: "a", owner: "Ann ☂" },
      id: "open",
    } as const;
    assert.deepEqual(two.dispatch(open), {
      ok: true,
      position: 1,
      version: 1,
      events: 1,
      duplicate: true,
    });
    const done = two.dispatch({ type: "Withdraw", data: { account: "a", amount: 200 } });
    assert.deepEqual(done, { ok: true, position: 6, version: 3, events: 1, duplicate: false });
    assert.equal(two.read({ from: 6 })[0]?.eventId, "log/1-6");
    const heard: number[] = [];
    two.subscribe({}, (event) => void heard.push(event.position));
    assert.deepEqual(heard, [1, 2, 3, 4, 5, 6]);
  });

  test(`a part of ${format} goes behind what was exported before it`, async () => {
    const cqrs = await shop();
    const begun = cqrs.export({ format });
    cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 1 } });
    const part = cqrs.export({ format, after: 5 });
    const joined =
      typeof begun === "string" ? begun + String(part) : Buffer.concat([begun, part as Uint8Array]);
    const two = await createCqrs({ from: joined });
    assert.deepEqual(two.export({ format }), cqrs.export({ format }));
    const alone = await rejected({ from: part });
    assert.equal(alone.code, "corrupt");
  });

  test(`a log of ${format} that is cut is refused, and recovered when asked`, async () => {
    const cqrs = await shop();
    const saved = cqrs.export({ format });
    const cut = saved.slice(0, -5);
    const refused = await rejected({ from: cut });
    assert.equal(refused.code, "corrupt");
    const place = format === "binary" ? refused.byte : refused.line;
    assert.ok(place !== undefined && place > 0 && place < saved.length);
    assert.equal(refused.path, undefined);
    const two = await createCqrs({ from: cut, recover: true });
    assert.equal(two.stats().head, 3);
    const { recovered } = two.stats();
    if (format === "ndjson") assert.deepEqual(recovered, { droppedLines: 2 });
    else assert.ok(recovered?.droppedBytes !== undefined && recovered.droppedBytes > 0);
    const whole = await createCqrs({ from: saved, recover: true });
    assert.deepEqual(whole.stats().recovered, {
      [format === "binary" ? "droppedBytes" : "droppedLines"]: 0,
    });
    assert.equal(cqrs.stats().recovered, undefined);
  });

  test(`a log of ${format} that passes a limit is refused with that limit`, async () => {
    const saved = (await shop()).export({ format });
    for (const [name, most] of [
      ["events", 5],
      ["streams", 3],
      ["eventTypes", 5],
      ["tagsPerEvent", 2],
    ] as const) {
      await createCqrs({ from: saved, limits: { [name]: most } });
      const error = await rejected({ from: saved, limits: { [name]: most - 1 } });
      assert.equal(error.code, "limit");
      assert.match(error.message, new RegExp(name));
    }
    const error = await rejected({ from: saved, limits: { memoryBytes: 20_000 } });
    assert.equal(error.code, "limit");
  });
}

test("NDJSON is CloudEvents 1.0, as the package cloudevents sees it", async () => {
  const cqrs = await shop();
  const events = cqrs.read();
  const lines = cqrs.export({ format: "ndjson" }).split("\n");
  assert.equal(lines.pop(), "");
  assert.equal(lines.length, events.length);
  lines.forEach((line, i) => {
    const event = new CloudEvent<unknown>(JSON.parse(line) as object);
    assert.ok(event.validate());
    assert.equal(event.id, events[i]!.eventId);
    assert.equal(event.source, "urn:cqrs:log:log%2f1");
    assert.equal(event.type, events[i]!.type);
    assert.equal(event.subject ?? null, events[i]!.stream);
    assert.equal(Date.parse(event.time!), events[i]!.time);
    assert.deepEqual(event.data, events[i]!.data);
    for (const name of Object.keys(JSON.parse(line) as object))
      assert.match(name, /^[a-z0-9]{1,20}$/);
  });
});

test("NDJSON may have a byte order mark, CRLF, empty lines, other keys and another order", async () => {
  const cqrs = await shop();
  const text = cqrs.export({ format: "ndjson" });
  const inherited = Object.create({ format: "ndjson" }) as { format: "ndjson" };
  assert.equal(cqrs.export(inherited), text, "options may be inherited");
  const other = text
    .split("\n")
    .map((line) => {
      if (line === "") return "";
      const members = Object.entries(JSON.parse(line) as object).reverse();
      return ` ${JSON.stringify(Object.fromEntries([["traceparent", [1, { a: "\\" }]], ...members]))}`;
    })
    .join("\r\n");
  const two = await createCqrs({ from: `\ufeff\r\n${other}\r\n\r\n` });
  assert.equal(two.export({ format: "ndjson" }), text);
});

test("events from elsewhere are taken in the order of their lines", async () => {
  const event = (id: string, more: object) =>
    JSON.stringify({ specversion: "1.0", id, source: "/lots", type: "Parked", ...more });
  const from = [
    event("1", { subject: "lot-1", time: "2024-02-29T12:00:00+01:00", data: { plate: "X" } }),
    event("2", { subject: "lot-1", data: 1e3, position: "elsewhere", tags: "a,b" }),
    event("3", { correlationid: "c" }),
  ].join("\n");
  const cqrs = await createCqrs({ from, newId: () => "mine" });
  const time = Date.UTC(2024, 1, 29, 11);
  const common = { type: "Parked", time, tags: [] };
  assert.deepEqual(cqrs.read(), [
    {
      ...common,
      position: 1,
      stream: "lot-1",
      version: 1,
      data: { plate: "X" },
      eventId: "1",
      correlationId: "1",
    },
    {
      ...common,
      position: 2,
      stream: "lot-1",
      version: 2,
      data: 1000,
      eventId: "2",
      correlationId: "2",
    },
    {
      ...common,
      position: 3,
      stream: null,
      version: 0,
      data: null,
      eventId: "3",
      correlationId: "c",
    },
  ]);
});

test("a number is taken if a double holds it, to the last digit, and a money if it is an integer", async () => {
  const one = await createCqrs({ newId: () => "log" });
  one.append([{ type: "Measured", data: { n: 1 } }]);
  one.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } });
  one.dispatch({ type: "Deposit", data: { account: "a", amount: 7 } });
  const ndjson = one.export({ format: "ndjson" });
  const measured = (n: string) => ndjson.replace('"n":1', `"n":${n}`);
  const most = 2n ** 1024n - 2n ** 970n; // from here on, the nearest is infinity
  for (const held of [
    `${most - 1n}`,
    `-${most - 1n}.9`,
    "17976931348623158.0e292",
    "9e-999999999999",
  ]) {
    const two = await createCqrs({ from: measured(held) });
    assert.deepEqual(two.read({ limit: 1 })[0]!.data, { n: Number(held) }, held);
  }
  for (const beyond of [
    `${most}`,
    `${most}.0`,
    `0.0${most}e310`,
    "1e309",
    "-1e400",
    "1e999999999999",
  ]) {
    assert.equal((await rejected({ from: measured(beyond) })).line, 1, beyond);
  }
  const deposited = (amount: string) => ndjson.replace('"amount":7', `"amount":${amount}`);
  for (const seven of ["7.0", "70e-1", "0.00700e3"]) {
    const two = await createCqrs({ from: deposited(seven) });
    assert.deepEqual(two.read({ types: ["MoneyDeposited"] })[0]!.data, { account: "a", amount: 7 });
  }
  for (const other of ["7.00000000000000000000001", "7e-1", "4503599627370497.5", "1e16"]) {
    assert.equal((await rejected({ from: deposited(other) })).line, 3, other);
  }
});

test("a binary log cut at any byte is recovered up to its last whole append, be that none", async () => {
  const cqrs = await shop();
  const saved = cqrs.export({ format: "binary" });
  let heads = 0;
  for (let size = 0; size <= saved.length; ++size) {
    const two = await createCqrs({ from: saved.subarray(0, size), recover: true });
    const { head, recovered } = two.stats();
    assert.deepEqual(two.read(), cqrs.read({ to: head }), String(size));
    assert.ok(recovered?.droppedBytes !== undefined && recovered.droppedBytes <= size);
    if (head === 0 && size < 20) assert.equal(recovered.droppedBytes, size);
    if (head > 0) heads += 1;
    two.close();
  }
  assert.ok(heads > 0);
  const fresh = await createCqrs({ from: saved.subarray(0, 9), recover: true });
  assert.ok(fresh.dispatch({ type: "OpenAccount", data: { account: "new", owner: "Ann" } }).ok);
});

test("an event that does not fit those before it is named by its line", async () => {
  const cqrs = await createCqrs({ domains: ["bank"] });
  unwrap(cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" } }));
  unwrap(cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 7 } }));
  unwrap(cqrs.dispatch({ type: "Withdraw", data: { account: "a", amount: 5 } }));
  const from = cqrs
    .export({ format: "ndjson" })
    .replace('"amount":7', '"amount":4')
    .replace("\n", "\n\n");
  for (const recover of [false, true]) {
    const error = await rejected({ from, recover });
    assert.deepEqual([error.code, error.line, error.path], ["corrupt", 4, undefined]);
    assert.match(
      error.message,
      /^the saved log is damaged at line 4: the event at position 3, Mon/,
    );
  }
});

test("bytes may be NDJSON, and an ArrayBuffer does", async () => {
  const cqrs = await shop();
  const text = cqrs.export({ format: "ndjson" });
  const bytes = new TextEncoder().encode(text);
  for (const from of [bytes, bytes.buffer, cqrs.export({ format: "binary" })]) {
    assert.equal((await createCqrs({ from })).export({ format: "ndjson" }), text);
  }
});

test("what is no saved log is refused, and what is no log at all is a TypeError", async () => {
  for (const from of ["hello", "{}", "\n\n{", new Uint8Array([0x89, 1])]) {
    const error = await rejected({ from, recover: true });
    assert.equal(error.code, "corrupt");
    assert.equal(typeof (error.byte ?? error.line), "number");
  }
  assert.equal((await rejected({ from: new Uint8Array(0) })).byte, 0);
  const half = await rejected({ from: "{\n\ud800" });
  assert.equal(half.line, 2);
  for (const from of [1, null, {}, []]) {
    await assert.rejects(createCqrs({ from: loose(from) }), TypeError);
  }
  const cqrs = await createCqrs({ from: "" });
  assert.equal(cqrs.stats().head, 0);
});

test("export names its formats and positions", async () => {
  const cqrs = await shop();
  for (const options of [undefined, {}, { format: "xml" }, { format: "binary", after: "1" }]) {
    assert.throws(() => cqrs.export(loose(options)), TypeError);
  }
  for (const after of [-1, 1.5, 6]) {
    assert.throws(() => cqrs.export({ format: "binary", after }), { code: "invalid" });
  }
  cqrs.close();
  assert.throws(() => cqrs.export({ format: "binary" }), { code: "closed" });
});

test("a log of many pieces comes out and goes in whole", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const text = "😀".repeat(100_000);
  for (let i = 0; i < 8; ++i) cqrs.append([{ type: "Said", data: { text, i } }]);
  for (const format of formats) {
    const two = await createCqrs({ domains: [], from: cqrs.export({ format }) });
    assert.deepEqual(two.read({ from: 8 }), cqrs.read({ from: 8 }));
  }
});

test("what any JSON and any ids make of a log survives both formats", async () => {
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
  const event = fc.record(
    {
      type: text,
      data: fc.jsonValue({ maxDepth: 4 }),
      stream: text,
      tags: fc.uniqueArray(text, { maxLength: 5 }),
      id: text,
      metadata: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })),
    },
    { requiredKeys: ["type", "data"] },
  );
  const appends = fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      appends,
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      async (batches, time) => {
        using one = await createCqrs({ domains: [], clock: () => time });
        for (const events of batches) one.append(loose(events));
        const binary = one.export({ format: "binary" });
        const ndjson = one.export({ format: "ndjson" });
        using two = await createCqrs({ domains: [], from: binary });
        assert.equal(two.export({ format: "ndjson" }), ndjson);
        assert.deepEqual(two.read(), one.read());
        if (ndjson === "") return;
        using three = await createCqrs({ domains: [], from: ndjson });
        assert.deepEqual(three.export({ format: "binary" }), binary);
      },
    ),
    { numRuns: 100 },
  );
});

test("the log that the native tests know is what the package exports", async () => {
  let now = Date.UTC(2024, 1, 29, 12);
  const cqrs = await createCqrs({ clock: () => now, newId: () => "bank-log" });
  cqrs.dispatch({ type: "OpenAccount", data: { account: "a", owner: "Ann" }, id: "open-a" });
  now += 250;
  cqrs.dispatch({ type: "OpenAccount", data: { account: "b", owner: "Bob ☂" } });
  cqrs.dispatch({
    type: "Deposit",
    data: { account: "a", amount: 500 },
    id: "f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
    correlationId: "story",
    metadata: { by: "Ann" },
  });
  now += 86_400_000;
  cqrs.dispatch({
    type: "TransferMoney",
    data: { from: "a", to: "b", amount: 20 },
    causationId: "why",
  });
  cqrs.append([
    { type: "Noted", data: { text: "hello" }, stream: "notes", tags: ["notes", "x"], id: "mine" },
  ]);
  const header = readFileSync("tests/bank_log.hpp", "utf8");
  assert.equal(cqrs.export({ format: "ndjson" }), /R"ndjson\((.*)\)ndjson"/s.exec(header)?.[1]);
});
