import { sceneOf } from "./scene.js";
import { texts } from "./bank-texts.js";
import { Bank } from "./bank.js";

export const scene = sceneOf((stage) => new Bank(stage.texts("ask-or-tell-bank", texts)));
