import type { nothing, TemplateResult } from "lit";
import type { Command, Data, Failure, Recorded } from "../../engine.js";
import type { Settings } from "../deeds.js";
import type { Plot } from "../lesson.js";
import type { Counts } from "./counts.js";

/** Something to tell: one button, one command. */
export interface Tell {
  kind: "tell";
  label: string;
  command: Command;
}

/** Something to ask, once or several times. */
export interface Ask {
  kind: "ask";
  label: string;
  question: string;
  times: number;
}

/** One of the questions on the right, and how its answer looks. */
export interface Question {
  /** The engine's name for the query. */
  name: string;
  params: Data;
  label: string;
  answer: (data: never) => TemplateResult;
  /** What an answer of nothing means. */
  nothing: string;
}

/** The same scene told in one domain: its things, its words, and what to try next. */
export interface Story extends Plot {
  /** What the reader chooses by hand. */
  readonly settings: Settings;

  /** Learns from a fact what there is to act on. */
  follow(event: Recorded): void;
  /** What to act on, chosen by the reader. */
  hand(changed: () => void): TemplateResult;
  /** What else is chosen by hand for what can be told, once there is something to choose. */
  subject(changed: () => void): TemplateResult | typeof nothing;
  /** The one button of the beginning. */
  first(): Tell;
  /** The other things one can tell. Some will be refused: deciding is not the page's business. */
  others(): Tell[];
  questions(): Question[];
  /** Whether the reader has seen how the guess turns out. */
  settles(counts: Counts): boolean;
  next(counts: Counts): (Tell | Ask)[];
  /** That the reader gave the command, in a sentence. */
  told(command: Command): string;
  /** The fact in words. */
  summary(event: Recorded): string;
  /** Why a command was refused, in a sentence. */
  refusal(failure: Failure, command: Command): string;
}

export function tell(label: string, type: string, data: Data): Tell {
  return { kind: "tell", label, command: { type, data } };
}

export function ask(label: string, question: string, times = 1): Ask {
  return { kind: "ask", label, question, times };
}

/** The first few of the offers that fit. */
export function fitting(offers: [boolean, Tell | Ask][]): (Tell | Ask)[] {
  const most = 3;
  return offers.flatMap(([fits, offer]) => (fits ? [offer] : [])).slice(0, most);
}

/** Whatever the reader typed, as text. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : String(JSON.stringify(value));
}
