import { askOf, plainAsk, writeAsk, type Ask } from "./asking.js";
import type { Catalogue, QueryEntry } from "./catalogue.js";
import { decode, soleText } from "./codec.js";
import { writeValue } from "./command.js";
import { Status } from "./core.js";
import type { Inside } from "./inside.js";
import type { Names } from "./names.js";
import type { Projections } from "./projections.js";
import type { ReadModels } from "./read-model-calls.js";
import type { Failure, QueryResult } from "./types.js";

/** How many rows of a query are kept at the most: of small ones about half a megabyte. */
const rowsMax = 4096;

interface Row {
  readonly data: object | null;
  readonly asOf: number;
}

/** What an engine has besides the catalogue. */
interface Own {
  readonly names: Names;
  readonly projections: Projections;
  readonly models: ReadModels;
}

/**
 * Asks the read models of one engine. Rows that were asked for are kept for as long as nothing has changed, since who
 * shows something asks for the same again and again.
 */
export class Queries {
  readonly #inside: Inside;
  readonly #catalogue: Catalogue;
  readonly #own: Own;
  readonly #failure: () => Failure;
  /** By the number of the query and the key of the row; as they were at this head, after so many other changes. */
  #rows: (Map<string, Row> | undefined)[] = [];
  #head = -1;
  #changes = 0;

  constructor(inside: Inside, catalogue: Catalogue, own: Own, failure: () => Failure) {
    this.#inside = inside;
    this.#catalogue = catalogue;
    this.#own = own;
    this.#failure = failure;
  }

  answer(
    name: string,
    params: object,
    options: object | undefined,
    at: number | undefined,
  ): QueryResult<unknown> {
    const ask = askOf(options, at);
    const query = this.#catalogue.queries.get(name);
    if (query === undefined) {
      const { projections, names } = this.#own;
      return projections.answer(name, params, ask) ?? this.#catalogue.unknownQuery(name, names);
    }
    if (query.isOfRow && ask === plainAsk && !this.#own.models.delayed) {
      const key = soleText(query.params, params);
      if (key !== undefined) return this.#row(query, key, params);
    }
    return this.#answer(query, ask, params);
  }

  #row(query: QueryEntry, key: string, params: object): QueryResult<unknown> {
    const { frame, head } = this.#inside;
    // One who asks after each change has nothing of what is kept, and is not to pay for it.
    const { changes } = this.#own.models;
    const isKept = this.#head === head && this.#changes === changes;
    if (isKept) {
      const row = this.#rows[query.number]?.get(key);
      if (row !== undefined) {
        return { ok: true, data: row.data && { ...row.data }, asOf: row.asOf, head };
      }
    } else {
      this.#rows = [];
      this.#head = head;
      this.#changes = changes;
    }
    const start = frame.position;
    writeAsk(frame, query.number, plainAsk, undefined);
    if (!frame.text(key)) writeValue(frame, start, query.params, params, "params");
    const result = this.#asked(query, start);
    if (isKept && result.ok) {
      const rows = (this.#rows[query.number] ??= new Map());
      const data = result.data as object | null;
      if (rows.size < rowsMax) rows.set(key, { data: data && { ...data }, asOf: result.asOf });
    }
    return result;
  }

  #answer(query: QueryEntry, ask: Ask, params: object): QueryResult<unknown> {
    const { frame, clock } = this.#inside;
    const start = frame.position;
    writeAsk(frame, query.number, ask, this.#own.models.delayed ? clock : undefined);
    writeValue(frame, start, query.params, params, "params");
    return this.#asked(query, start);
  }

  #asked(query: QueryEntry, start: number): QueryResult<unknown> {
    const { frame } = this.#inside;
    if (this.#inside.call("_cqrs_query", start) === Status.failed) return this.#failure();
    frame.open();
    const asOf = frame.readNumber();
    const head = frame.readNumber();
    const data = frame.readByte() === 0 ? null : decode(query.result, frame, false);
    return { ok: true, data, asOf, head };
  }
}
