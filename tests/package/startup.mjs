// From the start of the import to the first answer, in fresh processes: node tests/package/startup.mjs [runs]
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";

const runs = Number(process.argv[2] ?? 20);
const entry = pathToFileURL(process.argv[3] ?? "build/package/index.js").href;
const script = `
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
  const text = execFileSync(process.execPath, ["--input-type=module", "--eval", script]);
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
