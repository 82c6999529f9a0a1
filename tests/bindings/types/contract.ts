import {
  createCqrs,
  CqrsError,
  unwrap,
  type Command,
  type Cqrs,
  type DispatchResult,
  type ErrorCode,
  type MessagesOf,
  type Receipt,
  type Recorded,
} from "cqrs-wasm";

/** That two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <Claim extends true>(claim?: Claim) => claim;

const cqrs = await createCqrs();
const bank = await createCqrs({ domains: ["bank"] });

// Commands are told apart by their type.
cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 }, id: "d1", seen: 3 });
cqrs.dispatch({ type: "PayOrder", data: { orderId: "o1" }, metadata: { by: "me" }, retries: 1 });
// @ts-expect-error a misspelt property of the data
cqrs.dispatch({ type: "Deposit", data: { acount: "a", amount: 5 } });
// @ts-expect-error a property that is missing
cqrs.dispatch({ type: "Deposit", data: { account: "a" } });
// @ts-expect-error a property too many
cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5, note: "x" } });
// @ts-expect-error a property of the wrong type
cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: "5" } });
// @ts-expect-error the data of another command
cqrs.dispatch({ type: "Deposit", data: { orderId: "o1" } });
// @ts-expect-error a misspelt command
cqrs.dispatch({ type: "Depositt", data: { account: "a", amount: 5 } });
// @ts-expect-error no data
cqrs.dispatch({ type: "Deposit" });
// @ts-expect-error a misspelt option
cqrs.dispatch({ type: "Deposit", data: { account: "a", amount: 5 }, expectedversion: 1 });
// @ts-expect-error a command of a domain that this engine does not have
bank.dispatch({ type: "PayOrder", data: { orderId: "o1" } });
const lines = [{ sku: "pen", quantity: 1 }];
// @ts-expect-error a line without its price
cqrs.dispatch({ type: "PlaceOrder", data: { orderId: "o", customer: "c", lines } });
cqrs.dispatchAll([{ type: "PayOrder", data: { orderId: "o1" } }]);
// @ts-expect-error in a batch too
cqrs.dispatchAll([{ type: "PayOrder", data: { order: "o1" } }]);
const command: Command = { type: "CloseAccount", data: { account: "a" } };
cqrs.dispatch(command);

// A result is a receipt or a failure.
const result = cqrs.dispatch(command);
is<Same<typeof result, DispatchResult>>();
// @ts-expect-error only after looking at ok
is<"position" extends keyof typeof result ? true : false>();
if (result.ok) {
  is<Same<typeof result, Receipt>>();
} else {
  is<Same<typeof result.code, ErrorCode>>();
  result.reason?.toUpperCase();
  // @ts-expect-error there is no such code
  is<"wrong" extends ErrorCode ? true : false>();
}
is<Same<ReturnType<typeof unwrap<DispatchResult>>, Receipt>>();

// Queries know their parameters and their rows.
const balance = cqrs.query("balance", { account: "a" }, { atLeast: 3 });
if (balance.ok) {
  const { data } = balance;
  data?.balance.toFixed();
  if (data?.status === "open") data.owner.toUpperCase();
  // @ts-expect-error it may be null
  data.balance.toFixed();
  // @ts-expect-error a row has no such property
  is<"total" extends keyof NonNullable<typeof data> ? true : false>();
}
cqrs.query("orders", {});
cqrs.query("orders");
cqrs.query("revenueByProduct");
unwrap(cqrs.query("orders", { status: "paid", limit: 5 })).data[0]?.total.toFixed();
// @ts-expect-error a parameter that is missing
cqrs.query("balance");
// @ts-expect-error a misspelt parameter
cqrs.query("balance", { acount: "a" });
// @ts-expect-error a parameter that it does not have
cqrs.query("bankTotals", { account: "a" });
// @ts-expect-error a word that is none
cqrs.query("orders", { status: "lost" });
// @ts-expect-error a misspelt query
cqrs.query("balanse", { account: "a" });
// @ts-expect-error a query of a domain that this engine does not have
bank.query("orders", {});

// Events are a union by type, open for types of one's own.
for (const event of cqrs.read({ types: ["MoneyDeposited"], direction: "backward" })) {
  event.position.toFixed();
  if (event.type === "MoneyDeposited") {
    event.data.amount.toFixed();
    // @ts-expect-error the event has no such property
    is<"owner" extends keyof typeof event.data ? true : false>();
  } else if (event.type === "OrderPlaced") {
    event.data.lines[0]?.sku.toUpperCase();
  }
  if (event.type === "Parked") {
    const data: { plate: string } = event.data;
    data.plate.toUpperCase();
  }
}
const shown = (event: Recorded<MessagesOf<"bank">>): string => {
  switch (event.type) {
    case "MoneyDeposited":
    case "MoneyWithdrawn":
      return `${event.data.amount}`;
    case "MoneyTransferred":
      return event.data.to;
    default:
      return event.type;
  }
};
bank.read().map(shown);

// What handlers get cannot be changed.
const stop: () => void = cqrs.subscribe({ from: 1, types: ["MoneyDeposited"] }, (event) => {
  if (event.type === "MoneyDeposited") {
    event.data.amount.toFixed();
    // @ts-expect-error it is frozen
    event.data.amount = 1;
  }
  // @ts-expect-error its tags too
  event.tags[0] = "x";
});
stop();

// Watches and live answers know their queries too.
cqrs.watch("balance", { account: "a" }, (answer) => {
  if (answer.ok) answer.data?.balance.toFixed();
});
// @ts-expect-error a misspelt parameter
cqrs.watch("balance", { acount: "a" }, () => {});
const live = cqrs.live("balance", { account: "a" });
cqrs.live("bankTotals").subscribe(() => {});
// @ts-expect-error a parameter that is missing
cqrs.live("balance");
// As React declares it.
const useSyncExternalStore = <Snapshot>(
  subscribe: (onStoreChange: () => void) => () => void,
  getSnapshot: () => Snapshot,
  getServerSnapshot?: () => Snapshot,
): Snapshot => (getServerSnapshot ?? (subscribe(() => {}), getSnapshot))();
const seenByReact = useSyncExternalStore(live.subscribe, live.get, live.get);
if (seenByReact.ok) seenByReact.data?.owner.toUpperCase();

// Events to append are checked if their type is known.
cqrs.append([{ type: "Parked", data: { plate: "x" }, stream: "car-1", tags: ["car-1"] }]);
cqrs.append(
  [
    { type: "MoneyDeposited", data: { account: "a", amount: 1 } },
    { type: "Parked", data: 1 },
  ],
  {
    expectedVersion: "exists",
    failIfEventsMatch: [{ types: ["Parked"], tags: ["car-1"] }],
    after: 3,
  },
);
// @ts-expect-error an event of a domain with a misspelt property
cqrs.append([{ type: "MoneyDeposited", data: { acount: "a", amount: 1 } }]);
// @ts-expect-error a word that is none
cqrs.append([], { expectedVersion: "new" });

// Options, states, schemas, errors.
// @ts-expect-error a domain that does not exist
await createCqrs({ domains: ["banks"] });
// @ts-expect-error a misspelt option
await createCqrs({ domain: ["bank"] });
// @ts-expect-error a misspelt limit
await createCqrs({ limits: { event: 5 } });
bank.state("account-a")?.balance.toFixed();
cqrs.schema().commands.Deposit.properties?.["amount"]?.maximum?.toFixed();
cqrs.schema().queries.balance.params.required?.includes("account");
cqrs.stats().head.toFixed();
cqrs.close();
try {
  unwrap(result);
} catch (error) {
  if (error instanceof CqrsError && error.code === "rejected") error.reason?.toUpperCase();
}

// An engine with more can be used where less is asked for.
const useBank = (engine: Pick<Cqrs<MessagesOf<"bank">>, "dispatch" | "query">) =>
  engine.query("balance", { account: "a" });
useBank(bank);
