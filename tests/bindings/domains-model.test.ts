import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { createCqrs, unwrap, type DispatchResult } from "cqrs-wasm";
import { loose } from "./bank.js";
import { lot, lotEngine } from "./lot.js";

const codeOf = (result: DispatchResult) => (result.ok ? "ok" : (result.reason ?? result.code));

const steps = fc.array(
  fc.record({
    plate: fc.constantFrom("A", "B", "C", "D", "E"),
    lot: fc.constantFrom("x", "y"),
    what: fc.constantFrom("Park", "Park", "Leave", "append", "Look"),
    id: fc.option(fc.constantFrom("i1", "i2", "i3"), { nil: undefined }),
  }),
  { maxLength: 40 },
);

test("whatever the commands, the log is that of a naive model, and replay equals live", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(2, 65_536), async (plan, statesCached) => {
      const cqrs = await lotEngine({ limits: { statesCached } });
      const log: { type: string; data: unknown; stream: string }[] = [];
      const lots: Record<string, string[]> = { x: [], y: [] };
      const ids = new Map<string, { payload: string; position: number }>();
      const seen: unknown[] = [];
      cqrs.subscribe({}, (event) => {
        assert.ok([event, event.data, event.tags].every((part) => Object.isFrozen(part)));
        seen.push(event);
      });
      for (const step of plan) {
        const cars = lots[step.lot]!;
        const data = { lot: step.lot, plate: step.plate };
        const happen = (type: "Parked" | "Left") => {
          log.push({ type, data, stream: `lot-${step.lot}` });
          if (type === "Parked") cars.push(step.plate);
          else cars.splice(cars.indexOf(step.plate), 1);
        };
        if (step.what === "append") {
          if (cars.includes(step.plate)) continue;
          happen("Parked");
          unwrap(cqrs.append([{ type: "Parked", data, stream: `lot-${step.lot}` }]));
          continue;
        }
        const payload = JSON.stringify([step.what, data]);
        const before = step.id === undefined ? undefined : ids.get(step.id);
        let expected: string;
        if (before)
          expected = before.payload === payload ? `duplicate ${before.position}` : "id_reused";
        else if (step.what === "Look") expected = "ok";
        else if (step.what === "Leave") {
          expected = cars.includes(step.plate) ? "ok" : "not_here";
          if (expected === "ok") happen("Left");
        } else {
          expected = cars.includes(step.plate)
            ? "parked_already"
            : cars.length >= 3
              ? "lot_full"
              : "ok";
          if (cars.length > 3 && expected === "lot_full") expected = "ok";
          if (expected === "ok") happen("Parked");
        }
        if (expected === "ok" && step.id !== undefined && step.what !== "Look") {
          ids.set(step.id, { payload, position: log.length });
        }
        const result = cqrs.dispatch(
          loose({ type: step.what, data, ...(step.id === undefined ? {} : { id: step.id }) }),
        );
        const actual =
          result.ok && result.duplicate ? `duplicate ${result.position}` : codeOf(result);
        assert.equal(actual, expected);
      }
      const read = cqrs.read();
      assert.deepEqual(
        read.map(({ type, data, stream }) => ({ type, data, stream })),
        log,
      );
      // Those that are shown when they are decided have not been read from the log.
      assert.equal(JSON.stringify(seen), JSON.stringify(read));
      for (const name of ["x", "y"]) {
        const none = !log.some(({ stream }) => stream === `lot-${name}`);
        assert.deepEqual(cqrs.state(`lot-${name}`), none ? null : { cars: lots[name] });
      }
      const replayed = await createCqrs({ domains: [] });
      unwrap(
        replayed.append(
          read.map(({ type, data, stream }) => ({ type, data: data, stream: stream! })),
        ),
      );
      const again = replayed.define(lot);
      for (const name of ["lot-x", "lot-y"]) {
        assert.deepEqual(again.state(name), cqrs.state(name));
      }
      cqrs.close();
      replayed.close();
    }),
    { numRuns: 60 },
  );
});
