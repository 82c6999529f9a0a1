import { html, svg, type TemplateResult } from "lit";
import { choices } from "../frame/choices.js";
import { oneOf, type Setting } from "./deeds.js";

export const skus = ["teapot", "mug", "beans"] as const;
export type Sku = (typeof skus)[number];

/** Something that the shop sells. Prices are in minor units. */
export interface Product {
  sku: Sku;
  unitPrice: number;
  picture: TemplateResult;
}

export const products: [Product, ...Product[]] = [
  {
    sku: "teapot",
    unitPrice: 3800,
    picture: svg`<path d="M9 13h13v6a6 6 0 0 1-6 6h-1a6 6 0 0 1-6-6zM9 15.5c-3 0-4.5-1.5-5-4M22 15h2.5a2.5 2.5 0 0 1 0 5H22M11 13c0-2.5 2-4 4.5-4s4.5 1.5 4.5 4M15.5 9V7" />`,
  },
  {
    sku: "mug",
    unitPrice: 900,
    picture: svg`<path d="M8 11h12v11a3 3 0 0 1-3 3h-6a3 3 0 0 1-3-3zM20 14h2.5a2.5 2.5 0 0 1 0 6H20M12 4.5c-1 1.2 1 2 0 3.5M16 4.5c-1 1.2 1 2 0 3.5" />`,
  },
  {
    sku: "beans",
    unitPrice: 1250,
    picture: svg`<path d="M9 8h14l1.5 17h-17zM9 8l1.5-3h11L23 8M12 16.5c0-2 1.6-3.5 4-3.5s4 1.5 4 3.5-1.6 3.5-4 3.5-4-1.5-4-3.5zM13 18c2.5 0 3.5-3 6-3" />`,
  },
];

export function productOf(sku: string): Product {
  return products.find((product) => product.sku === sku) ?? products[0];
}

/** Which product is chosen, as a setting of a scene. */
export function chosen(read: () => Product, turn: (product: Product) => void): Setting {
  return {
    allows: oneOf(...skus),
    read: () => read().sku,
    turn: (sku) => turn(productOf(String(sku))),
  };
}

/** Which product, to be chosen. */
export function shelf(
  legend: string,
  sku: Sku,
  { name, price }: { name: (sku: Sku) => string; price: (amount: number) => string },
  choose: (product: Product) => void,
): TemplateResult {
  const tiles = products.map((product) => ({
    value: product.sku,
    content: html`<svg class="picture" viewBox="0 0 32 32" aria-hidden="true">
        ${product.picture}
      </svg>
      <span>${name(product.sku)}</span><span class="amount">${price(product.unitPrice)}</span>`,
  }));
  return choices(legend, "tiles", tiles, sku, (sku) => choose(productOf(sku)));
}
