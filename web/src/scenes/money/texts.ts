/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  title: "Money: transfer and balance",
  claim:
    "Transferring money and checking a balance are two jobs, and each may have its own database.",
  question:
    "Ada has {balance} and sends Ben {amount}. She looks at once. What does her screen show?",
  option_new: "What is left",
  option_old: "What she had before",
  option_none: "Nothing",
  outcome:
    "what her screen shows at once is old for as long as the read side is behind, unless somebody tells it to wait or to say so",
  stamp_why:
    "No cent went missing, however old the balance on the screen: the side that decides does not look at screens. The price is the gap in between. For every screen somebody has to choose what it shows meanwhile.",
  begin: "Ada has {balance}. Send some of it to Ben, and watch her screen.",

  // What one tells
  tell: "Tell",
  commands: "commands",
  amount: "amount",
  send: "Send {amount} to Ben",
  lag: "How far her screen is behind",
  seconds: "{s} s",
  no_lag: "not at all",
  meanwhile: "Meanwhile her screen",
  stale: "shows what it has",
  wait: "waits",
  pending: "says it is on its way",

  // The tape
  tape: "The tape",
  what_happened: "what happened",
  tape_invites: "The accounts are being opened.",
  opened: "account for {owner}",
  paid_in: "{amount} paid into {account}",
  moved: "{amount} from {from} to {to}",

  // Her screen
  screen: "Ada’s screen",
  read_side: "read side",
  account_of: "Ada’s account",
  ben_too: "Ben’s account",
  as_of: "as of {asOf}",
  outrun: "as of {asOf}; the tape ends at {head}",
  waiting: "Waiting for {position}",
  told_not_yet: {
    "0": "about to ask",
    "1": "asked once, told “not yet”",
    "2": "asked twice, told “not yet”",
    other: "asked {count} times, told “not yet”",
  },
  on_its_way: "{amount} to Ben is on its way",
  will_be: "{amount} when it has arrived",

  // What was just seen
  sent: "Recorded",
  sent_stale:
    "You sent {amount}. The tape has it at {position}, and the screen still says {balance}, as of {asOf}.",
  sent_wait:
    "You sent {amount}. The tape has it at {position}, so that is what the screen waits for.",
  sent_pending:
    "You sent {amount}. The tape has it at {position}; the screen says {balance} and that {pending} is on its way.",
  sent_at_once: "You sent {amount}. The tape has it at {position}, and the screen says {balance}.",
  paid: "You paid in {amount}. The tape has it at {position}.",
  caught_up: "Caught up",
  caught_up_stale: "For {s} s the screen said {before}. Now it says {balance}, which is true.",
  caught_up_wait: {
    "1": "The screen asked once too early and was told “not yet”. After {s} s it said {balance}.",
    other:
      "The screen asked {count} times too early and was told “not yet”. After {s} s it said {balance}.",
  },
  caught_up_pending: "For {s} s the screen said that money was on its way. Now it says {balance}.",
  refused: "Refused",
  refused_stale:
    "The screen says {shown}, so {amount} seemed to be there. The write side knows better: {balance} is left. Nothing was recorded.",
  refused_plain: "There is less than {amount} in the account. Nothing was recorded.",
  twice: "Twice the same",
  twice_text:
    "Both clicks carried the same id. The first is at {position} on the tape, the second got the same receipt: one transfer of {amount}.",

  // Try next
  try_lag: "Put the screen 3 s behind",
  try_overdraw: "Send {amount}, and again at once",
  try_twice: "Click twice",
  try_wait: "Have the screen wait",
  try_pending: "Have it say what is on its way",
  try_stale: "Have it show what it has",
  try_pay_in: "Pay in {amount}",

  // To do
  do_looked: "looked at an old balance",
  do_chose: "had the screen wait or say so",
  do_refused: "spent money that the screen still showed",
} as const;
