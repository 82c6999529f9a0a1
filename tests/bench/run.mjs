// Measures the rows of rows.mjs, and prints one table: see run.sh. Each figure is measured in a process of its own, one
// after the other and round after round, so that what disturbs the machine disturbs all of them.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { rows } from "./rows.mjs";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    scale: { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: [] },
    without: { type: "string", multiple: true, default: [] },
    processor: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);
const scale = Number(options.scale);

/** What rows may need besides the package. */
const built = { peers: "build/peers/node_modules", core: "build/wasm-bench/tests/bench/core" };
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

function note(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function shown(value, unit) {
  const digits = value < 1000 ? 1 : 0;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })} ${unit}`;
}

function lineOf({ name, ours, theirs, isLess, target }, valueOf) {
  const [a, b] = [valueOf(ours), valueOf(theirs)];
  const ratio = isLess ? b / a : a / b;
  let verdict = "";
  if (target !== undefined) {
    const missing = Math.ceil((1 - ratio / target) * 100);
    verdict = ratio >= target ? "reached" : `missed by ${missing} %`;
  }
  // So few events that they still fit into what there was.
  if (!Number.isFinite(ratio)) verdict = "no growth";
  return {
    what: name,
    ours: shown(a, ours.unit),
    "measured against": theirs.label,
    "its figure": shown(b, theirs.unit),
    ratio: Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 0) : "",
    "at least": target === undefined ? "" : String(target),
    "": verdict,
  };
}

function printTable(lines, columns) {
  const width = (column) =>
    Math.max(column.length, ...lines.map((line) => String(line[column]).length));
  const isNumber = (column) => ["ours", "its figure", "ratio", "at least"].includes(column);
  const cell = (text, column) =>
    isNumber(column) ? text.padStart(width(column)) : text.padEnd(width(column));
  const row = (texts) =>
    options.markdown ? `| ${texts.join(" | ")} |` : texts.join("  ").trimEnd();
  console.log(row(columns.map((column) => cell(column, column))));
  if (options.markdown) {
    console.log(row(columns.map((column) => (isNumber(column) ? "--:" : "---"))));
  }
  for (const line of lines) console.log(row(columns.map((column) => cell(line[column], column))));
}

function isWanted({ name, needs }) {
  const named = (texts) => texts.some((text) => name.includes(text));
  return (
    (options.only.length === 0 || named(options.only)) &&
    !named(options.without) &&
    (needs === undefined || existsSync(built[needs]))
  );
}

const wanted = rows.filter(isWanted);
if (options.list) {
  for (const { name } of wanted) console.log(name);
} else {
  const valueOf = measureAll(wanted);
  const lines = wanted.map((row) => lineOf(row, valueOf));
  const machine = `${cpus().length} cores ${process.arch}, Node ${process.versions.node}`;
  const size = scale === 1 ? "" : `, sizes × ${scale}: not to be compared`;
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${machine}: the median of ${runs} runs${size}\n`,
  );
  const columns = Object.keys(lines[0]);
  const asRatios = columns.filter((column) => !["ours", "its figure"].includes(column));
  printTable(lines, options.markdown ? asRatios : columns);
}
