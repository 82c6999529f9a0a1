const amounts = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" });

/** An amount of minor units, as money is kept, for people. */
export function money(minorUnits: number): string {
  return amounts.format(minorUnits / 100);
}

/** "one fact", "3 facts". */
export function count(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `one ${one}` : `${n} ${many}`;
}

/** "once", "twice", "3 times". */
export function times(n: number): string {
  return n === 1 ? "once" : n === 2 ? "twice" : `${n} times`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
