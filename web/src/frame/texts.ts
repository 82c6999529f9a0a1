/** What the frame around every scene says. Code, and names of the engine such as `PayOrder`, are not translated. */
export const texts = {
  // The element
  no_scene: "There is no scene “{name}”. There is: {names}.",
  no_domain: "The scene “{name}” has no domain “{domain}”. It has: {names}.",
  scene_missing: "The scene could not be loaded: {message}",
  start_over: "Start over",
  engine_missing: "The engine could not be loaded: {message}",
  try_again: "Try again",

  // The claim and what one thinks of it
  guess: "A guess before you begin",
  skip: "Skip",
  no_guess: "No guess",
  your_guess: "Your guess: {guess}",
  try_and_see: "Try it and see.",
  guess_right: "You were right: {outcome}.",
  guess_turned_out: "As it turned out: {outcome}.",
  does_it_hold: "Does the claim hold?",
  not_yet: "not yet {what}",
  judge_later: "Judge it when you have done all of it.",
  your_judgement: "Your judgement",
  judge_again: "Judge again",
  stamped_by_you: "you",
  stamped_by_page: "this page",
  holds: "holds",
  holds_at_a_price: "holds at a price",
  does_not_hold: "does not hold here",

  // The narrator
  try_next: "Try next",

  // The tape
  log_label: "The log, oldest first",
  next_fact: "the next fact goes here",
  place_stays_empty: "refused: {reason}. This place stays empty.",
  no_stream: "no stream",
  fact_detail: "Fact {position}, {type}",
  close_details: "Close the details",
  data: "data",
  position: "position",
  stream: "stream",
  none: "none",
  version: "version",
  time: "time",
  event_id: "event id",
  command_id: "command id",
  correlation: "correlation",
  causation: "causation",
  tags: "tags",

  // The form
  command: "command",
  send: "Send {type}",
  remove: "Remove {path}",
  add_to: "Add to {path}",
  optional: "optional",
  from_to: "{from} to {to}",
  characters_max: "up to {count} characters",

  // The code
  in_this_page: "in this page",
  code_that_ran: "The code that ran",
  nothing_ran: "Nothing has run yet. The call you cause will stand here, with your values in it.",
} as const;
