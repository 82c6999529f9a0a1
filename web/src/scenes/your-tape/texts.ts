/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  title: "You left a tape too",
  claim: "It suits almost every project.",
  question:
    "You have guessed, clicked and judged on this page. How much of that can be told afterwards?",
  option_nothing: "Nothing",
  option_end: "How it ended",
  option_all: "All of it, step by step",
  outcome: "what you did was recorded as events, so that any moment of it can be looked at again",
  stamp_why:
    "A visit to a page is no shop and no bank, and a few lines of JavaScript were enough for it. Whether it is worth them depends on whether anybody will ever ask how things came to be.",
  begin: "What you did on this page is on a tape. Ask it something.",
  private:
    "It is in the memory of this tab, and is gone when you close it. It never leaves your browser, unless you copy a link to it yourself.",

  ask_column: "Ask",
  of_your_visit: "of your visit",
  ask_minds: "Where did I change my mind?",
  ask_wrong: "Where did I guess wrong?",
  ask_longest: "What kept me longest?",
  ask_refused: "What was I refused?",

  tape: "Your tape",
  what_you_did: "what you did",
  tape_invites:
    "Empty. Guess, click or judge something in the scenes of this page, and it is here.",
  guessed: "{about}: you guessed “{what}”",
  skipped: "{about}: you did not guess",
  told: "{about}: you told it {what}",
  refused: "{about}: it refused, {what}",
  judged: "{about}: you found that it {what}",
  unjudged: "{about}: you took your judgement back",
  restarted: "{about}: you started over",

  answer: "The answer",
  then: "as of step {position}",
  visit: "Your visit so far",
  guesses: "guesses",
  right: "of them right",
  commands: "commands",
  refusals: "refusals",
  judgements: "judgements",

  answered: "Answered",
  empty: "There is nothing on your tape yet. Try one of the scenes of this page first.",
  minds: {
    "0": "You never took anything back. That was found in {steps} steps, and nobody had planned to ask.",
    "1": "Once, at {where}. That was found in {steps} steps, and nobody had planned to ask.",
    other:
      "{count} times: {where}. That was found in {steps} steps, and nobody had planned to ask.",
  },
  no_guesses: "You have guessed nothing yet, so nothing of it was wrong.",
  wrong: {
    "0": "Not one of your guesses turned out wrong.",
    "1": "Once: {where}.",
    other: "{count} times: {where}.",
  },
  longest: "{where}, for {s} s between the first step and the last.",
  refusals_text: {
    "0": "Nothing was refused.",
    "1": "Once: {where}.",
    other: "{count} times: {where}.",
  },
  rewound: "Rewound",
  rewound_text: "This is your visit as it was after step {position}: {what}.",

  do_asked: "asked about your own visit",
  do_rewound: "rewound it",
  do_another: "asked something else",
} as const;
