/** What the shops of the scenes sell, with names in the texts of a scene, and prices in minor units. */
export const goods = [
  { sku: "teapot", unitPrice: 3800 },
  { sku: "mug", unitPrice: 900 },
  { sku: "beans", unitPrice: 1250 },
  { sku: "kettle", unitPrice: 4900 },
  { sku: "grinder", unitPrice: 7200 },
  { sku: "filter", unitPrice: 650 },
] as const;

/** Their names: `texts` of a scene take them in. */
export const names = {
  teapot: "teapot",
  mug: "mug",
  beans: "bag of beans",
  kettle: "kettle",
  grinder: "coffee grinder",
  filter: "paper filter",
} as const;

export const customers = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Fay", "Gus", "Hal"] as const;
