import { names } from "../goods.js";

/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  ...names,
  title: "Two shapes of one truth",
  claim: "The write side and the read side may have different databases, each shaped for its job.",
  question: "The read database is switched off. What can a customer still do?",
  option_nothing: "Nothing",
  option_order: "Order, and not see it",
  option_both: "Order, and see it",
  outcome: "ordering needs the facts alone; seeing the order needs what is made of them",
  stamp_why:
    "A look touches a row that is ready instead of going through what happened, and each copy serves by itself. The price is paid at every write: each fact is applied once more for every shape and for every copy.",
  begin: "Order something, switch the read database off, and order again.",

  tell: "Tell",
  commands: "write side",
  product: "product",
  beans_of: "beans",
  order: "Order the {product}",
  pay: "Pay for order {order}",
  off: "Switch the read database off",
  on: "Switch it on again",

  facts: "The facts",
  facts_of: "one shape",
  tape_invites: "Empty. Nothing has happened yet, and it will not until you order something.",
  placed_fact: "order {order}: {lines}",
  line: "{quantity} × {product}",
  added: "{product} added to {order}",
  taken_off: "{product} taken off {order}",
  paid_fact: "{amount} paid for {order}",
  shipped_fact: "{order} has left",
  cancelled_fact: "{order} is cancelled",

  card: "The card",
  ready_made: "another shape",
  card_none: "No order yet.",
  card_off: "The read database is off: there is nobody to ask.",
  card_order: "Order {order} for {customer}",
  placed: "placed",
  paid: "paid",
  shipped: "shipped",
  cancelled: "cancelled",
  total: "total",
  as_of: "as of {asOf}",
  show_order: "Show my order",
  show_all: "Show all orders",

  costs: "What was touched so far",
  one_database: "one database",
  two_databases: "two",
  by_reads: { "1": "by one look", other: "by {count} looks" },
  by_writes: { "1": "by one command", other: "by {count} commands" },
  copies: "Copies of the read side",
  copy: "copy {number}",
  served: { "1": "has served one look", other: "has served {count} looks" },
  add_copy: "Add a copy",

  recorded: "Recorded",
  ordered_text:
    "One command: one fact on the tape, at {position}, and {applied} rows of the read side brought up to it.",
  ordered_off_text:
    "Taken: the fact is at {position}. The read database is off, so nobody can see it, and nobody had to.",
  off_lead: "Off",
  off_text: "The read database is off and empty. The facts are where they were: {head} of them.",
  on_lead: "On again",
  on_text:
    "The read database has gone through {facts} and knows of everything, what you ordered meanwhile too.",
  so_many: { "1": "one fact", other: "{count} facts" },
  looked: "Both ways",
  looked_text: {
    "1": "With one database the answer is made of {facts}, now and at every look. With two it is one row that is ready. Both say {answer}.",
    other:
      "With one database the answer is made of {facts}, now and at every look. With two it is {count} rows that are ready. Both say {answer}.",
  },
  looked_differ: "The two ways do not say the same: {one} and {two}.",
  orders_worth: { "1": "one order, {amount}", other: "{count} orders, {amount}" },
  nobody: "Nobody answers",
  nobody_text:
    "The read database is off. What happened is on the tape, but this screen has nobody to ask for a card.",
  copied: "One more",
  copied_text:
    "Copy {number} is there at once: it cost {bytes} bytes and {rows} rows are ready in it. From now on each fact is applied to it too.",
  copied_fits:
    "Copy {number} is there at once: {rows} rows are ready in it, in memory that was there already. From now on each fact is applied to it too.",
  served_lead: "Served",
  served_text:
    "{count} looks, shared by {copies} copies: {each}. Each answered out of a database of its own.",
  month: "A month later",
  month_text:
    "{count} more facts, made up from the seed {seed}, and every one was applied {times} times, once for each shape and each copy. The read side took in {applied} rows.",

  try_off: "Switch the read database off",
  try_on: "Switch it on again",
  try_order: "Order with it off",
  try_show: "Show my order, both ways",
  try_all: "Show all orders, both ways",
  try_month: "Let a month go by",
  try_copy: "Add a copy of the read side",
  try_ask: "Look 30 times",

  do_off: "ordered with the read database off",
  do_both: "looked both ways",
  do_copy: "added a copy",
} as const;
