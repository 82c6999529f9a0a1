/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  title: "Breadcrumbs: who follows the trail",
  claim:
    "Events are a trail of breadcrumbs: other services keep up by it, with no need to scream across the network.",
  question:
    "E-mail is switched off while you order, and switched on again later. What becomes of the mail?",
  option_lost: "It is lost",
  option_late: "It is sent late",
  option_again: "You have to order again",
  outcome:
    "e-mail walks the trail from where it stopped, and sends late what it would have sent at once",
  stamp_why:
    "Nobody called anybody, and whoever was away caught up. The price: for a moment the services disagree, and what went wrong cannot be called off. It is made good by further events.",
  begin: "Order something. It is one message from you; then watch who picks it up.",

  tell: "Tell",
  commands: "commands",
  product: "product",
  order: "Order the {product}",
  teapot: "teapot",
  mug: "mug",
  beans: "bag of beans",
  beans_of: "beans",
  machine: "coffee machine",

  tape: "The trail",
  what_happened: "what happened",
  tape_invites: "Empty. Nothing has happened yet, and it will not until you order something.",
  by: "{what} ({service})",
  placed: "{customer} ordered {quantity} × {product}",
  taken: "{amount} taken",
  declined: "the card declined {amount}",
  refunded: "{amount} given back",
  reserved: "{quantity} × {product} set aside",
  short: "not enough for {quantity} × {product}",
  released: "{quantity} × {product} put back",
  paid: "paid for",
  shipped: "shipped",
  cancelled: "cancelled",
  parcel_requested: "a parcel is to go",
  parcel_shipped: "the parcel has left",
  parcel_cancelled: "the parcel is called back",
  mailed: "mail: {subject}",
  order_received: "we have your order",
  payment_received: "we have your money",
  order_shipped: "it is on its way",
  order_cancelled: "your order is cancelled",
  payment_declined: "your card was declined",
  out_of_stock: "we have run out",

  // The services
  services: "Services",
  each_its_place: "each with its own place",
  payments: "Payments",
  inventory: "Inventory",
  shipping: "Shipping",
  email: "E-mail",
  fulfilment: "Order desk",
  points: "Loyalty points",
  at: "at {place} of {head}",
  behind: { "1": "one event behind", other: "{count} events behind" },
  up_to_date: "up to date",
  pause: "Pause",
  resume: "Resume",
  paused: "paused",
  did: {
    "0": "has written nothing yet",
    "1": "has written one event",
    other: "has written {count} events",
  },
  has_points: { "1": "knows of one point", other: "knows of {count} points" },
  delivered: { "1": "One event delivered.", other: "{count} events delivered." },
  calls: { "0": "No service was called.", other: "No service was called." },

  // What was just seen
  walking: "On its way",
  walking_text:
    "Your order is at {position} on the trail. Now everybody picks it up in their own time.",
  done: "Everybody has been there",
  done_text: {
    "1": "You sent one message. On the trail it became one event.",
    other:
      "You sent one message. On the trail it became {count} events, {others} of them by services that nobody called.",
  },
  done_held:
    "You sent one message, and it became {count} events. {service} is paused at {place}, and the others did not wait.",
  undone: "Made good",
  undone_declined:
    "The card said no to {amount}, by an event. Others who read it put things right: {events}.",
  undone_short:
    "There was not enough, and that is an event. Others who read it put things right: {events}.",
  paused_lead: "Paused",
  paused_text: "{service} stays at {place}. Order something, and see who minds.",
  caught_up: "Caught up",
  caught_up_text: {
    "0": "{service} was not behind: nothing had happened.",
    "1": "{service} had missed one event. It walked from there, and nothing was lost.",
    other: "{service} had missed {count} events. It walked them one by one, and nothing was lost.",
  },
  missed_events: { "1": "one event", other: "{count} events" },
  caught_up_mail: {
    "1": "E-mail had missed {events}. It went on from there, and one mail went out late: nothing was lost.",
    other:
      "E-mail had missed {missed} events. It walked them one by one, and {count} mails went out late: nothing was lost.",
  },
  hired: "Hired today",
  hired_text: {
    "1": "Loyalty points did not exist when you ordered. It has walked {events} events from event 1 on and knows of one point. Nobody sent it anything.",
    other:
      "Loyalty points did not exist when you ordered. It has walked {events} events from event 1 on and knows of {count} points. Nobody sent it anything.",
  },
  hiring_text: "Loyalty points begins with event 1, as everybody did.",
  counted: "Counted",
  counted_text:
    "{delivered} events were delivered. Had {services} services instead asked the shop once a second whether there is news, they would have made {calls} calls in the {seconds} s since you ordered.",

  // Try next
  try_pause: "Pause e-mail",
  try_order: "Order another",
  try_resume: "Let {service} go on",
  try_hire: "Hire a new service today",
  try_decline: "Order for {amount}: the card declines",
  try_short: "Order {count} mugs: there are {stock}",
  try_count: "Count the calls nobody made",

  do_ordered: "sent an order down the trail",
  do_paused: "paused a service and let it catch up",
  do_failed: "seen a failure made good",
} as const;
