// The store of objects_guaranteed.mjs as it is usually written: what the other derives, this one keeps.
import { open as openThrifty } from "./objects_guaranteed.mjs";

export function open() {
  return openThrifty({ isUsual: true });
}
