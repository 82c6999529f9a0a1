import { createCqrs, domain, reject, type, type CqrsOptions } from "cqrs-wasm";

export interface Car {
  lot: string;
  plate: string;
}

/** A car park with three spaces. */
export const lot = domain({
  name: "lot",
  commands: {
    Park: type<Car>(),
    Leave: type<Car>(),
    Look: type<{ lot: string }>(),
    Count: type<{ lot: string; plates: string[] }>(),
  },
  events: { Parked: type<Car>(), Left: type<Car>() },
  identity: (command) => command.data.lot,
  initialState: (): { cars: readonly string[] } => ({ cars: [] }),
  decide: (command, state) => {
    switch (command.type) {
      case "Park":
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- a rejection may be thrown
        if (state.cars.includes(command.data.plate)) throw reject("parked_already");
        if (state.cars.length === 3) return reject("lot_full", "there are three spaces");
        return { type: "Parked", data: command.data };
      case "Leave":
        if (!state.cars.includes(command.data.plate)) return reject("not_here");
        return { type: "Left", data: command.data };
      case "Look":
        return [];
      case "Count":
        return command.data.plates.map((plate) => ({
          type: "Parked",
          data: { lot: command.data.lot, plate },
        }));
    }
  },
  evolve: (state, { type, data }) => ({
    cars:
      type === "Parked"
        ? [...state.cars, data.plate]
        : state.cars.filter((plate) => plate !== data.plate),
  }),
  tags: ({ data }) => [`car:${data.plate}`],
});

export async function lotEngine(options: CqrsOptions<never> = {}) {
  return (await createCqrs({ domains: [], ...options })).define(lot);
}

export const park = (plate: string, north = "north") =>
  ({ type: "Park", data: { lot: north, plate } }) as const;
