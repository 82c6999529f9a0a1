import type { CqrsOptions } from "cqrs-wasm";
import { openEngine, type Engine } from "../../engine.js";
import type { Part } from "../../parts.js";
import { Dice } from "../dice.js";
import { goods } from "../goods.js";
import { History } from "../history.js";

const day_ms = 86_400_000;
const begin_ms = Date.UTC(2026, 0, 1);
const days = 180;
const events_a_day = 40;
/** From this day on a rating names its product by another field. */
const renamed_on_day = 90;

/** Months of a made-up shop: orders, and ratings whose field got a new name on the way. */
export async function openPast(parts: readonly Part[], seed: number): Promise<Engine> {
  let now = begin_ms;
  const engine = await openEngine(parts, {
    clock: () => now,
    newId: () => new Dice(seed).id(),
  });
  const history = new History(seed);
  for (let day = 0; day < days; day += 1) {
    now = begin_ms + day * day_ms + ((day * 7919) % 86_400) * 1000;
    // More is ordered towards the end of a week.
    const busy = 1 + (new Date(now).getUTCDay() % 6) / 4;
    engine.dispatchAll(history.next(Math.round(events_a_day * busy)));
    const sku = goods[(day * day + seed) % goods.length]?.sku ?? "mug";
    const stars = 1 + ((day * 31 + seed) % 5);
    const data = day < renamed_on_day ? { sku, stars } : { product: sku, stars };
    engine.append([{ type: "Rated", data }]);
  }
  return engine;
}

/** The old name becomes the new one where the events are read; on the record they stay as they were. */
export const upcast: NonNullable<CqrsOptions["upcast"]> = {
  Rated: (event) => {
    const { sku, ...data } = event.data as { sku?: string; product?: string; stars: number };
    return { type: "Rated", data: sku === undefined ? data : { ...data, product: sku } };
  },
};

export const upcastShown = `const from = cqrs.export({ format: "binary" });
createCqrs({
  from,
  upcast: {
    Rated: ({ type, data: { sku, ...data } }) => ({
      type,
      data: sku === undefined ? data : { ...data, product: sku },
    }),
  },
})`;

/** The same record, read with the field's new name. */
export async function reopened(parts: readonly Part[], engine: Engine): Promise<Engine> {
  const from = engine.export({ format: "binary" });
  return openEngine(parts, { from, upcast });
}
