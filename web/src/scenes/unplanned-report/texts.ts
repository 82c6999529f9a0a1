import { names } from "../goods.js";

/** What this scene says. Parts of sentences are in lower case and without a full stop. */
export const texts = {
  ...names,
  title: "The report nobody planned",
  claim: "The design stays clear and easy to change.",
  question:
    "Today somebody asks what is cancelled most. Nobody has ever counted that. For which time can it be answered?",
  option_now: "From today on",
  option_all: "From the first day",
  option_never: "Not at all",
  outcome:
    "what happened was recorded, so that a question of today is answered from the first event on",
  stamp_why:
    "A new question is a few lines that read what happened, and a mistake in them breaks nothing else. That holds for as long as what is asked was recorded at all.",
  begin: "Here are {months} months of a shop’s events. Ask them something that nobody had in mind.",

  ask_column: "Ask",
  made_up: "made up, seed {seed}",
  to_ask: "question",
  cancelled: "What is cancelled most?",
  weekdays: "On which days do people order?",
  liked: "What is liked best?",
  ask: "Ask {count} events",
  then: "As of event {position}, {date}",
  elsewhere: "This is another future of event {position}.",

  code: "The question",
  lines: "a few lines of JavaScript",
  edit: "Edit the code",
  run: "Run it",
  editor: "The code that answers",
  note: "It starts with an empty object. What is in it at the end is the answer.",
  safe: "What you type runs in a place of its own: it reaches neither this page nor the network, and is ended after {ms} ms.",

  tape: "The tape",
  tape_invites: "Months of events are being made up.",

  answer: "The answer",
  read_model: "read model",
  none_yet: "Nobody has asked yet.",
  of: "from {read} of {all} events",
  nothing_found: "Nothing was counted.",

  answered: "Answered",
  answered_text:
    "{first}: {value}. That was found in {count} events, recorded when nobody had asked.",
  answered_nothing: "{count} events were read, and nothing was counted.",
  stopped: "Stopped",
  stopped_text:
    "It stopped before event {position}, of type {type}: {message}. It answers from the {read} events before it, and nothing else has noticed.",
  faulty: "This is no code",
  faulty_text: "Line {line}: {message}. The events are as they were.",
  endless: "Ended",
  endless_text: "It was still running after {ms} ms, so it was ended. Nothing else has noticed.",
  missing: "Not done",
  missing_text:
    "Code runs only in a frame of its own, where it reaches neither this page nor the network. That frame did not come: either sandbox.html is not beside the script of this element, or the policy of this page forbids it. Everything else here works.",
  unnamed: "{value} stars belong to nothing: until {date} the field had another name.",
  unnamed_here: "{value} stars belong to nothing: in this future the field still has its old name.",
  renamed: "Read with its new name",
  renamed_text:
    "Old ratings are read with the new name of their field: {first}: {value}, and none is without a product. On the record they are as they were.",
  forked: "Another future",
  forked_text:
    "From event {position} on there are two futures now. In this one {count} teapots are cancelled: {first}: {value}. In the other, {other}: {otherValue}.",
  brought: "Brought along",
  brought_text:
    "The link that led here brought these lines along, and somebody else wrote them. Read them, and run them if you like: they reach neither this page nor the network.",
  looked_back: "As if it were {date}",
  running: "Reading {count} events …",

  try_weekdays: "On which days do people order?",
  try_liked: "What is liked best?",
  try_break: "Break it",
  try_mend: "Mend it",
  try_endless: "Have it run for ever",
  try_back: "Ask it half-way back",
  try_fork: "Go on from there, differently",
  try_differ: "Have {count} teapots cancelled here",
  try_home: "Back to today",
  try_rename: "Give old events the new name",

  do_asked: "asked what nobody planned",
  do_broke: "broken the report and mended it",
  do_time: "asked in another time or future",
} as const;
