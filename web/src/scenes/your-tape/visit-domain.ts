import type { Engine, Recorded } from "../../engine.js";
import type { Step } from "../visit.js";

/** What can be said of a visit at any moment. */
export interface Summary {
  guesses: number;
  right: number;
  commands: number;
  refusals: number;
  judgements: number;
}

export type Asked = "minds" | "wrong" | "longest" | "refused";
/** How often, where, and for how long. */
export interface Found {
  where: string[];
  seconds?: number;
}

const types = {
  guessed: "Guessed",
  told: "Told",
  refused: "Refused",
  judged: "Judged",
  restarted: "StartedOver",
} as const;

const text_max = 200;

/** Whether that is a step of a visit, whoever says so. */
export function isStep({ kind, about, what, right, time }: Recorded["data"]): boolean {
  const texts = [about, what].every((text) => typeof text === "string" && text.length <= text_max);
  return (
    typeof kind === "string" &&
    Object.hasOwn(types, kind) &&
    texts &&
    ["undefined", "boolean"].includes(typeof right) &&
    Number.isFinite(time)
  );
}

export function stepOf({ data }: Recorded): Step {
  return data as unknown as Step;
}

/** A visit as a domain: one stream, one command for each thing that a reader can do. */
export function defineVisit(engine: Engine, schema: unknown): void {
  const all = <Name extends string>(names: Name[]) =>
    Object.fromEntries(names.map((name) => [name, schema]));
  engine.define<number>({
    name: "visit",
    commands: all(["Note"]),
    events: all(Object.values(types)),
    identity: () => "yours",
    initialState: () => 0,
    decide: ({ data }) => ({ type: types[data["kind"] as Step["kind"]], data }),
    evolve: (steps) => steps + 1,
  });
  engine.project<Summary>({
    name: "summary",
    initialState: () => ({ guesses: 0, right: 0, commands: 0, refusals: 0, judgements: 0 }),
    apply: (sum, event) => {
      const { kind, what, right } = stepOf(event);
      return {
        guesses: sum.guesses + (kind === "guessed" && what !== "" ? 1 : 0),
        right: sum.right + (right === true ? 1 : 0),
        commands: sum.commands + (kind === "told" ? 1 : 0),
        refusals: sum.refusals + (kind === "refused" ? 1 : 0),
        judgements: sum.judgements + (kind === "judged" && what !== "" ? 1 : 0),
      };
    },
    queries: { visit: (sum) => sum },
  });
}

/** A question nobody planned: a read model that is added when it is asked, and reads from step 1. */
const models: Record<Asked, (found: Found & { last: Map<string, Step[]> }, step: Step) => void> = {
  minds: ({ where }, { kind, what, about }) => {
    if (kind === "restarted" || (kind === "judged" && what === "")) {
      where.push(about);
    }
  },
  wrong: ({ where }, { kind, right, about }) => {
    if (kind === "guessed" && right === false) {
      where.push(about);
    }
  },
  refused: ({ where }, { kind, what }) => {
    if (kind === "refused") {
      where.push(what);
    }
  },
  longest: (found, step) => {
    const steps = [...(found.last.get(step.about) ?? []), step];
    found.last.set(step.about, steps);
    const longest = [...found.last].map(([about, all]) => {
      const times = all.map(({ time }) => time);
      return { about, ms: Math.max(...times) - Math.min(...times) };
    });
    longest.sort((a, b) => b.ms - a.ms);
    found.where = longest.slice(0, 1).map(({ about }) => about);
    found.seconds = Math.round((longest[0]?.ms ?? 0) / 1000);
  },
};

export function askVisit(engine: Engine, asked: Asked): Found {
  if (!engine.readModels().some(({ name }) => name === asked)) {
    engine.project<Found & { last: Map<string, Step[]> }>({
      name: asked,
      initialState: () => ({ where: [], last: new Map() }),
      apply: (found, event) => models[asked](found, stepOf(event)),
      queries: { [asked]: ({ where, seconds }) => ({ where, seconds }) },
    });
  }
  const answer = engine.query(asked, {});
  return answer.ok ? (answer.data as Found) : { where: [] };
}
