#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "cqrs/decider.hpp"
#include "cqrs/read_model.hpp"
#include "domains/orders.hpp"

/// Mails to customers about their orders.
namespace email {

enum class Subject : std::uint8_t {
    order_received,
    payment_received,
    order_shipped,
    order_cancelled,
    payment_declined,
    out_of_stock
};
constexpr auto words_of(Subject /*tag*/) {
    return std::to_array<std::string_view>({"order_received", "payment_received", "order_shipped",
                                            "order_cancelled", "payment_declined", "out_of_stock"});
}

/// A message about one mail; as a row, one that was sent.
template <cqrs::Name N>
struct OfMail {
    std::string order_id;
    std::string customer;
    Subject subject = Subject::order_received;  ///< what it says

    static constexpr std::string_view name = N.view();
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &OfMail::order_id, orders::order_id),
                            cqrs::field("customer", &OfMail::customer, orders::customer_name),
                            cqrs::field("subject", &OfMail::subject));
    }
};

/// A mail is sent. The same about the same order leads to no event.
using SendMail = OfMail<"SendMail">;
/// A mail has been sent.
using MailSent = OfMail<"MailSent">;
/// A mail that was sent.
using Mail = OfMail<"Mail">;

/// What the decider knows of the mails about an order.
struct Thread {
    std::string order_id;
    std::int64_t sent = 0;  ///< one bit for each subject

    static constexpr std::string_view name = "Thread";
    static constexpr auto fields() {
        return cqrs::fields(
            cqrs::field("orderId", &Thread::order_id, orders::order_id),
            cqrs::field("sent", &Thread::sent, cqrs::integer(0, 63, "one bit for each subject")));
    }
};

struct Email {
    static constexpr std::string_view name = "email";
    static constexpr std::string_view stream_prefix = "mail-";
    using Commands = std::variant<SendMail>;
    using Events = std::variant<MailSent>;
    using State = Thread;
    using ReadModels = std::tuple<class Outbox>;
    using Decision = cqrs::Decision<Events>;

    template <class Message>
    static auto identities(const Message& message) {
        return cqrs::about(message.order_id);
    }

    static Decision decide(const SendMail& command, const Thread& thread) {
        // Nobody wants to read the same twice.
        if ((thread.sent & bit(command.subject)) != 0) {
            return {};
        }
        return MailSent{command.order_id, command.customer, command.subject};
    }

    static void evolve(Thread& thread, const MailSent& event) { thread.sent |= bit(event.subject); }

    static Thread initial(std::string_view identity) { return {std::string(identity)}; }

private:
    static std::int64_t bit(Subject subject) {
        return std::int64_t{1} << static_cast<unsigned>(subject);
    }
};

/// The mails in the order in which they were sent, or those about one order.
struct ListMails {
    std::optional<std::string> order_id;

    using Answer = std::vector<Mail>;
    static constexpr std::string_view name = "mails";
    static constexpr auto fields() {
        return cqrs::fields(cqrs::field("orderId", &ListMails::order_id, orders::order_id));
    }
};

/// The mails in the order in which they were sent: `mails`.
class Outbox {
public:
    static constexpr std::string_view name = "outbox";
    using Events = Email::Events;
    using Queries = std::variant<ListMails>;

    explicit Outbox(const cqrs::Storage& storage) : mails_(storage) {}

    void apply(const MailSent& event, const cqrs::EventInfo& /*info*/) {
        mails_.push({event.order_id, event.customer, event.subject});
    }
    [[nodiscard]] ListMails::Answer answer(const ListMails& query) const {
        ListMails::Answer rows;
        const auto most = static_cast<std::size_t>(cqrs::answer_rows_max);
        for (std::size_t i = 0; i < mails_.size() && rows.size() < most; ++i) {
            Mail mail = mails_.at(i);
            if (!query.order_id || mail.order_id == *query.order_id) {
                rows.push_back(std::move(mail));
            }
        }
        return rows;
    }

private:
    cqrs::List<Mail> mails_;
};

}  // namespace email
