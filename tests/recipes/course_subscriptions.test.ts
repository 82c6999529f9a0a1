// Source of the example: dcb.events/examples/course-subscriptions
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, reject, type, unwrap } from "cqrs-wasm";

/** How many courses a student may take. */
const coursesMax = 10;

type Course = { course: string; capacity: number };
type Subscription = { course: string; student: string };

const courseTag = (course: string) => `course:${course}`;
const studentTag = (student: string) => `student:${student}`;

/**
 * A course takes as many students as it has seats. Subscribing spans a course and a
 * student: it is decided on what happened to either, and on nothing else. So two
 * students may subscribe to two courses at once without a conflict.
 */
const openSchool = async () =>
  (await createCqrs({ domains: [] })).define({
    name: "course",
    commands: {
      DefineCourse: type<Course>(),
      ChangeCapacity: type<Course>(),
      Subscribe: type<Subscription>(),
    },
    events: {
      CourseDefined: type<Course>(),
      CapacityChanged: type<Course>(),
      StudentSubscribed: type<Subscription>(),
    },
    identity: ({ data }) => data.course,
    tags: ({ data }) =>
      "student" in data
        ? [courseTag(data.course), studentTag(data.student)]
        : [courseTag(data.course)],
    scope: ({ data }) =>
      "student" in data
        ? [{ tags: [courseTag(data.course)] }, { tags: [studentTag(data.student)] }]
        : [{ tags: [courseTag(data.course)] }],
    initialState: () => ({
      capacity: undefined as number | undefined,
      subscriptions: [] as Subscription[],
    }),
    decide: ({ type, data }, { capacity, subscriptions }) => {
      if (type === "DefineCourse") {
        return capacity === undefined ? { type: "CourseDefined", data } : reject("already_defined");
      }
      if (capacity === undefined) return reject("no_such_course");
      if (type === "ChangeCapacity") return { type: "CapacityChanged", data };

      const students = subscriptions.filter(({ course }) => course === data.course);
      const courses = subscriptions.filter(({ student }) => student === data.student);
      if (students.some(({ student }) => student === data.student)) {
        return reject("already_subscribed");
      }
      if (students.length >= capacity) return reject("course_full");
      if (courses.length >= coursesMax) return reject("too_many_courses");
      return { type: "StudentSubscribed", data };
    },
    evolve: (state, { type, data }) =>
      type === "StudentSubscribed"
        ? { ...state, subscriptions: [...state.subscriptions, data] }
        : { ...state, capacity: data.capacity },
  });

type School = Awaited<ReturnType<typeof openSchool>>;

const defineCourse = (cqrs: School, course: string, capacity: number) =>
  cqrs.dispatch({ type: "DefineCourse", data: { course, capacity } });

/**
 * `accepted`, or why not. `seen` is the position of what was shown to who decided to
 * subscribe.
 */
function subscribe(
  cqrs: School,
  student: string,
  course: string,
  options: { seen?: number; retries?: number } = {},
): string {
  const result = cqrs.dispatch({ type: "Subscribe", data: { course, student }, ...options });
  return result.ok ? "accepted" : (result.reason ?? result.code);
}

test("a student subscribes to a course until it is full", async () => {
  const cqrs = await openSchool();
  assert.equal(subscribe(cqrs, "s1", "c1"), "no_such_course");
  unwrap(defineCourse(cqrs, "c1", 2));
  assert.equal(defineCourse(cqrs, "c1", 5).ok, false);
  assert.equal(subscribe(cqrs, "s1", "c1"), "accepted");
  assert.equal(subscribe(cqrs, "s1", "c1"), "already_subscribed");
  assert.equal(subscribe(cqrs, "s2", "c1"), "accepted");
  assert.equal(subscribe(cqrs, "s3", "c1"), "course_full");
  unwrap(cqrs.dispatch({ type: "ChangeCapacity", data: { course: "c1", capacity: 3 } }));
  assert.equal(subscribe(cqrs, "s3", "c1"), "accepted");
  assert.equal(cqrs.read({ tags: [courseTag("c1"), studentTag("s3")] }).length, 1);
});

test("a student takes ten courses and no more", async () => {
  const cqrs = await openSchool();
  for (let i = 0; i <= coursesMax; ++i) unwrap(defineCourse(cqrs, `c${i}`, 5));
  for (let i = 0; i < coursesMax; ++i) assert.equal(subscribe(cqrs, "s1", `c${i}`), "accepted");
  assert.equal(subscribe(cqrs, "s1", "c10"), "too_many_courses");
});

test("the last seat goes to one of two who saw it free", async () => {
  const cqrs = await openSchool();
  unwrap(defineCourse(cqrs, "c1", 1));
  const seen = cqrs.stats().head;
  assert.equal(subscribe(cqrs, "s2", "c1", { seen }), "accepted");
  assert.equal(subscribe(cqrs, "s1", "c1", { seen }), "conflict");
  assert.equal(subscribe(cqrs, "s1", "c1", { seen, retries: 1 }), "course_full");
});

test("two who subscribe to different courses at the same time do not disturb each other", async () => {
  const cqrs = await openSchool();
  unwrap(defineCourse(cqrs, "c1", 1));
  unwrap(defineCourse(cqrs, "c2", 1));
  const seen = cqrs.stats().head;
  assert.equal(subscribe(cqrs, "s2", "c2", { seen }), "accepted");
  assert.equal(subscribe(cqrs, "s1", "c1", { seen }), "accepted");
});
