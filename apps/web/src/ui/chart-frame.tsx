import { useId, useState, type ReactNode } from 'react';
import { Dialog } from './dialog.js';
import { Glyph } from './glyph.js';

export interface NumbersTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface ChartFrameProps {
  title: string;
  /** What the picture shows, in one sentence. */
  description: string;
  heading: ReactNode;
  numbers: NumbersTable;
  children: ReactNode;
}

/** A chart with its name, its sentence and the same numbers as a table, one press away. */
export function ChartFrame({ title, description, heading, numbers, children }: ChartFrameProps) {
  const [showsNumbers, setShowsNumbers] = useState(false);
  const id = useId();
  return (
    <figure className="chart-frame" aria-labelledby={id}>
      <figcaption className="chart-head">
        {heading}
        <span className="hidden-visually" id={id}>
          {title}. {description}
        </span>
        <button
          type="button"
          className="icon-btn numbers-btn"
          aria-label={`Numbers of ${title.toLowerCase()}`}
          title="Numbers"
          onClick={() => setShowsNumbers(true)}
        >
          <Glyph name="list" />
        </button>
      </figcaption>
      <div className="chart-plot" aria-hidden="true">
        {children}
      </div>
      {showsNumbers && (
        <Dialog title={title} wide onClose={() => setShowsNumbers(false)}>
          <p className="intro">{description}</p>
          <table className="plain numbers">
            <thead>
              <tr>
                {numbers.columns.map((column, index) => (
                  <th key={column} scope="col" className={index === 0 ? undefined : 'num'}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {numbers.rows.map((row, place) => (
                <tr key={place}>
                  {row.map((cell, index) => (
                    <td key={numbers.columns[index]} className={index === 0 ? undefined : 'num'}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Dialog>
      )}
    </figure>
  );
}
