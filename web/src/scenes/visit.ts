/** What a reader has done in the scenes of a page: kept in this tab, and nowhere else. */
export interface Step {
  kind: "guessed" | "told" | "refused" | "judged" | "restarted";
  /** What it was about: a scene, a command. */
  about: string;
  what: string;
  right?: boolean;
  time: number;
}

/** So many steps are remembered; more are not. */
const steps_max = 5000;

const kinds = {
  "cqrs-guessed": "guessed",
  "cqrs-command": "told",
  "cqrs-rejected": "refused",
  "cqrs-judged": "judged",
  "cqrs-restarted": "restarted",
} as const;

const steps: Step[] = [];
const listeners = new Set<() => void>();
let listening = false;

function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}

function noted(event: Event): void {
  const kind = kinds[event.type as keyof typeof kinds];
  const detail = Object((event as CustomEvent<unknown>).detail) as Record<string, unknown>;
  const command = Object(detail["command"] ?? detail) as Record<string, unknown>;
  const failure = Object(detail["failure"]) as Record<string, unknown>;
  const scene = (event.target as Element | null)?.getAttribute?.("scene") ?? "";
  const about = text(detail["title"]) || scene;
  // A judgement that is taken back has no stamp, a guess that was skipped no guess.
  const what = {
    guessed: text(detail["guess"]),
    told: text(command["type"]),
    refused: text(failure["reason"]) || text(failure["code"]),
    judged: text(detail["stamp"]),
    restarted: "",
  }[kind];
  if (steps.length < steps_max && scene !== "your-tape") {
    const { right } = detail;
    steps.push({
      kind,
      about,
      what,
      time: Date.now(),
      ...(typeof right === "boolean" ? { right } : {}),
    });
    for (const listener of listeners) {
      listener();
    }
  }
}

/** From now on what is done in the scenes of this page is noted. */
export function noteVisit(): void {
  if (!listening) {
    listening = true;
    for (const name of Object.keys(kinds)) {
      document.addEventListener(name, noted);
    }
  }
}

/** The steps so far; `changed` is called when there are more. */
export function followVisit(changed: () => void): { steps: readonly Step[]; stop: () => void } {
  listeners.add(changed);
  return { steps, stop: () => listeners.delete(changed) };
}
