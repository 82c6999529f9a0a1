import { createCqrs, domain, reject, type, unwrap, type StandardSchema } from "cqrs-wasm";

/** That two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <Claim extends true>(claim?: Claim) => claim;

interface Car {
  plate: string;
}
/** As a validator whose output is not its input. */
const counted = {} as StandardSchema<{ plates: string }, { plates: readonly string[] }>;

const bank = await createCqrs({ domains: ["bank"] });

// The types flow from the tables of messages and from the initial state, in whatever order.
const first = bank.define({
  name: "lot",
  commands: { Park: type<Car>(), Count: counted },
  events: { Parked: type<Car>(), Counted: type<{ cars: number }>() },
  identity: (command) =>
    command.type === "Park" ? command.data.plate : command.data.plates.join(),
  initialState: () => ({ cars: 0 }),
  decide: (command, state) => {
    is<Same<typeof state, { cars: number }>>();
    if (command.type === "Count") {
      is<Same<typeof command.data, { plates: readonly string[] }>>();
      return [{ type: "Counted", data: { cars: command.data.plates.length } }];
    }
    if (state.cars > 5) return reject("lot_full");
    return { type: "Parked", data: command.data };
  },
  evolve: (state, event) => {
    is<Same<typeof state, { cars: number }>>();
    return event.type === "Parked" ? { cars: state.cars + 1 } : { cars: event.data.cars };
  },
  tags: (event) => (event.type === "Parked" ? [event.data.plate] : []),
  scope: (command) => [{ tags: [command.type] }],
});
const last = bank.define({
  scope: (command) => [{ tags: [command.data.plate] }],
  tags: (event) => [event.data.plate],
  evolve: (state, event) => {
    is<Same<typeof state, string[]>>();
    return [...state, event.data.plate];
  },
  decide: (command, state) => {
    is<Same<typeof state, string[]>>();
    return state.includes(command.data.plate) ? [] : { type: "Parked", data: command.data };
  },
  initialState: (): string[] => [],
  identity: (command) => command.data.plate,
  events: { Parked: type<Car>() },
  commands: { Park: type<Car>() },
  name: "lot",
});

// The engine that is returned knows the messages, its own and the new ones.
for (const cqrs of [first, last]) {
  cqrs.dispatch({ type: "Park", data: { plate: "x" }, id: "p1" });
  cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 } });
  // @ts-expect-error a misspelt property
  cqrs.dispatch({ type: "Park", data: { plat: "x" } });
  // @ts-expect-error a misspelt command
  cqrs.dispatch({ type: "Prak", data: { plate: "x" } });
  for (const event of cqrs.read()) {
    if (event.type === "Parked") event.data.plate.toUpperCase();
    if (event.type === "MoneyDeposited") event.data.amount.toFixed();
  }
  cqrs.subscribe({}, (event) => {
    if (event.type === "Parked") {
      // @ts-expect-error it is frozen
      event.data.plate = "y";
    }
  });
  cqrs.append([{ type: "Parked", data: { plate: "x" }, stream: "lot-x" }]);
  // @ts-expect-error an event of the domain with a misspelt property
  cqrs.append([{ type: "Parked", data: { plat: "x" } }]);
  cqrs.query("balance", { account: "a" });
}
first.dispatch({ type: "Count", data: { plates: "a,b" } });
// @ts-expect-error a command's data is given as its schema takes it
first.dispatch({ type: "Count", data: { plates: ["a"] } });
const state = first.state("lot-x");
if (state !== null && "cars" in state) state.cars.toFixed();
// @ts-expect-error the engine that it was does not say that it knows them
bank.dispatch({ type: "Park", data: { plate: "x" } });

// They chain.
const both = first.define({
  name: "gate",
  commands: { Open: type<{ gate: string }>() },
  events: { Opened: type<{ gate: string }>() },
  identity: ({ data }) => data.gate,
  initialState: () => 0,
  decide: ({ data }) => ({ type: "Opened", data }),
  evolve: (state) => state + 1,
});
both.dispatch({ type: "Open", data: { gate: "g" } });
both.dispatch({ type: "Park", data: { plate: "x" } });
unwrap(both.query("bankTotals")).data?.accounts.toFixed();

// A definition by itself.
const apart = domain({
  name: "gate",
  commands: { Open: type<{ gate: string }>() },
  events: { Opened: type<{ gate: string }>() },
  identity: ({ data }) => data.gate,
  initialState: () => 0,
  decide: ({ data }, state) => (state > 3 ? reject("worn") : { type: "Opened", data }),
  evolve: (state) => state + 1,
});
bank.define(apart).dispatch({ type: "Open", data: { gate: "g" } });

// What does not fit is refused where it stands.
const parts = {
  name: "lot",
  commands: { Park: type<Car>() },
  events: { Parked: type<Car>() },
  identity: () => "one",
  initialState: () => 0,
} as const;
bank.define({
  ...parts,
  // @ts-expect-error an event that the domain does not have
  decide: () => ({ type: "Parkd", data: { plate: "x" } }),
  evolve: (state) => state,
});
bank.define({
  ...parts,
  // @ts-expect-error an event with a misspelt property
  decide: () => ({ type: "Parked", data: { plat: "x" } }),
  evolve: (state) => state,
});
bank.define({
  ...parts,
  decide: ({ data }) => ({ type: "Parked", data }),
  // @ts-expect-error a state of another type
  evolve: () => "x",
});
// @ts-expect-error no evolve
bank.define({ ...parts, decide: () => [] });
bank.define({
  ...parts,
  initialState: () => Promise.resolve(0),
  decide: () => [],
  // @ts-expect-error an initial state that answers later is a promise's, and this is none
  evolve: () => 0,
});
