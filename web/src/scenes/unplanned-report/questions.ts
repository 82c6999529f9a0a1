/** Questions that nobody had in mind when the events were recorded, and the few lines that answer them. */
export const questions = {
  cancelled: `function apply(counts, { type, data }) {
  if (type !== "ItemCancelled") return;
  counts[data.sku] = (counts[data.sku] ?? 0) + 1;
}`,
  weekdays: `function apply(counts, { type, time }) {
  if (type !== "OrderPlaced") return;
  const day = new Date(time).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
  counts[day] = (counts[day] ?? 0) + 1;
}`,
  liked: `function apply(stars, { type, data }) {
  if (type !== "Rated") return;
  stars[data.product] = (stars[data.product] ?? 0) + data.stars;
}`,
} as const;

export type Question = keyof typeof questions;

/** The same with a mistake that only some events show. */
export const broken = `function apply(counts, { type, data }) {
  if (type !== "ItemCancelled") return;
  counts[data.sku] = (counts[data.sku] ?? 0) + data.lines.length;
}`;

export const endless = `function apply(counts, { type, data }) {
  while (true) counts.round = (counts.round ?? 0) + 1;
}`;
