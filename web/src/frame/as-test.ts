import type { Command, Data, Engine, JsonSchema, Recorded } from "../engine.js";
import { literal } from "./code.js";

/** A test does not begin with more events than these. */
export const given_max = 1000;
/** A test does not tell more than this. */
export const steps_max = 200;

/** Which command of the domains compiled in an event follows from. It takes the event's own fields. */
const commands: Record<string, readonly [domain: "orders" | "bank", command: string]> = {
  OrderPlaced: ["orders", "PlaceOrder"],
  ItemAdded: ["orders", "AddItem"],
  ItemCancelled: ["orders", "CancelItem"],
  AddressChanged: ["orders", "ChangeAddress"],
  OrderPaid: ["orders", "PayOrder"],
  OrderShipped: ["orders", "ShipOrder"],
  OrderCancelled: ["orders", "CancelOrder"],
  AccountOpened: ["bank", "OpenAccount"],
  MoneyDeposited: ["bank", "Deposit"],
  MoneyWithdrawn: ["bank", "Withdraw"],
  MoneyTransferred: ["bank", "TransferMoney"],
  AccountClosed: ["bank", "CloseAccount"],
};
const domainOf = Object.fromEntries(
  Object.values(commands).map(([domain, name]) => [name, domain]),
);

type Schema = ReturnType<Engine["schema"]>;

/** One command, and what it led to. */
interface Step {
  command: Command;
  then: Recorded | { reason: string };
}

/** A stretch of the tape: what happened before it, and how it can be told again. */
export interface Stretch {
  given: Recorded[];
  events: Recorded[];
  /** Undefined where it does not follow from commands that a test could give. */
  steps: Step[] | undefined;
  schema: Schema;
}

/** The events from one position to another, both included; undefined where there are too many for one test. */
export function stretchOf(engine: Engine, from: number, to: number): Stretch | undefined {
  if (from < 1 || to < from || from - 1 > given_max || to - from >= steps_max) {
    return undefined;
  }
  const given = from === 1 ? [] : engine.read({ from: 1, to: from - 1 });
  const events = engine.read({ from, to });
  const schema = engine.schema();
  const steps = stepsOf(engine, schema, from, to, events);
  return { given, events, schema, steps: steps && holds(engine, from, steps) ? steps : undefined };
}

function stepsOf(
  engine: Engine,
  schema: Schema,
  from: number,
  to: number,
  events: readonly Recorded[],
): Step[] | undefined {
  const refused = engine.rejections().filter(({ head }) => head >= from - 1 && head <= to);
  const steps: Step[] = [];
  const refusedAt = (head: number): void => {
    for (const { type, data, reason } of refused.filter((rejected) => rejected.head === head)) {
      if (Object.hasOwn(domainOf, type)) {
        steps.push({ command: { type, data }, then: { reason } });
      }
    }
  };
  refusedAt(from - 1);
  for (const event of events) {
    const [, type] = (Object.hasOwn(commands, event.type) && commands[event.type]) || [];
    const fields = type === undefined ? undefined : schema.commands[type]?.properties;
    if (type === undefined || fields === undefined) {
      return undefined;
    }
    const data = Object.fromEntries(
      Object.keys(fields).flatMap((name) => (name in event.data ? [[name, event.data[name]]] : [])),
    );
    steps.push({ command: { type, data }, then: event });
    refusedAt(event.position);
  }
  return steps.slice(0, steps_max);
}

