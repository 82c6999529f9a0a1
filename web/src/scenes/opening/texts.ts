import { names } from "../goods.js";

/** What the opening says. Nobody needs to know a word of the trade for it. */
export const texts = {
  ...names,
  title: "A shop, and the record behind it",
  shows: "What the shop shows",
  latest: "The latest orders",
  order: "order",
  for: "for",
  status: "status",
  total: "total",
  placed: "placed",
  paid: "paid",
  shipped: "shipped",
  cancelled: "cancelled",
  sold: "Sold so far",
  empty: "Nothing. It is gone.",
  filling: "The shop is being filled with made-up orders: {done} of {all} events.",
  rebuilding: "Being built again: {done} of {all} events.",

  record: "What happened",
  events: { "1": "event", other: "events" },
  record_note: "one after the other, and none is ever changed",

  delete: "Delete the read database",
  place: "Place an order anyway",
  place_again: "Place another",
  rebuild: "Build it again",

  before:
    "This shop has taken {orders} orders. The list is only a copy, kept in a read database and made from the record of what happened.",
  begin: "Go on, press the red button",
  deleted: "Gone",
  deleted_text: "Deleted in {ms} ms. The shop shows nothing any more. Can it still take an order?",
  ordered: "Taken",
  ordered_text:
    "Order {order} for {customer} was taken, though nobody can see it. The record now has {head} events.",
  rebuilt: "Back again",
  rebuilt_text: "{head} events, {ms} ms, nothing lost.",
  rebuilt_more: {
    "1": "{head} events, {ms} ms, nothing lost. The order you placed meanwhile is there too.",
    other:
      "{head} events, {ms} ms, nothing lost. The {count} orders you placed meanwhile are there too.",
  },
  lost: "{head} events, {ms} ms, and it is not the same as before.",
  seed: "The orders are made up, from the seed {seed}.",
} as const;
