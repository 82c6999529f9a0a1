declare module "virtual:sandbox" {
  /** The page on which a reader's code runs; "" where it lies beside the script, as sandbox.html. */
  export const sandboxPage: string;
}
