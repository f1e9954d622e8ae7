import { LookIcon } from '../../../ui/verdict-icon.js';
import { ageText } from '../../../words/time-text.js';
import type { CustomerBoard } from '../wall-tiles.js';

/** One customer: how many of how many, since when, and a tile for each firewall. */
export function CustomerTile({ customer, now }: { customer: CustomerBoard; now: number }) {
  const { look, since, folded } = customer;
  return (
    <section className={look === null ? 'board' : `board is-${look}`}>
      <h2 title={customer.name}>{customer.name}</h2>
      <p>
        {look === null ? customer.size : <b className={`v-${look}`}>{customer.size}</b>}
        {since !== null && `, ${ageText(now - since)}`}
      </p>
      <div className="tiles">
        {customer.tiles.map((tile) => (
          <span key={tile.id} className={`tile is-${tile.look}${tile.acked ? ' is-acked' : ''}`}>
            <LookIcon look={tile.look} acked={tile.acked} label={tile.name} />
          </span>
        ))}
        {folded > 0 && <span className="tile-more">+{folded} protecting</span>}
      </div>
    </section>
  );
}
