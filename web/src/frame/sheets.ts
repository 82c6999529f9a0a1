import base from "./base.css";
import choices from "./choices.css";
import code from "./code.css";
import form from "./form.css";
import judgement from "./judgement.css";
import layout from "./layout.css";
import narrator from "./narrator.css";
import prediction from "./prediction.css";
import print from "./print.css";
import tape from "./tape.css";
import timeline from "./timeline.css";

/** What every scene is dressed in. */
export const sheets = [
  base,
  layout,
  prediction,
  narrator,
  choices,
  tape,
  timeline,
  form,
  code,
  judgement,
  print,
];
