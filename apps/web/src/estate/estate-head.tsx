import type { ReactNode } from 'react';
import { EstateTabs } from './estate-tabs.js';

interface EstateHeadProps {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
}

/** Head of the pages about what is watched: the way back to the fleet, the sister pages, one headline. */
export function EstateHead({ title, note, action }: EstateHeadProps) {
  return (
    <>
      <title>{`${title}, Firewatch`}</title>
      <EstateTabs />
      <div className="head">
        <div>
          <h1>{title}</h1>
          {note !== undefined && <p>{note}</p>}
        </div>
        {action !== undefined && <div className="actions">{action}</div>}
      </div>
    </>
  );
}
