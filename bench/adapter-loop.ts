/** The same pulses through our adapter and transport: pin, egress check, caps, parsing, facts. */
import { readFileSync } from 'node:fs';
import { PinnedTransport } from '@firewatch/api/platform/http/pinned-transport';
import { VENDORS } from '@firewatch/api/vendors/registry';
import type { SimulatedDevice } from '../test/support/simulator.ts';

const [, , file = '', forSeconds = '5'] = process.argv;
const devices = JSON.parse(readFileSync(file, 'utf8')) as SimulatedDevice[];
const adapter = VENDORS.find((one) => one.id === 'sonicwall');
if (!adapter) throw new Error('no sonicwall adapter');
const transport = new PinnedTransport({
  egress: { loopback: ['127.16.0.0/12'], ownListeners: [], ownAddresses: [] },
});
const signal = new AbortController().signal;

let reads = 0;
let failed = 0;
const started = performance.now();
const before = process.cpuUsage();
const end = started + Number(forSeconds) * 1_000;
await Promise.all(
  Array.from({ length: 16 }, async (_, worker) => {
    for (let turn = worker; performance.now() < end; turn += 16) {
      const device = devices[turn % devices.length];
      if (!device) break;
      const target = {
        deviceId: device.id,
        host: device.address,
        port: device.port,
        tls: 'modern' as const,
        pins: [device.fingerprint256],
        credential: { user: device.user, password: device.password },
        clockOffsetMs: 0,
      };
      const reading = await adapter.read(target, 'pulse', {
        signal,
        transport,
        now: Date.now,
        log: { debug: () => undefined },
      });
      if (reading.kind === 'seen') reads += 1;
      else failed += 1;
    }
  }),
);
const used = process.cpuUsage(before);
process.stdout.write(
  `${JSON.stringify({ reads, failed, cpuSeconds: (used.user + used.system) / 1e6, wallSeconds: (performance.now() - started) / 1_000 })}\n`,
);
