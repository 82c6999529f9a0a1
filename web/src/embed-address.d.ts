declare module "virtual:address" {
  /** Where embed.js is, for the snippet that others paste; "" where no one address serves. */
  export const embedAddress: string;
}
