import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

interface AxeRunner {
  run(
    context: Document,
    options: { readonly resultTypes: readonly string[]; readonly runOnly?: readonly string[] },
  ): Promise<{ readonly violations: readonly Violation[] }>;
}

/**
 * Serious and critical findings of axe on a page as it stands, one line each. Empty = fine.
 * @param where said with each finding, as the scheme it is painted in.
 * @param rules to look for; empty = all.
 */
export async function axe(page: Page, where: string, rules: readonly string[] = []): Promise<string[]> {
  // By the debugger's door: the page's own policy forbids foreign scripts, and should. It is large: handed in once a page.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (runOnly) => {
    const { axe: runner } = globalThis as unknown as { axe: AxeRunner };
    const found = await runner.run(document, {
      resultTypes: ['violations'],
      ...(runOnly.length > 0 && { runOnly }),
    });
    // What passed is most of the answer, and nobody reads it.
    return found.violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target }) => ({ target })),
    }));
  }, rules);
  return violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map(
      (one) =>
        `axe ${where} ${one.impact} ${one.id}: ${one.nodes
          .slice(0, 3)
          .map((node) => node.target.join(' '))
          .join(' | ')}`,
    );
}
