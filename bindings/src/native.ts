import { engineBytes, makeRoom, type Loaded, type NativeEngine } from "./core.js";
import { CqrsError } from "./result.js";
import type { Failure } from "./types.js";

/** @throws CqrsError if it could not be made */
export function nativeOf(
  { core, frame }: Loaded,
  text: string,
  make: () => NativeEngine,
): NativeEngine {
  makeRoom(core, text, engineBytes);
  const native = make();
  frame.refresh();
  if (native.handle() !== 0) return native;
  const failure = JSON.parse(native.failure()) as Omit<Failure, "ok">;
  native.delete();
  throw new CqrsError(failure);
}
