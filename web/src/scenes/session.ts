import type { TemplateResult } from "lit";
import type { Asked, Command, Data, Engine, Recorded } from "../engine.js";
import type { Stage } from "../frame/stage.js";
import { Steps } from "../frame/steps.js";
import { Tape, type Slot } from "../frame/tape.js";
import type { Timeline } from "../frame/timeline.js";
import { land } from "../frame/travel.js";
import { asCommand, count, deedOf, fits, type Deed, type Deeds, type Settings } from "./deeds.js";
import type { Moment, Scene } from "./scene.js";

/**
 * An engine that is opened when a reader is near and closed when the element has left; its tape, on which one can go
 * back and forth; moments of it, to come back to; and time that ends with it.
 */
export abstract class Session implements Scene {
  protected engine: Engine | undefined;
  /** Where the tape ends, as far as the reader has been shown it. */
  protected head = 0;
  protected slot: Slot = { kind: "empty" };
  /** Why there is no engine. */
  protected broken: string | undefined;
  protected readonly tape: Tape;
  protected readonly steps: Steps;
  #opening: Promise<void> | undefined;
  /** Counts the engines, so that one that comes too late is known to be. */
  #generation = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;
  /** Going back and forth on the tape; there once it is wanted. */
  protected timeline: Timeline | undefined;
  /** What each engine was told in this scene, and what else was done with it, in order. */
  readonly #told = new WeakMap<Engine, Command[]>();
  #resuming: Moment | undefined;
  #isReplaying = false;

  constructor(protected readonly stage: Stage) {
    this.tape = new Tape(stage, (event) => this.summary(event));
    this.steps = new Steps(() => stage.redraw());
  }

  // ---- what makes a scene

  protected abstract open(): Promise<Engine>;
  /** The engine is there: what the scene begins with is made, which may take a while. */
  protected abstract opened(engine: Engine): void | Promise<void>;
  /** Another tape is shown, a fork or the one it was forked from: what the scene knows is that tape's from now on. */
  protected joined(_engine: Engine): void {
    // Most of what a scene shows it asks the engine for.
  }
  /** The reader starts over: everything is as in the beginning. The engine is gone. */
  protected abstract clear(): void;
  abstract render(): TemplateResult;
  /** The fact in words. */
  protected summary(_event: Recorded): string {
    return "";
  }

  // ---- a moment, to come back to

  /** What stays as it is set. Whatever a link turns is turned when everything has been done again. */
  protected get settings(): Settings {
    return {};
  }

  /** What is done here beside telling: by `do`, so that it can be done again. */
  protected get deeds(): Deeds {
    return {};
  }

  /** Tells once more what a moment says was told. */
  protected abstract retell(engine: Engine, command: Command): void;

  /** Whether a link may have that told. The engine judges it then. */
  protected allows(_command: Command): boolean {
    return true;
  }

  /** Everything has been done again. */
  protected resumed(_engine: Engine): void {
    // Most scenes are where they were.
  }

  protected do(name: string, data: Data = {}): void {
    const { engine } = this;
    if (engine) {
      this.note(engine, asCommand(name, data));
      this.#deeds[name]?.run(engine, data);
    }
  }

  protected note(engine: Engine, command: Command): void {
    this.#told.get(engine)?.push(command);
  }

  /** Notes a deed that is done many times in a row as one. */
  protected noteOnceMore(engine: Engine, name: string): void {
    const told = this.#told.get(engine);
    const last = told?.at(-1);
    const one = asCommand(name, { count: 1 });
    if (told && last?.type === one.type) {
      told[told.length - 1] = asCommand(name, { count: Number(last.data["count"]) + 1 });
    } else {
      told?.push(one);
    }
  }

