import { engines } from "virtual:engines";

/** What an engine may be asked for that not every one has: domains compiled in, keeping a log as binary, or anything. */
export type Part = "orders" | "bank" | "services" | "record" | "all";

type Loadable = (typeof engines)[number];

const has = ({ parts }: Loadable, wanted: readonly Part[]): boolean =>
  parts === undefined || wanted.every((part) => parts.includes(part));

let chosen: Loadable | undefined;

/**
 * The package, with those parts at least. All engines of a page share one wasm module, so it is the least that has
 * what the other elements on the page will ask for, too; only what comes to the page later may need another.
 */
export function engineWith(wanted: readonly Part[]): ReturnType<Loadable["load"]> {
  if (!chosen || !has(chosen, wanted)) {
    const all: readonly Part[] = chosen ? ["all"] : [...wanted, ...onThisPage()];
    chosen = engines.find((engine) => has(engine, all))!;
  }
  return chosen.load();
}

function onThisPage(): Part[] {
  const elements = document.querySelectorAll<Element & { parts?: readonly Part[] }>("cqrs-demo");
  return [...elements].flatMap(({ parts }) => parts ?? []);
}
