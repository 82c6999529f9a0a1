import type { Audience } from "./audience.js";
import type { Inside } from "./inside.js";
import type { ReadModels } from "./read-model-calls.js";
import type { ReadModelMode, ReadModelState } from "./read-models.js";
import type { AnyRecorded } from "./records.js";
import type { RejectedCommand } from "./stories.js";
import { readRejections } from "./story.js";
import type { QueryResult } from "./types.js";

/** The methods of an engine that its parts do as they stand. */
export abstract class Delegating {
  protected abstract readonly audience: Audience;
  protected abstract readonly parts: Inside;
  protected abstract readonly models: ReadModels;

  subscribe(options: object, handler: (event: AnyRecorded) => void): () => void {
    return this.audience.subscribe(options, handler);
  }

  watch(name: string, params: object, handler: (answer: QueryResult<unknown>) => void): () => void {
    return this.audience.watch(name, params, handler);
  }

  live(name: string, params?: object): object {
    return this.audience.live(name, params);
  }

  readModels(): ReadModelState[] {
    return this.models.readModels();
  }

  setMode(name: string, mode: ReadModelMode, options?: object): void {
    this.models.setMode(name, mode, options);
  }

  catchUp(name?: string, maxEvents?: number, options?: object): number {
    return this.models.catchUp(name, maxEvents, options);
  }

  rebuild(name: string, options?: object): void {
    this.models.rebuild(name, options);
  }

  addReplica(name: string): number {
    return this.models.addReplica(name);
  }

  removeReplica(name: string, replica: number): void {
    this.models.removeReplica(name, replica);
  }

  rejections(): RejectedCommand[] {
    return readRejections(this.parts);
  }

  /** Whoever makes JSON of something that holds an engine does not get all of the module's memory with it. */
  toJSON(): object {
    return {};
  }
}
