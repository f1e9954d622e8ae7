import type { EnabledFact, EnabledValue } from '@firewatch/shared/domain/fact';
import type { Service } from '@firewatch/shared/domain/service';
import { sourceOf, type FullReadPath } from './allowed.js';
import type { Clean, Oddities } from './evidence.js';
import { readPart, sourceIn, type Parts, type Read } from './part.js';
import {
  antiSpywareBaseSchema,
  appControlBaseSchema,
  botnetBaseSchema,
  captureAtpBaseSchema,
  contentFilterSchema,
  gatewayAvBaseSchema,
  geoIpBaseSchema,
  ipsBaseSchema,
  zonesSchema,
} from './raw.schema.js';
import { overZones, type Enforcement, type ZoneFlag } from './zone-enforcement.js';

/** Value, the box's words, and whether traffic stops without the service where the box tells. */
type Found = readonly [value: EnabledValue, words: string, failsClosed?: boolean];
type Group =
  { readonly prevent_all?: boolean | undefined; readonly detect_all?: boolean | undefined } | undefined;

function ofFlag(flag: boolean | undefined, name: string): Found {
  if (flag === undefined) return ['unknown', `${name} missing`];
  return [flag ? 'on' : 'off', `${name} ${String(flag)}`];
}

const allOff = (directions: Readonly<Record<string, unknown>> | undefined): boolean =>
  directions !== undefined && Object.values(directions).every((on) => on === false);

/** high, medium, low: the low group in detection only is the vendor's own recommendation, so it does not count as partial. */
function ofGroups(enable: boolean | undefined, [high, medium, low]: readonly [Group, Group, Group]): Found {
  const flag = ofFlag(enable, 'enable');
  if (flag[0] !== 'on') return flag;
  const prevents = [high?.prevent_all, medium?.prevent_all];
  if (prevents.includes(undefined)) return ['unknown', 'enable true, signature_group incomplete'];
  if (high?.prevent_all && medium?.prevent_all) return ['on', 'enable true, prevent_all high and medium'];
  if (high?.prevent_all || medium?.prevent_all || low?.prevent_all)
    return ['partial', 'enable true, prevent_all in some groups only'];
  const detects = [high, medium, low].some((group) => group?.detect_all === true);
  return detects
    ? ['monitor-only', 'enable true, prevent_all false everywhere']
    : ['off', 'enable true, no group prevents or detects'];
}

interface Settings {
  readonly parts: Parts;
  readonly oddities: Oddities;
}

const from = <T>(read: Read<T>, judge: (value: T) => Found): Found =>
  read.is === 'value' ? judge(read.value) : ['unknown', read.why];

function gatewayAv({ parts, oddities }: Settings): Found {
  return from(
    readPart(parts, '/gateway-antivirus/base', gatewayAvBaseSchema, oddities),
    ({ gateway_antivirus: av }) => {
      const flag = ofFlag(av.enable, 'enable');
      if (flag[0] !== 'on') return flag;
      if (av.detection_only === undefined) return ['unknown', 'enable true, detection_only missing'];
      if (av.detection_only) return ['monitor-only', 'enable true, detection_only true'];
      const isBlind = allOff(av.inbound_inspection) && allOff(av.outbound_inspection);
      return isBlind
        ? ['off', 'enable true, no protocol inspected']
        : ['on', 'enable true, detection_only false'];
    },
  );
}

function antiSpyware({ parts, oddities }: Settings): Found {
  return from(
    readPart(parts, '/anti-spyware/base', antiSpywareBaseSchema, oddities),
    ({ anti_spyware: { enable, signature_group: g } }) =>
      ofGroups(enable, [g?.high_danger, g?.medium_danger, g?.low_danger]),
  );
}

function ips({ parts, oddities }: Settings): Found {
  return from(
    readPart(parts, '/intrusion-prevention/base', ipsBaseSchema, oddities),
    ({ intrusion_prevention: { enable, signature_group: g } }) =>
      ofGroups(enable, [g?.high_priority, g?.medium_priority, g?.low_priority]),
  );
}

function appControl({ parts, oddities }: Settings): Found {
  return from(readPart(parts, '/app-control/base', appControlBaseSchema, oddities), (base) =>
    ofFlag(base.app_control.enable, 'enable'),
  );
}

function sandbox({ parts, oddities }: Settings): Found {
  return from(readPart(parts, '/capture-atp/base', captureAtpBaseSchema, oddities), (base) =>
    ofFlag(base.capture_atp.enable, 'enable'),
  );
}

