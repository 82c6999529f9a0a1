// The README's JavaScript runs as it stands there, against the package as built.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository, whether this file runs from `tests` or from where it was built to. */
async function repository(folder = dirname(fileURLToPath(import.meta.url))) {
  const found = await readFile(join(folder, "CMakePresets.json")).catch(() => undefined);
  return found ? folder : repository(resolve(folder, ".."));
}

test("the README's JavaScript prints what its comments say", async () => {
  const root = await repository();
  const readme = await readFile(join(root, "README.md"), "utf8");
  const code = /```js\n([^]*?)```/.exec(readme)?.[1];
  assert.ok(code, "the README has a block of JavaScript");

  const folder = join(root, "build/tests/readme");
  await mkdir(join(folder, "node_modules"), { recursive: true });
  await writeFile(
    join(folder, "example.mjs"),
    code.replaceAll('"cqrs-wasm"', '"../../package/index.js"'),
  );
  const { stdout } = await run(process.execPath, [join(folder, "example.mjs")]);
  assert.equal(
    stdout,
    "1 AccountOpened { account: 'a', owner: 'Ann' }\n" +
      "2 MoneyDeposited { account: 'a', amount: 500 }\n" +
      "rejected insufficient_funds\n500\n",
  );
});
