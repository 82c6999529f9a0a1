// Style as a test: what a formatter and a linter do not see.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";

const tracked = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8" })
  .split("\0")
  .filter((file) => file !== "");
const sources = tracked.filter((file) => /\.(cpp|hpp|ts|mjs|js|css|html|sh|cmake|txt)$/.test(file));
const text = (file) => readFileSync(file, "utf8");
const self = "tests/style/tidy.test.mjs";

function linesMatching(files, pattern) {
  return files
    .filter((file) => file !== self)
    .flatMap((file) =>
      text(file)
        .split("\n")
        .map((line, i) => [line, `${file}:${i + 1}: ${line.trim()}`])
        .filter(([line]) => pattern.test(line))
        .map(([, where]) => where),
    );
}

test("there are no top-level folders but src, bindings, web and tests", () => {
  const folders = tracked.filter((file) => file.includes("/")).map((file) => file.split("/", 1)[0]);
  const visible = [...new Set(folders)].filter((folder) => !folder.startsWith("."));
  assert.deepEqual(
    visible.filter((folder) => !["src", "bindings", "web", "tests"].includes(folder)),
    [],
  );
});

test("no source file is longer than 500 lines", () => {
  const long = sources
    .map((file) => [file, text(file).split("\n").length - 1])
    .filter(([, lines]) => lines > 500);
  assert.deepEqual(long, []);
});

test("nlohmann-json is included by one source file of src and by no header", () => {
  const including = tracked
    .filter((file) => /^(src|bindings)\/.*\.(cpp|hpp)$/.test(file))
    .filter((file) => /#\s*include\s*[<"]nlohmann\//.test(text(file)));
  assert.equal(including.length, 1, including.join(", "));
  assert.match(including[0], /^src\/.*\.cpp$/);
});

test("the engine includes neither a domain nor Emscripten, and a domain nothing of the bindings", () => {
  const inside = (folder) => tracked.filter((file) => file.startsWith(folder));
  assert.deepEqual(
    linesMatching(inside("src/cqrs/"), /#\s*include\s*[<"](domains|emscripten|sim)\//),
    [],
  );
  assert.deepEqual(linesMatching(inside("src/"), /#\s*include\s*[<"](emscripten|bindings)/), []);
});

test("nothing is left over", () => {
  assert.deepEqual(linesMatching(sources, /\b(TODO|FIXME|XXX|HACK)\b/), []);
});

test("every test runs", () => {
  const tests = tracked.filter((file) => /^tests\/.*\.(ts|mjs|cpp)$/.test(file));
  assert.deepEqual(
    linesMatching(tests, /\b(it|test|describe)\.(skip|only|todo)\b|\[!?(shouldfail|hide|\.)\]/),
    [],
  );
});

test("no path of one machine and no registry's address is in a file", () => {
  const files = [...sources, ...tracked.filter((file) => /\.(json|md)$|^\.npmrc$/.test(file))];
  assert.deepEqual(linesMatching(files, /["'`( =]\/(home|root|work|Users)\//), []);
  assert.deepEqual(linesMatching(["package-lock.json"], /"resolved": "https?:/), []);
});

test("no build product is tracked", () => {
  assert.deepEqual(
    tracked.filter((file) => /\.(wasm|o|a|tgz|orig)$|^build\/|node_modules\//.test(file)),
    [],
  );
});
