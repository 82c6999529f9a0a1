// Source of the example: dcb.events/examples/unique-username
import assert from "node:assert/strict";
import test from "node:test";
import {
  createCqrs,
  type Cqrs,
  type MessagesOf,
  type DispatchResult,
  type Recorded,
} from "cqrs-wasm";

/** An engine without a domain of its own: a log, and conditions on what may be appended. */
type Log = Cqrs<MessagesOf<never>>;

const nameTag = (username: string) => `username:${username.toLowerCase()}`;

/** Whether the name is taken, by the last thing that happened to it. */
function isTaken(events: readonly Recorded<MessagesOf<never>>[], username: string): boolean {
  const last = events.at(-1);
  if (last === undefined || last.type === "UsernameReleased") return false;
  const { to } = last.data as { to?: string };
  // A rename is tagged with both names: it takes the new one and frees the old one.
  return last.type !== "UsernameChanged" || nameTag(to!) === nameTag(username);
}

function claim(
  cqrs: Log,
  username: string,
  event: { type: string; data: object; tags: string[] },
): DispatchResult | { ok: false; code: "username_taken" } {
  const scope = { tags: [nameTag(username)] };
  const after = cqrs.stats().head;
  if (isTaken(cqrs.read(scope), username)) return { ok: false, code: "username_taken" };
  return cqrs.append([event], { failIfEventsMatch: [scope], after });
}

const register = (cqrs: Log, username: string) =>
  claim(cqrs, username, {
    type: "AccountRegistered",
    data: { username },
    tags: [nameTag(username)],
  });

const rename = (cqrs: Log, from: string, to: string) =>
  claim(cqrs, to, {
    type: "UsernameChanged",
    data: { from, to },
    tags: [nameTag(from), nameTag(to)],
  });

const close = (cqrs: Log, username: string) =>
  cqrs.append([{ type: "UsernameReleased", data: { username }, tags: [nameTag(username)] }]);

const taken = { ok: false, code: "username_taken" };

test("a username belongs to one account at a time", async () => {
  const cqrs = await createCqrs({ domains: [] });
  assert.equal(register(cqrs, "ann").ok, true);
  assert.deepEqual(register(cqrs, "ann"), taken);
  assert.deepEqual(register(cqrs, "ANN"), taken);
  assert.equal(register(cqrs, "bob").ok, true);
});

test("a username that was given up can be taken again", async () => {
  const cqrs = await createCqrs({ domains: [] });
  register(cqrs, "ann");
  assert.equal(rename(cqrs, "ann", "anna").ok, true);
  assert.deepEqual(register(cqrs, "anna"), taken);
  assert.equal(register(cqrs, "ann").ok, true);
  assert.equal(close(cqrs, "anna").ok, true);
  assert.equal(register(cqrs, "anna").ok, true);
});

test("a name that was never used needs no reading at all", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const event = { type: "AccountRegistered", data: { username: "ann" }, tags: [nameTag("ann")] };
  const condition = { failIfEventsMatch: [{ tags: [nameTag("ann")] }] };
  assert.equal(cqrs.append([event], condition).ok, true);
  const again = cqrs.append([event], condition);
  assert.equal(!again.ok && again.code, "conflict");
});
