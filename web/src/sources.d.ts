declare module "virtual:sources" {
  /** What the build cut out of src/domains, by the names of a function and its first parameter. */
  export const sources: Record<string, { code: string; where: string } | undefined>;
}
