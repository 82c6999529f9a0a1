import type { Catalogue } from "./catalogue.js";
import { failure } from "./failure.js";
import { CqrsError } from "./result.js";

/** What carries a name. */
export type Named = "domain" | "command" | "event" | "query" | "read model" | "process";

/** The names of what is defined in JavaScript, beside those of what is compiled in. */
export class Names {
  readonly #catalogue: Catalogue;
  readonly #own = new Map<Named, Set<string>>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  own(kind: Named): ReadonlySet<string> {
    return this.#own.get(kind) ?? new Set();
  }

  isTaken(kind: Named, name: string): boolean {
    return this.#catalogue.has(kind, name) || this.own(kind).has(name);
  }

  /** @throws CqrsError `invalid` if one of the names is taken; then none is taken by this */
  take(wanted: Partial<Record<Named, readonly string[]>>): void {
    const all = Object.entries(wanted) as [Named, readonly string[]][];
    for (const [kind, names] of all) {
      for (const name of names) {
        if (!this.isTaken(kind, name)) continue;
        const article = kind === "event" ? "an" : "a";
        const message = `there is ${article} ${kind} ${JSON.stringify(name)} already`;
        throw new CqrsError(failure("invalid", message, { path: "name", actual: name }));
      }
    }
    for (const [kind, names] of all) this.#own.set(kind, new Set([...this.own(kind), ...names]));
  }
}
