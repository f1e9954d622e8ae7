import type { ReactNode } from 'react';

export interface ShownFact {
  readonly name: string;
  readonly value: ReactNode;
}

export const FactList = ({ facts }: { facts: readonly ShownFact[] }) => (
  <dl className="facts">
    {facts.map((fact) => (
      <div key={fact.name}>
        <dt>{fact.name}</dt>
        <dd>{fact.value}</dd>
      </div>
    ))}
  </dl>
);
