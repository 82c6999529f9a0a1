import type { Engine, Recorded } from "../../engine.js";

/** The processes compiled in, in the order in which they take turns. */
export const services = ["payments", "inventory", "shipping", "email", "fulfilment"] as const;
export type Service = (typeof services)[number];
/** A service that nobody thought of: a read model in JavaScript. */
export const hire = "points";

/** How many events the new one walks in one turn, so that it can be watched. */
const stride = 4;

/** Where a service stands. */
export interface Place {
  name: Service | typeof hire;
  checkpoint: number;
  behind: number;
  held: boolean;
}

/**
 * The services around an order, each at its own pace: they take turns, one at a time, and whoever is held stays where it
 * is. Between its turns a service is paused in the engine itself.
 */
export class Trail {
  #next = 0;
  #held = new Set<string>();

  constructor(private readonly engine: Engine) {
    for (const { name } of engine.processes()) {
      engine.pause(name);
    }
  }

  places(): Place[] {
    const own = this.engine.readModels().filter(({ name }) => name === hire);
    return [...this.engine.processes(), ...own].map(({ name, checkpoint, lagEvents }) => ({
      name: name as Place["name"],
      checkpoint,
      behind: lagEvents,
      held: this.#held.has(name),
    }));
  }

  place(name: string): Place | undefined {
    return this.places().find((place) => place.name === name);
  }

  hold(name: string): void {
    this.#held.add(name);
  }

  release(name: string): void {
    this.#held.delete(name);
  }

  /** Whether nobody is behind who may go on. */
  get isCalm(): boolean {
    return this.places().every(({ held, behind }) => held || behind === 0);
  }

  /** The next service that is behind reads on; undefined if there is none. */
  turn(): Place | undefined {
    const places = this.places();
    for (let i = 0; i < places.length; i += 1) {
      const place = places[(this.#next + i) % places.length];
      if (place && !place.held && place.behind > 0) {
        this.#next = (this.#next + i + 1) % places.length;
        this.#read(place.name);
        return place;
      }
    }
    return undefined;
  }

  #read(name: string): void {
    if (name === hire) {
      this.engine.catchUp(name, stride);
    } else {
      this.engine.resume(name);
      this.engine.pause(name);
    }
  }

  /** Adds the new one, which has the whole trail before it. */
  hire(): void {
    if (this.place(hire)) {
      return;
    }
    this.engine.project<{ points: number }>({
      name: hire,
      mode: "manual",
      initialState: () => ({ points: 0 }),
      apply: (state, { type, data }) =>
        type === "OrderPaid"
          ? { points: state.points + Math.floor(Number(data["amount"]) / 100) }
          : state,
      queries: { points: (state) => state.points },
    });
  }

  points(): number {
    const answer = this.engine.query("points", {});
    return answer.ok ? Number(answer.data) : 0;
  }

  delivered(): number {
    return this.places().reduce((sum, { checkpoint }) => sum + checkpoint, 0);
  }
}

/** Who wrote an event: commands of a process carry its name in their id. */
export function writerOf({ commandId }: Recorded): Service | undefined {
  return services.find((name) => commandId?.startsWith(`${name}/`));
}
