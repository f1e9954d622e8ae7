import type { ServiceDetail } from '@firewatch/shared/wire/devices';
import { Age } from '../../../ui/time.js';
import { ms } from '../../../words/time-text.js';
import { FACT_NAMES, FACTS } from '../model/facts.js';

/** One service's facts as the vendor said them. */
export function ServiceWords({ service }: { service: ServiceDetail }) {
  return (
    <dl className="raw">
      {FACTS.map((fact) => {
        const seen = service[fact];
        if (seen === null || seen.value === 'not-offered') return null;
        return (
          <div key={fact}>
            <dt>{FACT_NAMES[fact].toLowerCase()}</dt>
            <dd>
              <span className="wrap">“{seen.raw}”</span>
              <span className="faint wrap">
                {seen.source}
                {seen.at !== null && (
                  <>
                    , <Age at={ms(seen.at)} suffix=" ago" />
                  </>
                )}
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
