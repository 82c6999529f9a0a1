import { createCqrs, type, unwrap, type Frozen, type Recorded } from "cqrs-wasm";

/** That two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <Claim extends true>(claim?: Claim) => claim;

const lots = (await createCqrs({ domains: ["bank"] })).define({
  name: "lot",
  commands: { Park: type<{ lot: string; plate: string }>() },
  events: { Parked: type<{ lot: string; plate: string }>() },
  identity: (command) => command.data.lot,
  initialState: () => 0,
  decide: (command) => ({ type: "Parked", data: command.data }),
  evolve: (cars) => cars + 1,
});

// A read model knows its state, the events of the engine and its own queries, and the engine its answers.
const counted = lots.project({
  name: "counts",
  initialState: () => ({ cars: 0, money: 0 }),
  apply: (state, event) => {
    is<Same<typeof state, { cars: number; money: number }>>();
    if (event.type === "Parked") {
      event.data.plate.toUpperCase();
      // @ts-expect-error it is frozen
      event.data.plate = "x";
      state.cars += 1;
    } else if (event.type === "MoneyDeposited") {
      return { ...state, money: state.money + event.data.amount };
    }
    return undefined;
  },
  queries: {
    cars: (state) => state.cars,
    carsFrom: (state, { least }: { least: number }) => (state.cars < least ? null : [state.cars]),
  },
  mode: { delayMs: 5 },
});
const { data: cars } = unwrap(counted.query("cars"));
is<Same<typeof cars, number>>();
cars.toFixed();
unwrap(counted.query("carsFrom", { least: 1 })).data?.[0]?.toFixed();
// @ts-expect-error a parameter that is missing
counted.query("carsFrom");
// @ts-expect-error a parameter of the wrong type
counted.query("carsFrom", { least: "1" });
// @ts-expect-error a misspelt query
counted.query("car");
// @ts-expect-error the engine before did not have it
lots.query("cars");
unwrap(counted.query("balance", { account: "a" })).data?.owner.toUpperCase();
counted.live("cars").get();
counted.watch("carsFrom", { least: 1 }, (answer) => {
  if (answer.ok) answer.data?.[0]?.toFixed();
});
counted.at(1).query("cars");

// The order of the properties does not matter.
lots.project({
  queries: { last: (state) => state.toUpperCase() },
  apply: (state, event) => (event.type === "Parked" ? event.data.plate : state),
  initialState: () => "",
  name: "last",
});

lots.project({
  name: "wrong",
  initialState: () => 0,
  // @ts-expect-error another state than the first
  apply: () => "1",
  queries: {},
});
lots.project({
  name: "wrong",
  initialState: () => 0,
  apply: (state, event) => {
    // @ts-expect-error the event has no such property
    if (event.type === "Parked") is<"amount" extends keyof typeof event.data ? true : false>();
    return state;
  },
  queries: {},
});
// @ts-expect-error a mode that is none
lots.project({ name: "wrong", initialState: () => 0, apply: () => 0, queries: {}, mode: "late" });

// A process knows the events and the commands of the engine.
const processed = lots.process({
  name: "fee",
  identity: (event) => (event.type === "Parked" ? event.data.plate : undefined),
  initialState: () => ({ fees: 0 }),
  evolve: (state, event) => {
    const seen: Frozen<Recorded<Messages>> = event;
    is<Same<typeof event, typeof seen>>();
    return { fees: state.fees + (seen.position > 0 ? 1 : 0) };
  },
  react: (event, state) =>
    event.type === "Parked"
      ? [{ type: "Withdraw", data: { account: event.data.plate, amount: state.fees } }]
      : [],
});
type Messages = typeof lots extends { read(): Recorded<infer M>[] } ? M : never;
processed.dispatch({ type: "Park", data: { lot: "north", plate: "A" } });
lots.process({
  react: (_event, state) => [{ type: "Park", data: { lot: state, plate: "A" } }],
  evolve: (state) => state,
  initialState: () => "north",
  identity: () => "one",
  name: "north",
});
lots.process({
  name: "wrong",
  identity: () => "one",
  initialState: () => 0,
  evolve: (state) => state,
  // @ts-expect-error a command with a misspelt property
  react: () => [{ type: "Park", data: { lot: "north", plat: "A" } }],
});
lots.process({
  name: "wrong",
  identity: () => "one",
  initialState: () => 0,
  // @ts-expect-error another state than the first
  evolve: () => "1",
  react: () => [],
});
lots.process({
  name: "wrong",
  // @ts-expect-error an identity that is no text
  identity: () => 1,
  initialState: () => 0,
  evolve: (state) => state,
  react: () => [],
});
