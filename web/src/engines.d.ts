/** The engines that a site has, the smallest first. The last is the package as it is, which has all parts. */
declare module "virtual:engines" {
  export const engines: readonly {
    /** What it has that not every engine has; absent, where it has everything. */
    readonly parts?: readonly string[];
    load(): Promise<typeof import("cqrs-wasm")>;
  }[];
}
