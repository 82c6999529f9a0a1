// Source of the example: dcb.events/examples/course-subscriptions
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, unwrap, type Cqrs, type MessagesOf } from "cqrs-wasm";

/** An engine without a domain of its own: a log, and conditions on what may be appended. */
type Log = Cqrs<MessagesOf<never>>;

/** A student takes at most ten courses. A course takes as many students as it has seats. */
const coursesMax = 10;

const happened = (cqrs: Log, tags: string[]) => cqrs.read({ tags });

const defineCourse = (cqrs: Log, course: string, capacity: number) =>
  cqrs.append([{ type: "CourseDefined", data: { course, capacity }, tags: [`course:${course}`] }], {
    failIfEventsMatch: [{ types: ["CourseDefined"], tags: [`course:${course}`] }],
  });

const changeCapacity = (cqrs: Log, course: string, capacity: number) =>
  cqrs.append([
    { type: "CapacityChanged", data: { course, capacity }, tags: [`course:${course}`] },
  ]);

/**
 * A subscription spans a course and a student. What it is decided on is what the append is made conditional on: of
 * either, and of nothing else. So two students may subscribe to two courses at once without a conflict.
 */
function subscribe(cqrs: Log, student: string, course: string, meanwhile = () => {}) {
  const scope = [{ tags: [`course:${course}`] }, { tags: [`student:${student}`] }];
  const events = cqrs.read({ query: scope });
  const after = cqrs.stats().head;

  let capacity: number | undefined;
  const students = new Set<string>();
  const courses = new Set<string>();
  for (const { type, data } of events as { type: string; data: Record<string, never> }[]) {
    if (data["course"] === course && "capacity" in data) capacity = data["capacity"];
    if (type === "StudentSubscribed" && data["course"] === course) students.add(data["student"]!);
    if (type === "StudentSubscribed" && data["student"] === student) courses.add(data["course"]!);
  }
  if (capacity === undefined) return { ok: false, code: "no_such_course" };
  if (students.has(student)) return { ok: false, code: "already_subscribed" };
  if (students.size >= capacity) return { ok: false, code: "course_full" };
  if (courses.size >= coursesMax) return { ok: false, code: "too_many_courses" };

  meanwhile();
  const subscribed = {
    type: "StudentSubscribed",
    data: { student, course },
    tags: [`student:${student}`, `course:${course}`],
  };
  return cqrs.append([subscribed], { failIfEventsMatch: scope, after });
}

test("a student subscribes to a course until it is full", async () => {
  const cqrs = await createCqrs({ domains: [] });
  assert.deepEqual(subscribe(cqrs, "s1", "c1"), { ok: false, code: "no_such_course" });
  unwrap(defineCourse(cqrs, "c1", 2));
  assert.equal(defineCourse(cqrs, "c1", 5).ok, false);
  assert.equal(subscribe(cqrs, "s1", "c1").ok, true);
  assert.deepEqual(subscribe(cqrs, "s1", "c1"), { ok: false, code: "already_subscribed" });
  assert.equal(subscribe(cqrs, "s2", "c1").ok, true);
  assert.deepEqual(subscribe(cqrs, "s3", "c1"), { ok: false, code: "course_full" });
  unwrap(changeCapacity(cqrs, "c1", 3));
  assert.equal(subscribe(cqrs, "s3", "c1").ok, true);
  assert.equal(happened(cqrs, ["course:c1", "student:s3"]).length, 1);
});

test("a student takes ten courses and no more", async () => {
  const cqrs = await createCqrs({ domains: [] });
  for (let i = 0; i <= coursesMax; ++i) unwrap(defineCourse(cqrs, `c${i}`, 5));
  for (let i = 0; i < coursesMax; ++i) assert.equal(subscribe(cqrs, "s1", `c${i}`).ok, true);
  assert.deepEqual(subscribe(cqrs, "s1", "c10"), { ok: false, code: "too_many_courses" });
});

test("the last seat goes to one of two who decide at the same time", async () => {
  const cqrs = await createCqrs({ domains: [] });
  unwrap(defineCourse(cqrs, "c1", 1));
  const late = subscribe(cqrs, "s1", "c1", () => {
    assert.equal(subscribe(cqrs, "s2", "c1").ok, true);
  });
  assert.equal(late.ok, false);
  assert.equal("code" in late && late.code, "conflict");
  assert.deepEqual(subscribe(cqrs, "s1", "c1"), { ok: false, code: "course_full" });
});

test("two who decide about different courses at the same time do not disturb each other", async () => {
  const cqrs = await createCqrs({ domains: [] });
  unwrap(defineCourse(cqrs, "c1", 1));
  unwrap(defineCourse(cqrs, "c2", 1));
  const first = subscribe(cqrs, "s1", "c1", () => {
    assert.equal(subscribe(cqrs, "s2", "c2").ok, true);
  });
  assert.equal(first.ok, true);
});
