import base from "./base.css";
import choices from "./choices.css";
import code from "./code.css";
import judgement from "./judgement.css";
import layout from "./layout.css";
import narrator from "./narrator.css";
import prediction from "./prediction.css";
import tape from "./tape.css";

/** What every scene is dressed in from the start; parts that come later bring their own. */
export const sheets = [base, layout, prediction, narrator, choices, tape, code, judgement];

/** What has the last word on paper. */
export { default as print } from "./print.css";
