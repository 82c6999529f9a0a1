import { engineBytes, makeRoom, type Loaded } from "./core.js";
import { CqrsError } from "./result.js";
import type { Failure } from "./types.js";

/**
 * The handle of an engine that `make` makes out of a text.
 *
 * @throws CqrsError if it could not be made
 */
export function handleOf({ core, frame }: Loaded, text: string, make: () => number): number {
  makeRoom(core, text, engineBytes);
  const handle = make();
  frame.refresh();
  if (handle === 0) throw new CqrsError(JSON.parse(core.failure()) as Omit<Failure, "ok">);
  return handle;
}
