// Source of the example: dcb.events/examples/course-subscriptions
#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "cqrs/testing.hpp"

namespace {

constexpr auto id = cqrs::text(1, 64, "of a course or a student");
constexpr auto seats = cqrs::integer(1, 1'000);
constexpr std::size_t courses_max = 10;  // of one student

template <cqrs::Name N>
struct OfSeats {
    std::string course;
    std::int64_t seats = 0;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("course", &OfSeats::course, id),
                            cqrs::field("seats", &OfSeats::seats, ::seats));
    }
};

template <cqrs::Name N>
struct OfSubscription {
    std::string course;
    std::string student;

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("course", &OfSubscription::course, id),
                            cqrs::field("student", &OfSubscription::student, id));
    }
};

using DefineCourse = OfSeats<"DefineCourse">;
using ChangeSeats = OfSeats<"ChangeSeats">;
using Subscribe = OfSubscription<"Subscribe">;

using CourseDefined = OfSeats<"CourseDefined">;
using SeatsChanged = OfSeats<"SeatsChanged">;
using StudentSubscribed = OfSubscription<"StudentSubscribed">;

struct Other {
    std::string id;

    static constexpr std::string_view name = "Other";
    static constexpr auto fields() { return cqrs::fields(cqrs::field("id", &Other::id, ::id)); }
};

/// A course with its students, or a student with their courses, who has no seats.
struct Member {
    std::string id;
    std::int64_t seats = 0;
    std::vector<Other> others;

    [[nodiscard]] bool has(std::string_view other) const {
        return std::any_of(others.begin(), others.end(),
                           [&](const Other& one) { return one.id == other; });
    }

    static constexpr std::string_view name = "Member";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("id", &Member::id, ::id),
                            cqrs::field("seats", &Member::seats, cqrs::integer(0, 1'000)),
                            cqrs::field("others", &Member::others, cqrs::list(0, 1'000)));
    }
};

/// A course takes as many students as it has seats. Subscribing is about a course and a student: it
/// is decided on both, and conflicts with what happens to either and with nothing else.
struct School {
    static constexpr std::string_view name = "school";
    static constexpr std::string_view stream_prefix = "school-";
    using Commands = std::variant<DefineCourse, ChangeSeats, Subscribe>;
    using Events = std::variant<CourseDefined, SeatsChanged, StudentSubscribed>;
    using State = Member;
    using ReadModels = std::tuple<>;
    using Decision = cqrs::Decision<Events>;

    static State initial(std::string_view identity) { return {std::string(identity), 0, {}}; }

    template <class Message>
    static auto identities(const Message& message) {
        if constexpr (requires { message.student; }) {
            return cqrs::about(message.course, message.student);
        } else {
            return cqrs::about(message.course);
        }
    }

    static Decision decide(const DefineCourse& command, const Member& course) {
        if (course.seats > 0 || !course.others.empty()) {
            return cqrs::reject("already_there");
        }
        return CourseDefined{command.course, command.seats};
    }
    static Decision decide(const ChangeSeats& command, const Member& course) {
        if (course.seats == 0) {
            return cqrs::reject("no_such_course");
        }
        return SeatsChanged{command.course, command.seats};
    }
    static Decision decide(const Subscribe& command, const Member& course, const Member& student) {
        if (course.seats == 0 || student.seats > 0) {
            return cqrs::reject(course.seats == 0 ? "no_such_course" : "not_a_student");
        }
        if (course.has(command.student)) {
            return cqrs::reject("already_subscribed");
        }
        if (course.others.size() >= static_cast<std::size_t>(course.seats)) {
            return cqrs::reject("course_full");
        }
        if (student.others.size() >= courses_max) {
            return cqrs::reject("too_many_courses");
        }
        return StudentSubscribed{command.course, command.student};
    }

    static void evolve(Member& course, const CourseDefined& event) { course.seats = event.seats; }
    static void evolve(Member& course, const SeatsChanged& event) { course.seats = event.seats; }
    static void evolve(Member& member, const StudentSubscribed& event) {
        member.others.push_back({member.id == event.course ? event.student : event.course});
    }
};

/// `accepted`, or why not.
std::string outcome(const cqrs::Result<cqrs::Receipt>& result) {
    if (result) {
        return "accepted";
    }
    return result.error().code == cqrs::Code::conflict ? "conflict" : result.error().reason;
}

}  // namespace

TEST_CASE("a student subscribes to a course until it is full") {
    const auto full = cqrs::given<School>({CourseDefined{"c1", 1}, StudentSubscribed{"c1", "s1"}});
    CHECK(full.when(Subscribe{"c1", "s1"}).then_rejected("already_subscribed"));
    CHECK(full.when(Subscribe{"c1", "s2"}).then_rejected("course_full"));
    CHECK(full.when(Subscribe{"c2", "s2"}).then_rejected("no_such_course"));
    CHECK(full.when(ChangeSeats{"c1", 2}).then({SeatsChanged{"c1", 2}}));
}

TEST_CASE("a student takes ten courses and no more") {
    cqrs::Engine engine;
    engine.add<School>();
    for (std::size_t i = 0; i <= courses_max; ++i) {
        const std::string course = "c" + std::to_string(i);
        CHECK(outcome(engine.dispatch(DefineCourse{course, 5})) == "accepted");
        CHECK(outcome(engine.dispatch(Subscribe{course, "s1"})) ==
              (i < courses_max ? "accepted" : "too_many_courses"));
    }
}

TEST_CASE("the last seat goes to one of two who saw it free, and nobody else is disturbed") {
    cqrs::Engine engine;
    engine.add<School>();
    CHECK(outcome(engine.dispatch(DefineCourse{"c1", 1})) == "accepted");
    CHECK(outcome(engine.dispatch(DefineCourse{"c2", 1})) == "accepted");
    const cqrs::Position seen = engine.stats().head;
    CHECK(outcome(engine.dispatch(Subscribe{"c1", "s1"}, {.seen = seen})) == "accepted");
    CHECK(outcome(engine.dispatch(Subscribe{"c1", "s2"}, {.seen = seen})) == "conflict");
    CHECK(outcome(engine.dispatch(Subscribe{"c1", "s2"}, {.seen = seen, .retries = 1})) ==
          "course_full");
    CHECK(outcome(engine.dispatch(Subscribe{"c2", "s3"}, {.seen = seen})) == "accepted");
}
