import { sources } from "virtual:sources";

/** What the build cut out of the engine's domains, by what it does: `decide`, `evolve`, `refuse`, `query`. */
export function excerptOf(name: string): { code: string; where: string } | undefined {
  const [does, command, reason] = name.split(" ");
  // A rule that several commands share stands where they do.
  const where = sources[`decide ${command}`]?.where;
  return sources[does === "refuse" ? `refuse ${where} ${reason}` : name];
}
