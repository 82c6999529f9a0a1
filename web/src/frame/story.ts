import type { Told } from "../engine.js";

/** All of a story, in no order. A story may go deeper than functions can call themselves. */
export function flat(story: readonly Told[]): Told[] {
  const all = [...story];
  for (const { led } of all) {
    for (const one of led) {
      all.push(one);
    }
  }
  return all;
}

/** The positions of the events of a story. */
export function positionsOf(story: readonly Told[]): number[] {
  return flat(story).flatMap((told) => (told.kind === "event" ? [told.event.position] : []));
}
