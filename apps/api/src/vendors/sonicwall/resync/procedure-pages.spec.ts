import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { procedureIndex, procedurePage } from './procedure-page.builder.js';
import { SONICWALL_PROCEDURES } from './product-lines.js';

const FOLDER = fileURLToPath(new URL('../../../../../../docs/procedures/', import.meta.url));

describe('docs/procedures', () => {
  it.each(SONICWALL_PROCEDURES.map((procedure) => [procedure.page, procedure] as const))(
    '%s.md says what the data says',
    async (page, procedure) => {
      await expect(procedurePage(procedure, SONICWALL_PROCEDURES)).toMatchFileSnapshot(`${FOLDER}${page}.md`);
    },
  );

  it('README.md lists them all', async () => {
    await expect(procedureIndex(SONICWALL_PROCEDURES)).toMatchFileSnapshot(`${FOLDER}README.md`);
  });

  it('holds no other page', () => {
    const pages = SONICWALL_PROCEDURES.map(({ page }) => `${page}.md`);
    expect(readdirSync(FOLDER).toSorted()).toEqual([...pages, 'README.md'].toSorted());
  });
});
