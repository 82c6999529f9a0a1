#include "domains/email.hpp"

#include <vector>

#include "catch.hpp"
#include "cqrs/engine.hpp"
#include "engines.hpp"
#include "given.hpp"

namespace email_tests {
namespace {

using namespace email;

SendMail mail(Subject subject) { return {"o", "Ann", subject}; }

}  // namespace

TEST_CASE("a mail is sent, and not again with the same subject") {
    const SendMail received = mail(Subject::order_received);
    test::given<Email>({}).when(received).then({MailSent{"o", "Ann", Subject::order_received}});
    test::given<Email>({MailSent{"o", "Ann", Subject::order_received}})
        .when(received)
        .then_nothing();
    test::given<Email>({MailSent{"o", "Ann", Subject::order_received}})
        .when(mail(Subject::order_cancelled))
        .then({MailSent{"o", "Ann", Subject::order_cancelled}});
    test::given<Email>({MailSent{"p", "Ann", Subject::order_received}})
        .when(received)
        .then({MailSent{"o", "Ann", Subject::order_received}});
}

TEST_CASE("mails are listed in the order in which they were sent") {
    cqrs::Engine engine;
    engine.add<Email>();
    CHECK(engine.dispatch(mail(Subject::order_received)).ok());
    CHECK(engine.dispatch(SendMail{"p", "Bob", Subject::out_of_stock}).ok());
    CHECK(engine.dispatch(mail(Subject::order_shipped)).ok());
    CHECK(test::asked(engine, "mails") ==
          R"([{"orderId":"o","customer":"Ann","subject":"order_received"},)"
          R"({"orderId":"p","customer":"Bob","subject":"out_of_stock"},)"
          R"({"orderId":"o","customer":"Ann","subject":"order_shipped"}])");
    CHECK(test::asked(engine, "mails", R"({"orderId":"p"})") ==
          R"([{"orderId":"p","customer":"Bob","subject":"out_of_stock"}])");
}

}  // namespace email_tests
