import { Inject, Injectable } from '@nestjs/common';
import { baselineSources } from '@firewatch/shared/domain/baseline';
import { initialState } from '@firewatch/shared/domain/device-step';
import type { DeviceState } from '@firewatch/shared/domain/device-state';
import type { VendorProfile } from '@firewatch/shared/domain/fact';
import { isoOrNull } from '@firewatch/shared/wire/device-tuple';
import type { DeviceDetail } from '@firewatch/shared/wire/devices';
import { notFound } from '../platform/http/problem.js';
import type { Tx } from '../store/database.js';
import { findCredentialSet } from '../store/devices-credentials.repo.js';
import { findRow } from '../store/devices-rows.repo.js';
import { type DeviceRecord, failedOverAt, findDevice, identitiesOf } from '../store/devices.repo.js';
import { describedIncidentsOf } from '../store/incident-views.repo.js';
import { VENDOR_ADAPTERS, type VendorAdapter } from '../vendors/contract.js';
import { asItStands, serviceDetails } from './service-detail.js';

const SHOWN_INCIDENTS = 50;

async function credentialOf(tx: Tx, device: DeviceRecord): Promise<DeviceDetail['credentialSet']> {
  if (device.credential_set_id === null) return null;
  const set = await findCredentialSet(tx, device.credential_set_id);
  // The MSP's own sets are not for people scoped to customers: they see that there is one.
  if (!set)
    return { id: device.credential_set_id, name: 'kept by your provider', state: 'untried', deviceCount: 1 };
  return { id: set.id, name: set.name, state: set.state, deviceCount: set.device_count };
}

function resyncSetOf(device: DeviceRecord): DeviceDetail['resyncCredentialSet'] {
  const { resync_credential_set_id: id, resync_set_name: name } = device;
  return id === null ? null : { id, name: name ?? 'kept by your provider' };
}

function lastKnownOf({ last_known: text, last_known_at: at }: DeviceRecord): DeviceDetail['lastKnown'] {
  return text === null || at === null ? null : { text, at: new Date(at).toISOString() };
}

function memberOf({ core }: DeviceState): DeviceDetail['member'] {
  return core.identity && { serial: core.identity.serial, peerSerial: core.peerSerial ?? null };
}

function eventsOf({ core }: DeviceState): DeviceDetail['events'] {
  return core.events
    ? { missing: [...core.events.missing], asOf: new Date(core.events.at).toISOString() }
    : null;
}

/** The device page's answer, from what is stored. */
@Injectable()
export class DeviceView {
  constructor(@Inject(VENDOR_ADAPTERS) private readonly adapters: readonly VendorAdapter[]) {}

  async detail(tx: Tx, id: string): Promise<DeviceDetail> {
    const device = await findDevice(tx, id);
    const row = device && (await findRow(tx, id));
    if (!device || !row) throw notFound('device');
    const state: DeviceState =
      device.core && device.pulse ? { core: device.core, pulse: device.pulse } : initialState();
    const { contact } = state.core;
    return {
      row,
      host: device.host,
      port: device.port,
      tls: device.tls,
      trust: device.trust,
      readability: device.readability,
      intervalSeconds: device.interval_ms / 1_000,
      readMs: device.read_ms,
      uptimeSeconds: state.pulse.uptimeSeconds,
      clockOffsetMs: state.pulse.clockOffsetMs ?? state.core.clockOffsetMs,
      freshness: state.core.freshness,
      sessionBound: state.core.sessionBound,
      contactSince: isoOrNull(contact.since),
      contactWhy: contact.why,
      contactDetail: contact.detail,
      met: contact.met
        ? { serial: contact.met.serial ?? null, fingerprint: contact.met.fingerprint ?? null }
        : null,
      services: serviceDetails(
        asItStands(state, this.profileOf(row.vendor), device.now),
        row.services,
        device.expected,
        device.now,
      ),
      baseline: device.expected,
      baselineFrom: baselineSources(
        { baseline: device.baseline, own: device.own_services },
        device.group_baseline,
      ),
      groupBaseline: device.group_baseline,
      baselineConfirmedAt: isoOrNull(device.baseline_confirmed_at),
      identities: (await identitiesOf(tx, id)).map((identity) => ({
        serial: identity.serial,
        fingerprint: identity.fingerprint,
        acceptedAt: new Date(identity.accepted_at).toISOString(),
        acceptedBy: identity.accepted_by,
        reason: identity.reason,
      })),
      failedOverAt: isoOrNull(await failedOverAt(tx, id)),
      answeringSerial: state.core.identity?.serial ?? null,
      credentialSet: await credentialOf(tx, device),
      resyncCredentialSet: resyncSetOf(device),
      productLine: device.product_line,
      controller: device.controller,
      lastKnown: lastKnownOf(device),
      member: memberOf(state),
      events: eventsOf(state),
      oddities: [...state.core.oddities],
      // Single reads are not kept: only what they changed.
      incidents: await describedIncidentsOf(tx, id, SHOWN_INCIDENTS),
    };
  }
  private profileOf(vendor: string): VendorProfile {
    return this.adapters.find((adapter) => adapter.id === vendor)?.profile ?? {};
  }
}
