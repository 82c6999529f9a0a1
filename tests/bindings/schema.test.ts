import assert from "node:assert/strict";
import test from "node:test";
import * as v from "valibot";
import { z } from "zod";
import { createCqrs, type, unwrap, type DispatchResult, type StandardSchema } from "cqrs-wasm";
import { loose } from "./bank.js";

const failed = (result: DispatchResult) => {
  assert.ok(!result.ok);
  return result;
};

async function meters(
  command: StandardSchema<{ meter: string; values: number[] }>,
  event: StandardSchema<{ meter: string; values: number[] }>,
) {
  return (await createCqrs({ domains: [] })).define({
    name: "meter",
    commands: { Read: command },
    events: { WasRead: event },
    identity: ({ data }) => data.meter,
    initialState: () => 0,
    decide: ({ data }) => ({ type: "WasRead", data }),
    evolve: (state, { data }) => state + data.values.length,
  });
}

const validators = {
  zod: z.object({ meter: z.string(), values: z.array(z.number().max(9)) }),
  valibot: v.object({ meter: v.string(), values: v.array(v.pipe(v.number(), v.maxValue(9))) }),
};

for (const [name, schema] of Object.entries(validators)) {
  test(`${name} says what is wrong with a command, with its path`, async () => {
    const cqrs = await meters(schema, schema);
    unwrap(cqrs.dispatch({ type: "Read", data: { meter: "m", values: [1, 9] } }));
    const high = failed(cqrs.dispatch({ type: "Read", data: { meter: "m", values: [1, 10] } }));
    assert.equal(high.code, "invalid");
    assert.equal(high.path, "values[1]");
    assert.match(high.message, /^values\[1\]: .*9/);
    assert.equal(failed(cqrs.dispatch(loose({ type: "Read", data: 5 }))).path, "data");
    assert.equal(cqrs.stats().head, 1);
  });

  test(`${name} says what is wrong with an event, which is the domain's failure`, async () => {
    const cqrs = await meters(z.object({ meter: z.string(), values: z.array(z.number()) }), schema);
    const wrong = failed(cqrs.dispatch({ type: "Read", data: { meter: "m", values: [10] } }));
    assert.equal(wrong.code, "domain_failed");
    assert.equal(wrong.path, "values[0]");
    assert.equal(cqrs.stats().head, 0);
  });
}

test("a validator's output is what is decided on and what is stored", async () => {
  const cqrs = (await createCqrs({ domains: [] })).define({
    name: "note",
    commands: { Write: z.object({ at: z.coerce.date(), text: z.string().trim() }) },
    events: {
      Written: z.object({ year: z.number(), text: z.string(), lang: z.string().default("en") }),
    },
    identity: () => "all",
    initialState: (): string[] => [],
    decide: ({ data: { at, text } }) => ({
      type: "Written",
      data: { year: at.getUTCFullYear(), text },
    }),
    evolve: (state, { data }) => [...state, data.lang],
  });
  const write = {
    type: "Write",
    data: { at: loose("2024-05-06"), text: " hi " },
    id: "w",
  } as const;
  unwrap(cqrs.dispatch(write));
  assert.deepEqual(cqrs.read()[0]?.data, { year: 2024, text: "hi", lang: "en" });
  assert.deepEqual(cqrs.state("note-all"), ["en"]);
  assert.equal(unwrap(cqrs.dispatch(write)).duplicate, true);
});

test("a validator that answers later, fails or makes what JSON cannot hold is refused", async () => {
  const of = (validate: (value: unknown) => unknown) =>
    loose({ "~standard": { version: 1, vendor: "test", validate } }) as StandardSchema<{
      meter: string;
      values: number[];
    }>;
  const right = of((value) => ({ value }));
  const command = { type: "Read", data: { meter: "m", values: [] as number[] } } as const;
  const said = async (a: typeof right, b: typeof right) => {
    const { code, message } = failed((await meters(a, b)).dispatch(command));
    return `${code}: ${message}`;
  };
  const late = of(() => Promise.resolve({ value: 1 }));
  const failing = of(() => {
    throw new Error("mine");
  });
  assert.match(await said(late, right), /domain_failed: .*schema of Read returned a promise/);
  assert.match(await said(right, failing), /domain_failed: .*schema of WasRead threw: mine/);
  assert.match(
    await said(
      right,
      of(() => ({ value: new Date(0) })),
    ),
    /domain_failed: .*Date/,
  );
  const silent = of(() => undefined);
  assert.match(await said(silent, right), /domain_failed: .*schema of Read returned undefined/);
  const content = of((value) => ({ value, issues: null }));
  assert.ok((await meters(content, right)).dispatch(command).ok);
  const listing = of(() => Object.assign(["odd"], { issues: [{ message: "is odd" }] }));
  assert.match(await said(listing, right), /^invalid: data: is odd/);
  const empty = of(() => ({ issues: [] }));
  assert.match(await said(empty, right), /invalid: data: not as its schema asks/);
});

test("schema() says what a domain in JavaScript understands, as far as its validators can", async () => {
  const cqrs = (await meters(validators.zod, type())).project({
    name: "sums",
    initialState: () => 0,
    apply: (sum) => sum + 1,
    queries: { sum: (sum) => sum },
  });
  const { commands, events, queries } = cqrs.schema();
  assert.deepEqual(Object.keys(commands.Read.properties ?? {}), ["meter", "values"]);
  assert.deepEqual(commands.Read.required, ["meter", "values"]);
  assert.deepEqual(events, { WasRead: {} });
  assert.deepEqual(queries, { sum: { params: {}, result: {} } });
});

test("a validator that cannot say what it asks for in JSON Schema takes anything, says schema()", async () => {
  const unsayable = z.object({ meter: z.string(), values: z.array(z.number()), when: z.date() });
  const cqrs = await meters(loose(unsayable), type());
  assert.deepEqual(cqrs.schema().commands.Read, {});
});
