import { countOf, isObject, mustBe, mustKnow, reading } from "./arguments.js";
import type { Delivery } from "./delivery.js";
import { closedFailure, failureOf } from "./failure.js";
import type { Inside } from "./inside.js";
import { jsonOf } from "./json.js";
import type { AnyRecorded } from "./records.js";
import { CqrsError } from "./result.js";
import { selectionOf, selectionParts } from "./selection.js";
import { Subscription } from "./subscription.js";
import type { QueryResult } from "./types.js";
import { LiveAnswer, Watch } from "./watch.js";

const noParams = {};
const subscriptionParts = [...selectionParts, "from"];

/** Those who subscribe to the events of an engine and who watch its answers. */
export class Audience {
  readonly #inside: Inside;
  readonly #delivery: Delivery;
  #count = 0;

  constructor(inside: Inside, delivery: Delivery) {
    this.#inside = inside;
    this.#delivery = delivery;
  }

  subscribe(options: object, handler: (event: AnyRecorded) => void): () => void {
    this.#inside.mustBeOpen();
    mustBe(isObject(options), "subscribe: the options must be an object");
    mustBe(typeof handler === "function", "subscribe: the handler must be a function");
    let subscription: Subscription;
    try {
      const asked = options as Readonly<Partial<Record<string, unknown>>>;
      reading("options", () => mustKnow(asked, subscriptionParts, "subscribe"));
      const from = countOf(asked["from"], "subscribe", "from") ?? 1;
      const selection = selectionOf(asked, "subscribe");
      subscription = new Subscription(selection, from, handler, this.#inside.report);
    } catch (error) {
      throw new CqrsError(failureOf(error));
    }
    const leave = this.#join("subscribe", subscription, () => this.#delivery.remove(subscription));
    this.#delivery.add(subscription);
    return leave;
  }

  watch(name: string, params: object, handler: (answer: QueryResult<unknown>) => void): () => void {
    const live = this.#live("watch", name, params);
    mustBe(typeof handler === "function", "watch: the handler must be a function");
    return this.#watch("watch", live, undefined, handler);
  }

  live(name: string, params: object = noParams): object {
    const live = this.#live("live", name, params);
    const get = () => live.get();
    const subscribe = (listener: () => void) => {
      mustBe(typeof listener === "function", "live: the listener must be a function");
      return this.#watch("live", live, get(), () => listener());
    };
    return { get, subscribe };
  }

  /** The parameters are read once, now. What is wrong with them is for each answer to say. */
  #live(method: string, name: string, params: object): LiveAnswer {
    const inside = this.#inside;
    inside.mustBeOpen();
    mustBe(typeof name === "string", `${method}: the name must be a string`);
    mustBe(isObject(params), `${method}: the parameters must be an object`);
    try {
      const kept = JSON.parse(inside.busy(() => jsonOf(params, "params", false))) as object;
      return new LiveAnswer(() => inside.query(name, kept));
    } catch (error) {
      const failure = failureOf(error);
      return new LiveAnswer(() => (inside.isClosed ? closedFailure() : { ...failure }));
    }
  }

  #watch(
    method: string,
    live: LiveAnswer,
    known: QueryResult<unknown> | undefined,
    tell: (answer: QueryResult<unknown>) => unknown,
  ): () => void {
    const watch = new Watch(live, known, tell, this.#inside.report);
    const leave = this.#join(method, watch, () => this.#delivery.unwatch(watch));
    this.#delivery.watch(watch);
    return leave;
  }

  /** Counts it among the subscriptions; the function that is returned ends it. */
  #join(method: string, one: { active: boolean }, leave: () => void): () => void {
    const inside = this.#inside;
    inside.mustBeOpen();
    inside.mustNotBeBusy(method);
    const most = inside.limits.subscriptions;
    if (this.#count >= most) {
      const message = `${method}: there are ${most} subscriptions already (limits.subscriptions)`;
      throw new CqrsError({ code: "limit", message, expected: most });
    }
    this.#count += 1;
    return () => {
      if (!one.active) return;
      one.active = false;
      this.#count -= 1;
      leave();
    };
  }
}
