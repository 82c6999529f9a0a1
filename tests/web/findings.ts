import axe from "axe-core";
import type { Page } from "playwright-core";

/** What axe finds, a line each: the rule and where. `within`: a selector of what is looked at, if not everything. */
export async function findings(page: Page, within?: string): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (within) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const where = within === undefined ? document : { include: [within] };
    const { violations } = await axe.run(where, { resultTypes: ["violations"] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
  }, within);
}
