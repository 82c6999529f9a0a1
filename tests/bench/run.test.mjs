// That the bench still runs and still looks at what was done; how fast anything is, no test asks.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import test from "node:test";

function bench(...options) {
  return execFileSync(process.execPath, ["tests/bench/run.mjs", ...options], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
}

test("the bench gives a line for each of its rows", () => {
  const names = bench("--list");
  const [machine, , , ...lines] = bench("--runs", "1", "--scale", "0.002");
  assert.match(machine, /Node .*median of 1 run/);
  assert.equal(lines.length, names.length);
  lines.forEach((line, i) => assert.ok(line.startsWith(names[i]), line));
});

test("the table for the README has ratios and no absolute figures", () => {
  const lines = bench("--runs", "1", "--markdown", "--only", "gzip").slice(2);
  assert.match(lines[0], /^\| what +\| measured against +\| ratio +\| at least +\|/);
  assert.match(
    lines[2],
    /^\| the package, gzip +\| 110 KB +\| +\d\.\d\d \| +1 \| (reached|missed by \d+ %)/,
  );
});

test("a store that loses a command has no figure", () => {
  mkdirSync("build/tests", { recursive: true });
  writeFileSync(
    "build/tests/forgetful.mjs",
    `import { open as openWhole } from "../../tests/bench/stores/objects_plain.mjs";
    export async function open(options) {
      const store = await openWhole(options);
      let count = 0;
      const dispatch = (command) => (++count === 50 ? { ok: true } : store.dispatch(command));
      return { ...store, dispatch };
    }`,
  );
  const measured = (store) => {
    const task = JSON.stringify({ store, work: "dispatch", events: 100, accounts: 10 });
    return spawnSync(process.execPath, ["tests/bench/measure.mjs", task], { encoding: "utf8" });
  };
  assert.equal(measured("objects_plain").status, 0);
  const { status, stderr } = measured("../../../build/tests/forgetful");
  assert.notEqual(status, 0);
  assert.match(stderr, /has \d+, not \d+/);
});
