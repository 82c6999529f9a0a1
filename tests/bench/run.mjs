// Measures the rows of rows.mjs, and prints one table: see run.sh. Each figure is measured in a process of its own, one
// after the other and round after round, so that what disturbs the machine disturbs all of them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { rows } from "./rows.mjs";
import { linesOf, markdownOf, textOf } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    scale: { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: [] },
    without: { type: "string", multiple: true, default: [] },
    processor: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    readme: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);
const scale = Number(options.scale);

/** What rows may need besides the package. */
const built = {
  peers: "build/peers/node_modules",
  core: "build/wasm-bench/tests/bench/core",
  define: "bindings/src/domain.ts",
};
const programs = {
  native: ["build/native-bench/tests/bench/core/cqrs_bench"],
  wasm: [process.execPath, "build/wasm-bench/tests/bench/core/cqrs_bench.js"],
};

/** Smaller by the same factor, for a look or a smoke test; one of everything is the least. */
function scaled(count) {
  return Math.max(1, Math.round(count * scale));
}

function run([command, ...args]) {
  return JSON.parse(execFileSync(command, args, { encoding: "utf8" }));
}

function measured({ task, core, constant }) {
  if (constant !== undefined) return constant;
  if (core !== undefined) {
    const load = [core.work, scaled(core.events), core.accounts].map(String);
    const output = run([...programs[core.where], ...load, "--benchmark_format=json"]);
    return output.benchmarks[0].items_per_second;
  }
  if (task !== undefined) {
    const smaller = { ...task, events: scaled(task.events) };
    if (task.at !== undefined) smaller.at = scaled(task.at);
    if (task.accounts > 1000) smaller.accounts = scaled(task.accounts);
    if (options.processor) smaller.clock = "processor";
    const flags = ["--expose-gc", "--max-old-space-size=8192"];
    const program = [process.execPath, ...flags, "tests/bench/measure.mjs"];
    return run([...program, JSON.stringify(smaller)]).value;
  }
  return gzipSync(readFileSync("build/package/index.js"), { level: 9 }).length;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

const keyOf = ({ task, core, constant, label }) =>
  JSON.stringify(task ?? core ?? constant ?? label);

/** The values of every figure that a row asks for, by its key. */
function measureAll(wanted) {
  const figures = new Map();
  for (const { ours, theirs } of wanted) {
    for (const figure of [ours, theirs]) figures.set(keyOf(figure), { figure, values: [] });
  }
  for (let round = 1; round <= runs; ++round) {
    let done = 0;
    for (const { figure, values } of figures.values()) {
      note(`round ${round} of ${runs}: ${++done} of ${figures.size}, ${figure.label}`);
      values.push(measured(figure));
    }
  }
  note("");
  return (figure) => median(figures.get(keyOf(figure)).values);
}

/** On a terminal, where it stands; elsewhere nothing. */
function note(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function isWanted({ name, needs }) {
  const named = (texts) => texts.some((text) => name.includes(text));
  return (
    (options.only.length === 0 || named(options.only)) &&
    !named(options.without) &&
    (needs === undefined || existsSync(built[needs]))
  );
}

const begin = "<!-- figures: tests/bench/run.sh --readme -->\n";
const end = "<!-- end of figures -->\n";

function writeReadme(table) {
  const readme = readFileSync("README.md", "utf8");
  const [from, to] = [readme.indexOf(begin) + begin.length, readme.indexOf(end)];
  if (from < begin.length || to < from) throw new Error("the README has no place for the figures");
  writeFileSync("README.md", `${readme.slice(0, from)}\n${table}\n\n${readme.slice(to)}`);
}

const wanted = rows.filter(isWanted);
if (options.list) {
  for (const { name } of wanted) console.log(name);
} else {
  const lines = linesOf(wanted, measureAll(wanted));
  const machine = `${cpus().length} cores ${process.arch}, Node ${process.versions.node}`;
  const size = scale === 1 ? "" : `, sizes × ${scale}: not to be compared`;
  const today = new Date().toISOString().slice(0, 10);
  const clock = options.processor ? ", by the processor's clock" : "";
  const heading = `${today}, ${machine}: the median of ${runs} runs${clock}${size}`;
  const isShort = options.markdown || options.readme;
  const table = `${heading}\n\n${isShort ? markdownOf(lines) : textOf(lines)}`;
  console.log(table);
  if (options.readme && scale === 1) writeReadme(table);
}
