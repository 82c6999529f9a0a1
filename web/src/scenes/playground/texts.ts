/** What the playground says beside what its author wrote. */
export const texts = {
  title: "Try it",

  // Commands
  tell: "Tell",
  commands: "commands",
  edit: "Edit the command",
  edit_close: "Close the form",
  begin: "Give a command, and see what it leads to.",
  recorded: "Recorded",
  recorded_text: {
    "0": "{label}: nothing had to happen. The tape still ends at {head}.",
    one: "{label}: one fact was added, {names}. The tape ends at {head}.",
    other: "{label}: {count} facts were added, {names}. The tape ends at {head}.",
  },
  refused: "Refused",
  refused_text: "{label}: {why}. Nothing was recorded; the tape still ends at {head}.",

  // The tape
  tape: "The tape",
  what_happened: "what happened",
  tape_invites: "Nothing has happened yet.",

  // Queries
  ask: "Ask",
  queries: "queries",
  ask_this: "Ask: {label}",
  answered: "Answered",
  answered_text:
    "{label}: the answer is as of {asOf}. Asking added nothing: the tape ends at {head}.",
  not_answered: "Not answered",
  as_of: "as of {asOf}",
  as_of_behind: "as of {asOf}; the tape ends at {head}",
  nothing: "nothing",
  yes: "yes",
  no: "no",
  and_more: { one: "and one more", other: "and {count} more" },

  // What is wrong with what the author brought
  faulty: {
    one: "This playground cannot begin: one thing is wrong with it.",
    other: "This playground cannot begin: {count} things are wrong with it.",
  },
  inside: "inside the tag",
  fault: "{file}: {path}: {what}",
  fault_whole: "{file}: {what}",
  no_source:
    'there are no commands: name a file of them in the attribute src, or write them as JSON inside the tag, in <pre><code> or in <script type="application/json">',
  not_loaded: "it could not be loaded: {message}",
  too_large: "expected at most {max} bytes, got {count}",
  not_json: "expected JSON: {message}",
  expected: "expected {expected}, got {actual}",
  an_object: "an object",
  a_list: { one: "a list of one", other: "a list of at most {count}" },
  some_list: "a list of 1 to {max}",
  a_text: "a text of 1 to {max} characters",
  a_domain: "orders or bank",
  actual_nothing: "nothing",
  actual_null: "null",
  actual_list: "a list of {count}",
  actual_object: "an object",
  actual_text: "the text “{text}”",
  actual_long_text: "a text of {count} characters",
  no_field: "there is no such field. There is: {names}",
  too_deep: "expected at most {max} levels of lists and objects",
  given_refused: "it was refused: {message}",
  not_an_address: "expected the address of a module, by http or https",
  no_function: "expected a default export that is a function (cqrs, { type, reject }) => …",
  threw: "its default export threw: {message}",
} as const;
