import type { RowFrame } from './virtual-rows.js';

interface GroupRowProps {
  frame: RowFrame;
  columns: number;
  title: string;
  note: string;
}

/** Heads a stretch of rows: a wave of the plan, a state of the run. */
export const GroupRow = ({ frame, columns, title, note }: GroupRowProps) => (
  <tr {...frame} className="run-group">
    <th scope="rowgroup" colSpan={columns}>
      <b>{title}</b> <span className="dim">{note}</span>
    </th>
  </tr>
);
