// Source of the example: dcb.events/examples/opt-in-token
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, reject, type, unwrap } from "cqrs-wasm";

/** How long a token is good for, in ms. */
const lifetime = 60 * 60 * 1000;

/** `at` is in ms: what is decided depends on nothing but the command and the events. */
type SignUp = { email: string; token: string; at: number };

/**
 * The token is sent to the address, and only who reads that mail knows it. There is no
 * table of tokens: the log says whether one was given out, when, and whether it has
 * been used.
 */
const openNewsletter = async () =>
  (await createCqrs({ domains: [] })).define({
    name: "signup",
    commands: { StartSignUp: type<SignUp>(), ConfirmSignUp: type<SignUp>() },
    events: { SignUpStarted: type<SignUp>(), SignUpConfirmed: type<SignUp>() },
    identity: ({ data }) => data.email,
    tags: ({ data }) => [`token:${data.email}:${data.token}`],
    scope: ({ data }) => [{ tags: [`token:${data.email}:${data.token}`] }],
    initialState: () => ({ givenAt: undefined as number | undefined, isUsed: false }),
    decide: ({ type, data }, { givenAt, isUsed }) => {
      if (type === "StartSignUp") return { type: "SignUpStarted", data };
      if (givenAt === undefined) return reject("no_such_token");
      if (isUsed) return reject("token_used");
      if (data.at > givenAt + lifetime) return reject("token_expired");
      return { type: "SignUpConfirmed", data };
    },
    evolve: (state, { type, data }) =>
      type === "SignUpStarted" ? { ...state, givenAt: data.at } : { ...state, isUsed: true },
  });

type Newsletter = Awaited<ReturnType<typeof openNewsletter>>;

/** `accepted`, or why not. */
function confirm(cqrs: Newsletter, email: string, token: string, at: number): string {
  const result = cqrs.dispatch({ type: "ConfirmSignUp", data: { email, token, at } });
  return result.ok ? "accepted" : (result.reason ?? result.code);
}

async function started() {
  const cqrs = await openNewsletter();
  const data = { email: "ann@example.org", token: "1234", at: 0 };
  unwrap(cqrs.dispatch({ type: "StartSignUp", data }));
  return cqrs;
}

test("a token confirms its sign-up once", async () => {
  const cqrs = await started();
  assert.equal(confirm(cqrs, "ann@example.org", "9999", 1), "no_such_token");
  assert.equal(confirm(cqrs, "bob@example.org", "1234", 1), "no_such_token");
  assert.equal(confirm(cqrs, "ann@example.org", "1234", 1), "accepted");
  assert.equal(confirm(cqrs, "ann@example.org", "1234", 2), "token_used");
});

test("a token is good for an hour", async () => {
  const cqrs = await started();
  assert.equal(confirm(cqrs, "ann@example.org", "1234", lifetime + 1), "token_expired");
  assert.equal(confirm(cqrs, "ann@example.org", "1234", lifetime), "accepted");
});