/** Whether it comes to the same once more: tried out in a fork, which is closed again. */
function holds(engine: Engine, from: number, steps: readonly Step[]): boolean {
  const fork = engine.fork(from - 1);
  try {
    return steps.every(({ command, then }) => {
      const before = fork.stats().head;
      const result = fork.dispatch(command);
      if ("reason" in then) {
        return !result.ok && result.reason === then.reason;
      }
      const [event, ...more] = fork.read({ from: before + 1 });
      return more.length === 0 && event?.type === then.type && same(event.data, then.data);
    });
  } finally {
    fork.close();
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Names of types, and no more than three of them. */
function titleOf({ events, steps }: Stretch): string {
  const names = steps?.map(({ command }) => command.type) ?? events.map(({ type }) => type);
  const told = names.slice(0, 3).join(", ").slice(0, 80);
  return names.length > 3 ? `${told} and ${names.length - 3} more` : told;
}

function newEvent({ type, data, stream, tags }: Recorded): Data {
  // Events of the domains compiled in have their own streams and tags.
  return Object.hasOwn(commands, type)
    ? { type, data }
    : { type, data, ...(stream === null ? {} : { stream }), ...(tags.length > 0 ? { tags } : {}) };
}

function indented(code: string, by: string): string {
  return code.replaceAll("\n", `\n${by}`);
}

/** A test of the stretch for Vitest, which passes as it is where `cqrs-wasm` and `vitest` are installed. */
export function vitest(stretch: Stretch): string {
  const { given, events, steps } = stretch;
  const types = [...given, ...events].map(({ type }) => commands[type]?.[0]);
  const told = steps?.map(({ command }) => domainOf[command.type]) ?? [];
  const domains = [...new Set([...types, ...told])].filter((domain) => domain !== undefined).sort();
  const list = (values: unknown[]) => indented(literal(values, "  "), "");
  const before =
    given.length === 0
      ? ""
      : `
  // given
  expect(cqrs.append(${list(given.map(newEvent))}).ok).toBe(true);
`;
  const when = steps
    ? steps.map(({ command }) => `    cqrs.dispatch(${literal(command, "    ")}),`)
    : [`    cqrs.append(${literal(events.map(newEvent), "    ")}),`];
  const outcomes = steps?.map(({ then }) => ("reason" in then ? then.reason : true)) ?? [true];
  return `import { createCqrs } from "cqrs-wasm";
import { expect, test } from "vitest";

test(${literal(titleOf(stretch))}, async () => {
  const cqrs = await createCqrs({ domains: ${literal(domains)} });
${before}
  // when
  const results = [
${when.join("\n")}
  ];

  // then
  expect(results.map((result) => result.ok || result.reason)).toEqual(${list(outcomes)});
  const facts = cqrs.read({ from: ${given.length + 1} });
  expect(facts.map(({ type, data }) => ({ type, data }))).toEqual(${list(
    events.map(({ type, data }) => ({ type, data })),
  )});
});
`;
}

/** A test of the stretch for Catch2, over the domains of `src/domains`; undefined where it is not about them. */
export function catch2(stretch: Stretch): string | undefined {
  const { given, steps, schema } = stretch;
  if (steps === undefined || given.some(({ type }) => !Object.hasOwn(commands, type))) {
    return undefined;
  }
  const domains = [...new Set(steps.map(({ command }) => domainOf[command.type]!))].sort();
  const cases = domains.map((domain) => {
    const name = domain === "orders" ? "Orders" : "Bank";
    const message = (type: string, data: Data, of: Record<string, JsonSchema>) =>
      `${domain}::${type}${structure(of[type], data, domain)}`;
    const fact = ({ type, data }: Recorded) => message(type, data, schema.events);
    const past = given.filter(({ type }) => commands[type]?.[0] === domain).map(fact);
    const told = steps
      .filter(({ command }) => domainOf[command.type] === domain)
      .map(({ command, then }) => {
        const when = `cqrs::given<${domain}::${name}>(past)
                .when(${message(command.type, command.data, schema.commands)})`;
        return "reason" in then
          ? `    REQUIRE(${when}
                .then_rejected(${text(then.reason)}));`
          : `    REQUIRE(${when}
                .then({${fact(then)}}));
    past.emplace_back(${fact(then)});`;
      });
    return `TEST_CASE(${text(`${domain}: ${titleOf(stretch)}`)}) {
    // given
    std::vector<${domain}::${name}::Events> past{${past.map((one) => `\n        ${one},`).join("")}${past.length > 0 ? "\n    " : ""}};

    // when, then
${told.join("\n")}
}
`;
  });
  return `#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <optional>
#include <string>
#include <vector>

#include "cqrs/testing.hpp"
${domains.map((domain) => `#include "domains/${domain}.hpp"`).join("\n")}

${cases.join("\n")}`;
}

/** A struct's fields in braces, in the order of their declaration, which is that of the schema. */
function structure(schema: JsonSchema | undefined, data: Data, domain: string): string {
  const fields = Object.entries(schema?.properties ?? {});
  return `{${fields.map(([name, inside]) => value(inside, data[name], domain)).join(", ")}}`;
}

function value(schema: JsonSchema, data: unknown, domain: string): string {
  if (data === undefined) {
    return "std::nullopt";
  }
  if (Array.isArray(data)) {
    const { items } = schema;
    return `{${data.map((item) => (items ? value(items, item, domain) : "")).join(", ")}}`;
  }
  if (typeof data === "object" && data !== null) {
    return `${domain}::${schema.title ?? ""}${structure(schema, data as Data, domain)}`;
  }
  return typeof data === "string" ? string(data) : JSON.stringify(data);
}

/** A C++ literal of these bytes. Octal digits end by themselves after three, unlike hexadecimal ones. */
function text(content: string): string {
  const bytes = [...new TextEncoder().encode(content)];
  const written = bytes.map((byte) => {
    const character = String.fromCharCode(byte);
    return byte < 0x20 ||
      byte > 0x7e ||
      character === '"' ||
      character === "\\" ||
      character === "?"
      ? `\\${byte.toString(8).padStart(3, "0")}`
      : character;
  });
  return `"${written.join("")}"`;
}

function string(content: string): string {
  const { length } = new TextEncoder().encode(content);
  return content.includes("\0") ? `std::string{${text(content)}, ${length}}` : text(content);
}
