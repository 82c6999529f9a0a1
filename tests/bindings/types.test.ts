import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

// The assertions are in types/: each line marked @ts-expect-error must not compile, everything else must.
test("the public types accept what the contract allows and nothing else", () => {
  const run = () =>
    execFileSync(
      process.execPath,
      ["node_modules/typescript/bin/tsc", "-p", "tests/bindings/types"],
      {
        encoding: "utf8",
      },
    );
  try {
    run();
  } catch (error) {
    assert.fail((error as { stdout: string }).stdout);
  }
});
