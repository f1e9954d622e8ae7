import { flags, object, type Shape } from './shape.js';
import { ANSWERS } from './sonicos-7.0.1.js';

/** A leaf of 6.5, whose answer it has, and on whose word the name is. */
export interface Gen6Leaf {
  readonly shape: Shape | undefined;
  readonly source: string;
}

const MODELLED = 'modelled on the names known; sonicwall notes 10, item 5';
const leaf = (gen7: string, source: string): Gen6Leaf => ({ shape: ANSWERS[gen7], source });

/** There is no description of 6.5: its answers are held against those of 7.0.1. */
export const GEN6_LEAVES: Readonly<Record<string, Gen6Leaf>> = {
  '/gateway-antivirus/settings': leaf('/gateway-antivirus/base', 'third party, sonicwall notes 3.5'),
  '/intrusion-prevention/global': leaf('/intrusion-prevention/base', 'third party, sonicwall notes 3.5'),
  '/anti-spyware/global': leaf('/anti-spyware/base', MODELLED),
  '/app-control/global': leaf('/app-control/base', MODELLED),
  '/geo-ip/global': leaf('/geo-ip/base', MODELLED),
  '/capture-atp/settings': leaf('/capture-atp/base', MODELLED),
  '/security-services/global': leaf('/security-services/base', MODELLED),
  '/botnet/global': {
    shape: object({
      botnet: object({
        block: object({
          connections: flags('all', 'firewall_rule_based'),
          database_not_downloaded: 'boolean',
        }),
        logging: 'boolean',
      }),
    }),
    source: "the vendor's own client, sonicwall notes 3.5",
  },
};
