// Source of the example: dcb.events/examples/unique-username
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, reject, type } from "cqrs-wasm";

type Named = { member: string; username: string };
type Renamed = Named & { before: string };

const nameTag = (username: string) => `username:${username.toLowerCase()}`;

/**
 * A member's events are a stream, as everybody's are. Whether a name is free is
 * decided on the events that carry it, whoever they belong to: no table of names has
 * to be kept beside the log.
 */
const openClub = async () =>
  (await createCqrs({ domains: [] })).define({
    name: "member",
    commands: { Register: type<Named>(), ChangeUsername: type<Renamed>(), Leave: type<Named>() },
    events: {
      MemberRegistered: type<Named>(),
      UsernameChanged: type<Renamed>(),
      MemberLeft: type<Named>(),
    },
    identity: ({ data }) => data.member,
    // A new name that comes in place of an old one: who asks for either must find that.
    tags: ({ data }) =>
      "before" in data ? [nameTag(data.username), nameTag(data.before)] : [nameTag(data.username)],
    scope: ({ data }) =>
      "before" in data
        ? [{ tags: [nameTag(data.username)] }, { tags: [nameTag(data.before)] }]
        : [{ tags: [nameTag(data.username)] }],
    initialState: () => new Map<string, string>(),
    decide: ({ type, data }, owners) => {
      const owner = owners.get(nameTag(data.username));
      if (type === "Leave") {
        return owner === data.member ? { type: "MemberLeft", data } : reject("not_yours");
      }
      if (owner !== undefined) return reject("username_taken", `${data.username} is taken`);
      if (type === "Register") return { type: "MemberRegistered", data };
      return owners.get(nameTag(data.before)) === data.member
        ? { type: "UsernameChanged", data }
        : reject("not_yours");
    },
    evolve: (before, { type, data }) => {
      const owners = new Map(before);
      if (type === "UsernameChanged") owners.delete(nameTag(data.before));
      if (type === "MemberLeft") owners.delete(nameTag(data.username));
      else owners.set(nameTag(data.username), data.member);
      return owners;
    },
  });

type Club = Awaited<ReturnType<typeof openClub>>;

/** `accepted`, or why not. */
const outcome = (result: ReturnType<Club["dispatch"]>) =>
  result.ok ? "accepted" : (result.reason ?? result.code);

const register = (cqrs: Club, member: string, username: string) =>
  outcome(cqrs.dispatch({ type: "Register", data: { member, username } }));

const rename = (cqrs: Club, member: string, before: string, username: string) =>
  outcome(cqrs.dispatch({ type: "ChangeUsername", data: { member, before, username } }));

test("a username belongs to one member at a time", async () => {
  const cqrs = await openClub();
  assert.equal(register(cqrs, "m1", "ann"), "accepted");
  assert.equal(register(cqrs, "m2", "ann"), "username_taken");
  assert.equal(register(cqrs, "m2", "ANN"), "username_taken");
  assert.equal(register(cqrs, "m2", "bob"), "accepted");
  assert.equal(rename(cqrs, "m2", "bob", "Ann"), "username_taken");
  assert.equal(rename(cqrs, "m2", "ann", "carl"), "not_yours");
});

test("a username that was given up can be taken again", async () => {
  const cqrs = await openClub();
  register(cqrs, "m1", "ann");
  assert.equal(rename(cqrs, "m1", "ann", "anna"), "accepted");
  assert.equal(register(cqrs, "m2", "anna"), "username_taken");
  assert.equal(register(cqrs, "m2", "ann"), "accepted");
  const leave = { type: "Leave", data: { member: "m1", username: "anna" } } as const;
  assert.equal(outcome(cqrs.dispatch(leave)), "accepted");
  assert.equal(outcome(cqrs.dispatch(leave)), "not_yours");
  assert.equal(register(cqrs, "m3", "anna"), "accepted");
});

test("two who want different names do not disturb each other", async () => {
  const cqrs = await openClub();
  const seen = cqrs.stats().head;
  const want = (member: string, username: string) =>
    outcome(cqrs.dispatch({ type: "Register", data: { member, username }, seen }));
  assert.equal(want("m1", "ann"), "accepted");
  assert.equal(want("m2", "bob"), "accepted");
  assert.equal(want("m3", "ann"), "conflict");
});