  get #deeds(): Deeds {
    const fork: Deed = {
      takes: { from: count },
      // Noted with the fork that it makes, not with the tape that goes on without it.
      run: (_engine, { from }) => this.timeline?.forkAt(Number(from)),
    };
    return this.forks ? { ...this.deeds, fork } : this.deeds;
  }

  get #settings(): Settings {
    const at = {
      allows: count,
      read: () => this.timeline?.at ?? 0,
      turn: (to: unknown) => this.timeline?.go(Number(to)),
    };
    return this.goesBack ? { ...this.settings, at } : this.settings;
  }

  moment(): Moment | undefined {
    const commands = this.engine && this.#told.get(this.engine);
    const settings = Object.entries(this.#settings);
    return (
      commands && {
        commands,
        knobs: Object.fromEntries(
          settings
            // Who looks at the head looks at whatever is the head then.
            .filter(([name]) => name !== "at" || this.timeline?.at !== undefined)
            .map(([name, setting]) => [name, setting.read()]),
        ),
      }
    );
  }

  resume(moment: Moment): void {
    if (
      !fits(moment, this.#settings, this.#deeds) ||
      !moment.commands.every((command) => this.allows(command))
    ) {
      throw new TypeError("not a moment of this scene");
    }
    this.#resuming = moment;
  }

  protected get isResuming(): boolean {
    return this.#resuming !== undefined || this.#isReplaying;
  }

  /** Does again what a moment says was done, by telling the engine once more. */
  async #replay(moment: Moment, isWanted: () => boolean): Promise<void> {
    const { commands, knobs } = moment;
    if ("at" in knobs || commands.some((command) => deedOf(this.#deeds, command) === "fork")) {
      (await this.#wantTimeline()).open = true;
    }
    if (!isWanted()) {
      return;
    }
    this.#isReplaying = true;
    try {
      for (const command of commands) {
        const deed = deedOf(this.#deeds, command);
        const { engine } = this;
        if (engine && deed === "fork") {
          this.#deeds[deed]?.run(engine, command.data);
        } else if (deed !== undefined) {
          this.do(deed, command.data);
        } else if (engine) {
          this.retell(engine, command);
        }
        this.steps.settle();
      }
      for (const [name, to] of Object.entries(knobs)) {
        this.#settings[name]?.turn(to);
      }
      if (this.engine) {
        this.resumed(this.engine);
      }
    } finally {
      this.#isReplaying = false;
    }
  }

  // ---- going back and forth

  /** Where the reader looks: the head, or some way back. */
  protected get at(): number {
    return this.timeline?.at ?? this.head;
  }

  protected get isBack(): boolean {
    return this.timeline?.at !== undefined;
  }

  /** Where this tape was forked from another, if it was. */
  protected get forkedAt(): number | undefined {
    return this.timeline?.forkedAt;
  }

  /** Whom to ask: the engine as it is, or as it was where the reader looks. */
  protected asked(engine: Engine): Asked {
    return this.timeline?.asked(engine) ?? engine;
  }

  /** Whether there is a tape to go back on. */
  protected get goesBack(): boolean {
    return true;
  }

  /** Whether another future can be begun here. */
  protected get forks(): boolean {
    return this.goesBack;
  }

  /** The reader looks somewhere else. */
  protected moved(): void {
    this.stage.redraw();
  }

  async #wantTimeline(): Promise<Timeline> {
    const { Timeline, sheet } = await import("../frame/timeline.js");
    this.stage.wear(sheet);
    return (this.timeline ??= new Timeline(this.stage, this.tape, {
      engine: () => this.engine,
      forks: this.forks,
      moved: () => this.moved(),
      goOnWith: (engine) => this.#goOnWith(engine),
    }));
  }

  /** Brings the controls of the tape, or puts them away. */
  protected async controlTime(open: boolean): Promise<Timeline> {
    const timeline = await this.#wantTimeline();
    timeline.open = open;
    this.stage.redraw();
    return timeline;
  }

  #goOnWith(engine: Engine): void {
    const parent = this.engine;
    this.steps.settle();
    this.rest();
    this.engine = engine;
    this.head = engine.stats().head;
    this.slot = { kind: "empty" };
    this.tape.follow(engine);
    if (!this.#told.has(engine)) {
      const before = (parent && this.#told.get(parent)) ?? [];
      this.#told.set(engine, [
        ...before,
        asCommand("fork", { from: this.timeline?.forkedAt ?? 0 }),
      ]);
      this.#announceAfter(engine, this.head);
    }
    this.joined(engine);
    this.stage.redraw();
  }

  /** Goes on with an engine that has the same log, in the place of the one that is shown. */
  protected replace(engine: Engine): void {
    const before = this.engine;
    this.#told.set(engine, (before && this.#told.get(before)) ?? []);
    this.engine = engine;
    this.tape.follow(engine);
    before?.close();
  }

  // ---- the engine

  approach(): void {
    this.#opening ??= this.#open();
  }

  leave(): void {
    this.#stop();
  }

  #stop(): void {
    this.#generation += 1;
    this.steps.cancel();
    this.rest();
    this.timeline?.clear();
    this.tape.clear();
    land(this.stage.find(".layer"));
    this.engine?.close();
    this.engine = this.#opening = undefined;
  }

  async #open(): Promise<void> {
    const generation = this.#generation;
    try {
      const engine = await this.open();
      if (generation !== this.#generation) {
        engine.close();
        return;
      }
      this.engine = engine;
      this.broken = undefined;
      this.#told.set(engine, []);
      if (this.stage.controls) {
        await this.controlTime(true);
      }
      const isWanted = (): boolean => generation === this.#generation;
      if (isWanted()) {
        await this.opened(engine);
      }
      const moment = this.#resuming;
      this.#resuming = undefined;
      if (moment && isWanted()) {
        await this.#replay(moment, isWanted);
      }
    } catch (error) {
      if (generation !== this.#generation) {
        return;
      }
      this.broken = error instanceof Error ? error.message : String(error);
      this.#opening = undefined;
    }
    this.stage.redraw();
  }

  /** Shows the facts there are, and those to come, on the tape, and tells the page of the latter. */
  protected follow(engine: Engine): void {
    const { head } = engine.stats();
    this.tape.follow(engine);
    this.#announceAfter(engine, head);
    this.head = head;
  }

  #announceAfter(engine: Engine, head: number): void {
    engine.subscribe({ from: head + 1 }, (event) => this.announce("cqrs-event", event));
  }

  /** What is only done again the page has not to be told of: its reader did not do it. */
  protected announce(name: Parameters<Stage["announce"]>[0], detail: object): void {
    if (!this.#isReplaying) {
      this.stage.announce(name, detail);
    }
  }

  /** Does it with the engine, now or as soon as there is one. */
  protected withEngine(act: (engine: Engine) => void): void {
    if (this.engine) {
      act(this.engine);
      return;
    }
    this.approach();
    void this.#opening?.then(() => this.engine && act(this.engine));
  }

  protected startOver(): void {
    this.#stop();
    this.head = 0;
    this.slot = { kind: "empty" };
    this.clear();
    this.approach();
    this.stage.redraw();
  }

  // ---- what happens over time

  /** Runs it again and again until it says that it is done, or something else is repeated instead. */
  protected repeat(every_ms: number, run: (engine: Engine) => boolean): void {
    this.rest();
    this.#pulse = setInterval(() => {
      if (!this.engine || run(this.engine)) {
        this.rest();
      }
      this.stage.redraw();
    }, every_ms);
  }

  protected rest(): void {
    clearInterval(this.#pulse);
    this.#pulse = undefined;
  }

  protected get isBusy(): boolean {
    return this.#pulse !== undefined;
  }
}
