import { useId, type ReactNode } from 'react';

interface PanelProps {
  title: string;
  /** Said beside the title in the secondary colour. */
  note?: ReactNode;
  end?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page; a landmark by its title. */
export function Panel({ title, note, end, className = '', children }: PanelProps) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="dim">{note}</span>}
        {end !== undefined && <span className="end">{end}</span>}
      </header>
      {children}
    </section>
  );
}
