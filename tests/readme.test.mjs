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

const printed = [
  "1 AccountOpened { account: 'a', owner: 'Ann' }\n" +
    "2 MoneyDeposited { account: 'a', amount: 500 }\n" +
    "rejected insufficient_funds\n500\n",
  "1\n",
  "Ann\n1\n",
];

test("the README's JavaScript prints what its comments say", async () => {
  const root = await repository();
  const readme = await readFile(join(root, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```js\n([^]*?)```/g)].map(([, code]) => code);
  assert.equal(blocks.length, printed.length);

  const folder = join(root, "build/tests/readme");
  await mkdir(folder, { recursive: true });
  for (const [i, code] of blocks.entries()) {
    const file = join(folder, `example${i + 1}.mjs`);
    const packaged = (name) => `"../../package/${name ?? "index"}.js"`;
    await writeFile(
      file,
      code.replace(/"cqrs-wasm(?:\/(\w+))?"/g, (_, name) => packaged(name)),
    );
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    assert.equal(stdout, printed[i]);
  }
});
