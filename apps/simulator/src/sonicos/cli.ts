import type { DeviceView } from '../devices/device.js';
import { bare, type Answer } from './answer.js';
import { cliText } from './cli-text.js';
import { gen6Botnet } from './gen6-routes.js';
import { licenceRows, securityServices } from './licence-answers.js';
import {
  botnetReport,
  geoIpReport,
  signatureReport,
  systemStatus,
  versionAnswer,
  webFilterReport,
} from './reporting-answers.js';
import type { BoxRequest } from './request.js';
import type { RouteContext } from './routes.js';
import {
  antiSpywareSettings,
  appControlSettings,
  gatewayAvSettings,
  geoIpSettings,
  ipsSettings,
  rblSettings,
  sandboxSettings,
  webFilterSettings,
  zonesAnswer,
} from './settings-answers.js';

type Show = (view: DeviceView) => object;

const system: Show = (view) => systemStatus(view, view.profile.serial);
const licences: Show = (view) => securityServices(view, null);

/**
 * Lines a box understands through `POST /direct/cli`, and the object each gives as JSON.
 * Source  `show status`, `show gateway-antivirus`, `show intrusion-prevention`, `show app-control`, `show geo-ip`,
 *         `show rbl`, `show botnet` seen live by a third party, `show version` by the vendor's own client. The others are
 *         formed after the REST tree, which mirrors the CLI. `show status` gives the system fields for certain; that it
 *         also gives the licence keys is a modelling choice after "show status prints the services".
 */
const SHOW: ReadonlyMap<string, Show> = new Map<string, Show>([
  ['show version', (view) => versionAnswer(view, view.profile.serial)],
  ['show status', (view) => ({ ...system(view), ...licences(view) })],
  ['show status system', system],
  ['show status security-services', licences],
  ['show license', (view) => ({ license: licenceRows(view) })],
  ['show license status', (view) => ({ license: licenceRows(view) })],
  ['show gateway-antivirus', gatewayAvSettings],
  [
    'show gateway-antivirus status',
    (view) => signatureReport(view, 'gateway-av', 'gateway_anti_virus_expiration_date'),
  ],
  ['show anti-spyware', antiSpywareSettings],
  [
    'show anti-spyware status',
    (view) => signatureReport(view, 'anti-spyware', 'anti_spyware_expiration_date'),
  ],
  ['show intrusion-prevention', ipsSettings],
  ['show intrusion-prevention status', (view) => signatureReport(view, 'ips', 'ips_service_expiration_date')],
  ['show app-control', appControlSettings],
  [
    'show app-control status',
    (view) => signatureReport(view, 'app-control', 'app_signature_db_expiration_date'),
  ],
  ['show content-filter', webFilterSettings],
  ['show content-filter status', webFilterReport],
  ['show geo-ip', geoIpSettings],
  ['show geo-ip status', geoIpReport],
  ['show botnet', gen6Botnet],
  ['show botnet status', botnetReport],
  ['show rbl', rblSettings],
  ['show capture-atp', sandboxSettings],
  ['show zones', zonesAnswer],
]);

const MODE = {
  depth: 0,
  mode: 'non_config_mode',
  configuring: false,
  pending_config: false,
  restart_required: 'NONE',
};

function unknownLine(line: string): Answer {
  const info = [
    { level: 'error', code: 'E_INVALID', message: `Command '${line.slice(0, 60)}' does not match` },
  ];
  const status = { success: false, cli: { ...MODE, command: line.slice(0, 60) }, info };
  return { ...bare({ status }), status: 400, why: 'cli-unknown' };
}

/**
 * `POST /direct/cli`: one command per line; as JSON or, where the client accepts only text, as the CLI prints it.
 * Source  sonicwall notes 3.8. Several commands give their answers one after the other, so that the whole is no JSON.
 */
export function answerLines({ body, accept, contentType }: BoxRequest, context: RouteContext): Answer {
  if (!/^text\/plain\b/i.test(contentType ?? '')) {
    const info = [{ level: 'error', code: 'E_MIME', message: 'MIME type not acceptable.' }];
    return { ...bare({ status: { success: false, info } }), status: 406, why: 'mime' };
  }
  const lines = body
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '');
  const wantsText = /^text\/plain\b/i.test(accept ?? '');
  const parts: string[] = [];
  for (const line of lines) {
    const show = SHOW.get(line);
    if (!show) return unknownLine(line);
    const value = show(context.view);
    parts.push(wantsText ? cliText(value) : jsonOf(line, value, context.view));
  }
  const whole = bare(null);
  if (wantsText) return { ...whole, body: parts.join('\n'), type: 'text/plain; charset=UTF-8' };
  const isBroken = lines.length > 1 || lines.some((line) => isBrokenJson(line, context.view));
  return { ...whole, body: parts.join('\n'), ...(isBroken ? { why: 'malformed' } : {}) };
}

/** `show geo-ip` as JSON is broken on 6.5: ask for text (sonicwall notes 3.8, seen live). */
const isBrokenJson = (line: string, view: DeviceView): boolean =>
  line === 'show geo-ip' && view.profile.firmware.generation === 'gen6';

function jsonOf(line: string, value: object, view: DeviceView): string {
  const text = JSON.stringify(value);
  return isBrokenJson(line, view) ? text.slice(0, text.lastIndexOf('}')) : text;
}
