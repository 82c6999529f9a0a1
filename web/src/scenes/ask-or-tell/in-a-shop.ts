import { sceneOf } from "./scene.js";
import { texts } from "./shop-texts.js";
import { Shop } from "./shop.js";

export const scene = sceneOf((stage) => new Shop(stage.texts("ask-or-tell-orders", texts)));
