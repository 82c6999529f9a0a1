import type { Domains, Services } from "../../build/generated/domains.js";

export type { Domains, Services };

/** Any value that JSON can hold. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The part of JSON Schema 2020-12 in which messages are described. See {@link Cqrs.schema}. */
export interface JsonSchema {
  /** What kind of value it is; left out where any will do. An answer of one row is null for an unknown id. */
  readonly type?:
    "integer" | "string" | "boolean" | "array" | "object" | readonly ["object", "null"];
  /** Of an object: the name of its type. */
  readonly title?: string;
  /** What it means and its unit, in words. */
  readonly description?: string;
  /** Of an object: its fields, in their order. */
  readonly properties?: { readonly [name: string]: JsonSchema };
  /** Of an object: the names of the fields that must be there. */
  readonly required?: readonly string[];
  /** Of an object: false where it may have no other fields. */
  readonly additionalProperties?: boolean;
  /** Of an array: what each item is. */
  readonly items?: JsonSchema;
  /** Of a string: the words that it may be. */
  readonly enum?: readonly string[];
  /** Of an integer: the lowest that it may be. */
  readonly minimum?: number;
  /** Of an integer: the highest that it may be. */
  readonly maximum?: number;
  /** Of a string: its least length, in characters. */
  readonly minLength?: number;
  /** Of a string: its greatest length, in characters. */
  readonly maxLength?: number;
  /** Of an array: how many items it has at least. */
  readonly minItems?: number;
  /** Of an array: how many items it has at most. */
  readonly maxItems?: number;
}

/** The name of a domain that is compiled in: see {@link Domains}. */
export type DomainName = keyof Domains;
/** The name of a service around an order that is compiled in: see {@link Services}. */
export type ServiceName = keyof Services;
/** All that is compiled in, by name. */
type Compiled = Domains & Services;

/** What an engine knows. For the compiler alone: nothing of it is there at run time. */
export interface Messages {
  /** The data of each command, by its type. */
  commands: object;
  /** The data of each event, by its type. */
  events: object;
  /** What each query takes and gives, by its name. */
  queries: { [name: string]: { params: object; result: unknown } } | object;
  /** What its streams fold to. */
  state: unknown;
}

/** All of some types at once. */
type Together<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer Intersection,
) => void
  ? Intersection
  : never;

/**
 * The messages of some of the domains and services compiled in.
 *
 * ```ts
 * function report(bank: Cqrs<MessagesOf<"bank">>): number {
 *   return unwrap(bank.query("bankTotals")).data?.money ?? 0;
 * }
 * console.log(report(await createCqrs({ domains: ["bank"] }))); // 0
 * ```
 */
export interface MessagesOf<Name extends DomainName | ServiceName> {
  /** Those of all of them. */
  commands: Together<Compiled[Name]["commands"]> & object;
  /** Those of all of them. */
  events: Together<Compiled[Name]["events"]> & object;
  /** Those of all of them. */
  queries: Together<Compiled[Name]["queries"]> & object;
  /** The state of one of them. */
  state: Compiled[Name]["state"];
}

/** What an engine knows once more has been defined for it: see {@link Cqrs.define} and {@link Cqrs.project}. */
export interface Widened<M extends Messages, More extends Messages> {
  /** Those of before, and those that were added. */
  commands: M["commands"] & More["commands"];
  /** Those of before, and those that were added. */
  events: M["events"] & More["events"];
  /** Those of before, and those that were added. */
  queries: M["queries"] & More["queries"];
  /** One of before, or one that was added. */
  state: M["state"] | More["state"];
}

/** The messages of all domains compiled in. */
export type AllMessages = MessagesOf<DomainName>;
/** The names in a table of messages. */
export type NameIn<Table> = keyof Table & string;

/** What an engine understands, as JSON Schema 2020-12. See {@link Cqrs.schema}. */
export interface Schema<M extends Messages = AllMessages> {
  /** The data of each command, by its type. */
  commands: { [Name in NameIn<M["commands"]>]: JsonSchema };
  /** The data of each event, by its type. */
  events: { [Name in NameIn<M["events"]>]: JsonSchema };
  /** What each query takes and answers, by its name. */
  queries: { [Name in NameIn<M["queries"]>]: { params: JsonSchema; result: JsonSchema } };
}
