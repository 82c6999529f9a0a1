/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  tell: "Tell",
  commands: "Commands",
  commands_small: "commands",
  the_tape: "The tape",
  what_happened: "what happened",
  ask: "Ask",
  read_models: "Read models",
  read_models_small: "read models",

  a_new_tape: "A new tape",
  recorded: "Recorded",
  refused: "Refused",
  not_understood: "Not understood",
  not_done: "Not done",
  answered: "Answered",

  facts_added: {
    "1": "That is now one fact on the tape: {names}, at {position}.",
    other: "That is now {count} facts on the tape: {names}, at {position}.",
  },
  nothing_had_to_happen: "Nothing had to happen, so the tape still ends at {head}.",
  still_empty: "The tape is still empty.",
  still_ends: "Nothing was recorded; the tape still ends at {head}.",
  asked_while_empty: {
    "1": "You asked once; the tape did not move: it is still empty.",
    "2": "You asked twice; the tape did not move: it is still empty.",
    other: "You asked {count} times; the tape did not move: it is still empty.",
  },
  asked_unmoved: {
    "1": "You asked once; the tape did not move: it still ends at {head}.",
    "2": "You asked twice; the tape did not move: it still ends at {head}.",
    other: "You asked {count} times; the tape did not move: it still ends at {head}.",
  },
  asked_and_grew: {
    "1": "You asked once; the tape grew by {grown}.",
    "2": "You asked twice; the tape grew by {grown}.",
    other: "You asked {count} times; the tape grew by {grown}.",
  },

  edit_command: "Edit command",
  tell_next: "What you can tell next appears here.",
  tape_invites: "Empty. Nothing has happened yet, and it will not until you tell it something.",
  asked_still: {
    "1": "asked once, still {head}",
    "2": "asked twice, still {head}",
    other: "asked {count} times, still {head}",
  },

  ask_again: "Ask again after each fact",
  asked_by_you: "Asked by you: {count}.",
  asked_by_screen: "By this screen: {count}.",
  added_by_asking: "Facts added by asking: {count}.",
  nobody_asked: "Nobody has asked yet.",
  nothing_by_that_name: "No answer: there is nothing by that name.",
  as_of: "as of {position}",
  as_of_outrun: "as of {position}; the tape ends at {head}",

  done_told: "told it something",
  done_asked: "asked it something",
  done_refused: "been refused",
} as const;
