// Source of the example: dcb.events/examples/opt-in-token
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";

/** An engine without a domain of its own: a log, and conditions on what may be appended. */
type Log = Cqrs<MessagesOf<never>>;

/** How long a token is good for, in ms. */
const lifetime = 60 * 60 * 1000;

/** Starts a sign-up: the token is sent to the address, and only who reads that mail knows it. */
const signUp = (cqrs: Log, email: string, token: string) =>
  cqrs.append([
    {
      type: "SignUpStarted",
      data: { email },
      tags: [`email:${email}`, `token:${email}:${token}`],
    },
  ]);

/** No table of tokens: the log says whether one was given out, when, and whether it has been used. */
function confirm(cqrs: Log, email: string, token: string, now: number) {
  const scope = { tags: [`token:${email}:${token}`] };
  const [started, used] = cqrs.read(scope);
  if (started === undefined) return { ok: false, code: "no_such_token" };
  if (used !== undefined) return { ok: false, code: "token_used" };
  if (now > started.time + lifetime) return { ok: false, code: "token_expired" };
  return cqrs.append([{ type: "SignUpConfirmed", data: { email }, tags: [...started.tags] }], {
    failIfEventsMatch: [scope],
    after: started.position,
  });
}

test("a token confirms its sign-up once", async () => {
  const cqrs = await createCqrs({ domains: [], clock: () => 0 });
  unwrap(signUp(cqrs, "ann@example.org", "1234"));
  assert.deepEqual(confirm(cqrs, "ann@example.org", "9999", 1), {
    ok: false,
    code: "no_such_token",
  });
  assert.deepEqual(confirm(cqrs, "bob@example.org", "1234", 1), {
    ok: false,
    code: "no_such_token",
  });
  assert.equal(confirm(cqrs, "ann@example.org", "1234", 1).ok, true);
  assert.deepEqual(confirm(cqrs, "ann@example.org", "1234", 2), { ok: false, code: "token_used" });
});

test("a token is good for an hour", async () => {
  const cqrs = await createCqrs({ domains: [], clock: () => 0 });
  unwrap(signUp(cqrs, "ann@example.org", "1234"));
  const late = confirm(cqrs, "ann@example.org", "1234", lifetime + 1);
  assert.deepEqual(late, { ok: false, code: "token_expired" });
  assert.equal(confirm(cqrs, "ann@example.org", "1234", lifetime).ok, true);
});