function webFilter({ parts, oddities }: Settings): Found {
  return from(
    readPart(parts, '/content-filter/settings', contentFilterSchema, oddities),
    ({ content_filter: filter }) => {
      if (filter.filter_type !== 'cfs') {
        oddities.add(`content filter of type "${filter.filter_type ?? 'missing'}" is not the licensed one`);
        return ['unknown', `filter_type ${filter.filter_type ?? 'missing'}`];
      }
      const [value, words] = ofFlag(filter.cfs?.enable, 'cfs enable');
      return [
        value,
        `${words}, block_if_server_unavailable ${String(filter.cfs?.block_if_server_unavailable ?? 'missing')}`,
        filter.cfs?.block_if_server_unavailable,
      ];
    },
  );
}

/**
 * The botnet filter is what is licensed and what protects; which countries to block is the customer's choice. Geo-IP
 * alone, with the botnet filter off, is partial.
 */
function geoBotnet({ parts, oddities }: Settings): Found {
  const isGen6 = sourceIn(parts, '/botnet/base') !== sourceOf('/botnet/base');
  const botnet = from(
    readPart(parts, '/botnet/base', botnetBaseSchema, oddities),
    ({ botnet: { block } }) => {
      const { enable, all, firewall_rule_based: byRule } = block?.connections ?? {};
      // 6.5 has no switch but a choice, which is absent when nothing is blocked (vendors/sonicwall 3.5).
      const isBlocking = all === true || byRule === true;
      const isTold = enable === undefined && (isGen6 ? block?.connections !== undefined : isBlocking);
      return ofFlag(isTold ? isBlocking : enable, 'botnet enable');
    },
  );
  const geo = from(readPart(parts, '/geo-ip/base', geoIpBaseSchema, oddities), ({ geo_ip: { block } }) => {
    if (block === undefined) return ['unknown', 'geo_ip block missing'];
    const isOn = block.connections?.all === true || block.connections?.firewall_rule_based === true;
    return [isOn ? 'on' : 'off', `geo_ip ${isOn ? 'on' : 'off'}`];
  });
  const words = `${botnet[1]}; ${geo[1]}`;
  if (botnet[0] !== 'off') return [botnet[0], words];
  const combined: EnabledValue = geo[0] === 'on' ? 'partial' : geo[0];
  return [combined, words];
}

const SETTINGS: readonly {
  readonly service: Service;
  readonly path: FullReadPath;
  readonly judge: (settings: Settings) => Found;
  readonly zoneFlag?: ZoneFlag;
}[] = [
  {
    service: 'gateway-av',
    path: '/gateway-antivirus/base',
    judge: gatewayAv,
    zoneFlag: 'gateway_anti_virus',
  },
  { service: 'anti-spyware', path: '/anti-spyware/base', judge: antiSpyware, zoneFlag: 'anti_spyware' },
  { service: 'ips', path: '/intrusion-prevention/base', judge: ips, zoneFlag: 'intrusion_prevention' },
  { service: 'app-control', path: '/app-control/base', judge: appControl, zoneFlag: 'app_control' },
  { service: 'web-filter', path: '/content-filter/settings', judge: webFilter },
  { service: 'sandbox', path: '/capture-atp/base', judge: sandbox },
  { service: 'geo-botnet', path: '/botnet/base', judge: geoBotnet },
];

/** Global switch and zones together: off in either is off, and what only some zones enforce is partial. */
function combine(global: Found, zones: Enforcement): Found {
  if (global[0] === 'off' || zones.value === 'on') return global;
  const words = `${global[1]}; ${zones.words}`;
  if (zones.value === 'off') return ['off', words];
  if (global[0] === 'unknown' || zones.value === 'unknown') return ['unknown', words];
  return [global[0] === 'monitor-only' ? 'monitor-only' : 'partial', words];
}

/** The `enabled` fact of every service that has a switch (vendors/sonicwall 3.5). */
export function enabledFacts(
  parts: Parts,
  clean: Clean,
  oddities: Oddities,
): ReadonlyMap<Service, EnabledFact> {
  const zones = readPart(parts, '/zones', zonesSchema, oddities);
  const facts = new Map<Service, EnabledFact>();
  for (const { service, path, judge, zoneFlag } of SETTINGS) {
    const global = judge({ parts, oddities });
    const [value, words, failsClosed] = zoneFlag ? combine(global, overZones(zones, zoneFlag)) : global;
    const fact = { value, source: sourceIn(parts, path), raw: clean(words) };
    facts.set(service, failsClosed === undefined ? fact : { ...fact, failsClosed });
  }
  return facts;
}
