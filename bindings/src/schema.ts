/** What a {@link StandardSchema} says of a value: what it has made of it, or what is wrong with it. */
export type SchemaResult<Output> =
  | {
      /** What the value has become. */
      readonly value: Output;
      /** Nothing is wrong. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong. The first is told in the message of the failure `invalid`. */
      readonly issues: readonly {
        /** One sentence for people. */
        readonly message: string;
        /** Where in the value it is. */
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

/**
 * A validator by the Standard Schema, version 1, which zod, valibot, ArkType and others speak: see
 * https://standardschema.dev. It must answer at once; one that answers with a promise is refused.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** All of it, under the one name that the standard reserves. */
  readonly "~standard": {
    /** Of the standard. */
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    /** Says whether a value is right, and what it becomes. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** For the compiler alone. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** By the Standard JSON Schema, for those that can say what they ask for. */
    readonly jsonSchema?:
      { readonly input: (options: { readonly target: "draft-2020-12" }) => object } | undefined;
  };
}

/** Messages by their type, with what describes their data: {@link type} or a schema of a validation library. */
export interface Schemas {
  readonly [name: string]: StandardSchema;
}

/** The type of the data as it is given. */
export type InputOf<S> = S extends StandardSchema<infer Input, unknown> ? Input : never;

/** The type of the data as its schema hands it on. */
export type OutputOf<S> = S extends StandardSchema<unknown, infer Output> ? Output : never;

/** Takes whatever JSON can hold. */
export const anything: StandardSchema = {
  "~standard": { version: 1, vendor: "cqrs-wasm", validate: (value) => ({ value }) },
};

/**
 * Says of which type the data of a command or event is, to the compiler alone: nothing is checked at run time but that
 * JSON can hold it.
 *
 * ```ts
 * const commands = { Park: type<{ plate: string }>() };
 * ```
 */
export function type<T>(): StandardSchema<T> {
  return anything as StandardSchema<T>;
}

/** What the validator takes, as JSON Schema; that anything is, where it does not say, or cannot. */
export function jsonSchemaOf(schema: StandardSchema): unknown {
  try {
    const said = schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
    return said === undefined ? {} : (JSON.parse(JSON.stringify(said)) as unknown);
  } catch {
    // Not all that a validator checks can be said in JSON Schema, for which theirs throw.
    return {};
  }
}
