import type { ImportPreview } from '@firewatch/shared/wire/estate';
import { useState } from 'react';
import { Button } from '../../ui/button.js';

const SHOWN_AT_FIRST = 200;

/** Faulty rows first: they are what a person has to look at. */
export function PreviewRows({ preview }: { preview: ImportPreview }) {
  const [showsAll, setShowsAll] = useState(false);
  const rows = preview.rows.toSorted(
    (a, b) => Number(a.waits !== null) - Number(b.waits !== null) || a.line - b.line,
  );
  const shown = showsAll ? rows : rows.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <ul className="estate-rows" aria-label="Rows of the file">
        {shown.map((row) => (
          <li key={row.line}>
            <span className="dim">{row.line}</span>
            <span className="what">
              <b>{row.name === '' ? 'no name' : row.name}</b>{' '}
              <span className="dim">
                {row.customer} {row.address}
              </span>
            </span>
            <span className="what">
              {row.waits === null
                ? row.faults.map((fault) => (
                    <span key={fault.field + fault.message} className="fault-line">
                      {fault.field.charAt(0).toUpperCase() + fault.field.slice(1)} {fault.message}.{' '}
                    </span>
                  ))
                : row.waits
                  ? 'its certificate will wait for approval'
                  : 'watched at once, by the fingerprint in the file'}
            </span>
          </li>
        ))}
      </ul>
      {shown.length < rows.length && (
        <div className="estate-foot">
          <Button onClick={() => setShowsAll(true)}>Show all {rows.length} rows</Button>
        </div>
      )}
    </>
  );
}
