// What every scene has in common, to come as one file: see web/bundle.mjs.
import "./element/staged.js";
import "./frame/choices.js";
import "./frame/narrator.js";
import "./scenes/act.js";
import "./scenes/lesson.css";
import "./scenes/visit.js";
