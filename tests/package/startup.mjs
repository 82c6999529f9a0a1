// From the start of the import to the first answer, in fresh processes: node tests/package/startup.mjs [runs [script]]
// The script is by default the one that Node is led to; build/package/index.js is what all others get.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const runs = Number(process.argv[2] ?? 20);
const { exports } = JSON.parse(readFileSync("build/package/package.json", "utf8"));
const script = process.argv[3] ?? `build/package/${exports["."]["node-addons"]}`;
const entry = pathToFileURL(script).href;
const program = `
  const begun = performance.now();
  const { createCqrs } = await import(${JSON.stringify(entry)});
  const imported = performance.now();
  const cqrs = await createCqrs();
  const created = performance.now();
  const answer = cqrs.query("balance", { account: "a" });
  if (answer.data !== null) throw new Error("another answer");
  console.log(JSON.stringify([imported - begun, created - imported, performance.now() - created]));
`;

const phases = [[], [], [], []];
for (let run = 0; run < runs; ++run) {
  const text = execFileSync(process.execPath, ["--input-type=module", "--eval", program]);
  const times = JSON.parse(text);
  times.push(times.reduce((sum, time) => sum + time, 0));
  times.forEach((time, phase) => phases[phase].push(time));
}
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)].toFixed(1);
const [imported, created, answered, whole] = phases.map(median);
console.log(
  `import to first answer: ${whole} ms, median of ${runs} fresh processes ` +
    `(import ${imported}, create ${created}, answer ${answered})`,
);
