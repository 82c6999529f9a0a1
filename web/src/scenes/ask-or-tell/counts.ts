/** What the reader has done so far, counted. */
export interface Counts {
  told: number;
  asked: number;
  facts: number;
  refused: number;
  /** Why something was refused. */
  reasons: ReadonlySet<string>;
  /** What was asked. */
  questions: ReadonlySet<string>;
}

export const none: Counts = {
  told: 0,
  asked: 0,
  facts: 0,
  refused: 0,
  reasons: new Set(),
  questions: new Set(),
};

export function withTold(counts: Counts, facts: number): Counts {
  return { ...counts, told: counts.told + 1, facts: counts.facts + facts };
}

export function withRefusal(counts: Counts, reason: string): Counts {
  const reasons = new Set([...counts.reasons, reason]);
  return { ...counts, refused: counts.refused + 1, reasons };
}

export function withAsked(counts: Counts, question: string, times: number): Counts {
  const questions = new Set([...counts.questions, question]);
  return { ...counts, asked: counts.asked + times, questions };
}
