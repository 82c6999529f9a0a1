import { html, nothing, type TemplateResult } from "lit";
import type { Command, Engine, Failure, Receipt, Recorded } from "../engine.js";
import { deciding, literal, Ran, showRefusal } from "../frame/code.js";
import type { CommandForm } from "../frame/form.js";
import { icon, type IconName } from "../frame/icons.js";
import type { Sentence } from "../frame/narrator.js";
import { travel, travel_ms } from "../frame/travel.js";
import { Session } from "./session.js";

/** What became of a command, once the reader may see it. */
export interface Outcome {
  result: Receipt | Failure;
  facts: readonly Recorded[];
}

/** What is told and shown in a session: a sentence about what was just seen, and the code that ran. */
export abstract class Act extends Session {
  protected said: Sentence | undefined;
  protected ran: Ran | undefined;

  protected override startOver(): void {
    this.said = this.ran = undefined;
    super.startOver();
  }

  protected override retell(engine: Engine, command: Command): void {
    this.tell(engine, command, null, ({ result }) => {
      if (!result.ok) {
        this.refuse(result);
      }
    });
  }

  // ---- telling

  /** Has a command decided, and calls back once what became of it may be seen. */
  protected tell(
    engine: Engine,
    command: Command,
    from: Element | null,
    seen: (outcome: Outcome) => void,
  ): Receipt | Failure {
    this.steps.settle();
    const { result, facts } = this.dispatch(engine, command);
    const { head } = engine.stats();
    this.slot = { kind: "intent", label: command.type };
    this.tape.jumpToTheEnd();
    travel(this.stage.find(".layer"), from, this.stage.find(".slot"), "intent", command.type);
    this.steps.later(travel_ms, () => {
      this.head = head;
      this.slot = result.ok
        ? { kind: "empty" }
        : { kind: "refused", label: command.type, reason: result.reason ?? result.code };
      seen({ result, facts });
      void this.tape.toTheEnd();
    });
    this.stage.redraw();
    return result;
  }

  /** Has a command decided, and tells the page and the reader what ran. `isNoted`: unless it is a part of a deed. */
  protected dispatch(engine: Engine, command: Command, isNoted = true): Outcome {
    this.timeline?.now();
    const before = engine.stats().head;
    if (isNoted) {
      this.note(engine, command);
    }
    this.announce("cqrs-command", command);
    const result = engine.dispatch(command);
    const facts = result.ok ? engine.read({ from: before + 1 }) : [];
    this.show(`cqrs.dispatch(${literal(command)})`, result, deciding(command, result, facts));
    if (!result.ok) {
      this.announce("cqrs-rejected", { command, failure: result });
    }
    void showRefusal(this.stage);
    return { result, facts };
  }

  /** The code that ran: the call, what came back, and the C++ behind it by the names of its sources. */
  protected show(call: string, result: object, names: string[] = []): void {
    this.ran = new Ran(this.stage, call, result, names);
  }

  /** A form for any command, which comes when it is first wanted. */
  protected async form(send: (command: Command) => Failure | undefined): Promise<CommandForm> {
    const { CommandForm, sheet } = await import("../frame/form.js");
    this.stage.wear(sheet);
    return new CommandForm(this.stage, send);
  }

  protected say(kind: Sentence["kind"], lead: string, text: string, reason?: string): void {
    this.said = { kind, lead, text, ...(reason === undefined ? {} : { reason }) };
  }

  /** Says why not, as the engine does. */
  protected refuse({ message, reason, code }: Failure): void {
    this.say("refused", this.stage.words.say("refused_lead"), message, reason ?? code);
  }

  // ---- what is drawn

  /** Where the scene's heading stands in the outline of the page around it. */
  protected get level(): number {
    const level = this.stage.headingLevel;
    return level >= 1 && level <= 6 ? level : 2;
  }

  protected title(kind: IconName, title: string, what: string): TemplateResult {
    return html`<p class="title ${kind}">
      ${icon(kind)}<span role="heading" aria-level=${this.level + 1}>${title}</span>
      <small>${what}</small>
    </p>`;
  }

  /** The one button of the beginning. */
  protected button(kind: IconName, label: string, act: (from: Element) => void): TemplateResult {
    return html`<button
      class="primary first"
      @click=${(event: Event) => act(event.currentTarget as Element)}
    >
      ${icon(kind)}${label}
    </button>`;
  }

  /** The tape, as the middle of the frame, and what goes back and forth on it beneath. */
  protected middle(title: string, what: string, invitation: string): TemplateResult {
    return html`<section role="group" class="column middle" aria-label=${title}>
      ${this.title("fact", title, what)} ${this.taped(invitation)}
    </section>`;
  }

  protected taped(invitation: string): TemplateResult {
    return html`${this.timeline?.banner(this.head)}
    ${this.tape.render(this.head, this.slot, invitation)} ${this.foot()}
    ${this.timeline?.render(this.head)}`;
  }

  /** What stands beneath the tape, once there is something on it. */
  protected foot(): TemplateResult | typeof nothing {
    return this.head > 0
      ? html`<div class="foot">
          ${this.stage.words.say("tape_ends", { head: this.head })} ${this.timeButton()}
        </div>`
      : nothing;
  }

  /** The button that brings the controls. */
  protected timeButton(): TemplateResult {
    const open = this.timeline?.open ?? false;
    return html`<button
      class="quiet time"
      aria-expanded=${open ? "true" : "false"}
      @click=${() => this.stage.attempt(() => this.controlTime(!open))}
    >
      ${icon("stale")}${this.stage.words.say("time_controls")}
    </button>`;
  }

  protected restart(): TemplateResult {
    return html`<button class="quiet restart" @click=${() => this.startOver()}>
      ${icon("again")}<span>${this.stage.words.say("start_over")}</span>
    </button>`;
  }

  protected code(open: boolean): TemplateResult {
    const { words } = this.stage;
    const isOpen = this.stage.find<HTMLDetailsElement>(".code")?.open ?? open;
    return html`<details
      class="code"
      part="code"
      ?open=${open}
      @toggle=${() => this.stage.redraw()}
    >
      <summary>${words.say("code_that_ran")}</summary>
      ${this.ran?.render(isOpen) ?? html`<p class="blank">${words.say("nothing_ran")}</p>`}
    </details>`;
  }
}
