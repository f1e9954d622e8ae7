import { z } from 'zod';

// Every leaf falls back to `undefined` when its type is wrong: a strange field must cost its own fact, not the reading.
const text = z.string().optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);

const infoSchema = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  message: text,
  auth_code: text,
  bearer_token: text,
});

/** Status envelope; `info` is an array on the box and an object through NSM (vendors/sonicwall 2.2). */
export const envelopeSchema = z.object({
  status: z.object({
    success: flag,
    info: z.union([z.array(infoSchema), infoSchema.transform((only) => [only])]).catch([]),
  }),
});
export type Envelope = z.infer<typeof envelopeSchema>['status'];

/** `GET /auth` on a box with CHAP: both hex (the vendor's own client). */
export const chapSchema = z.object({
  id: z.string().regex(/^([0-9a-f]{2}){1,32}$/i),
  challenge: z.string().regex(/^([0-9a-f]{2}){1,128}$/i),
});
export type ChapChallenge = z.infer<typeof chapSchema>;

/** Keys drift between firmwares, so only the shape is fixed here; the words are read in `licence-words.ts`. */
export const servicesSchema = z.record(z.string(), z.unknown());

/**
 * Picks what is used. `authentication_code`, `registration_code` and `assign_token` of the same answer are secrets of the
 * box: they are not named here and so never leave this parser.
 */
export const systemSchema = z.object({
  model: text,
  serial_number: text,
  firmware_version: text,
  system_time: text,
  up_time: text,
  current_connections: text,
});

export const versionSchema = z.object({
  model: text,
  serial_number: text,
  firmware_version: text,
  system_time: text,
  system_uptime: text,
});

export const signatureReportSchema = z.object({
  signature_database: text,
  signature_database_timestamp: text,
  last_checked: text,
  gateway_anti_virus_expiration_date: text,
  anti_spyware_expiration_date: text,
  ips_service_expiration_date: text,
  app_signature_db_expiration_date: text,
});
export type SignatureReport = z.infer<typeof signatureReportSchema>;

export const cfsStatusSchema = z.object({ cfs_expiration_date: text });
export const botnetStatusSchema = z.object({ botnet_database: text, message: text });

const directions = z.record(z.string(), z.unknown()).optional().catch(undefined);
const group = z.object({ prevent_all: flag, detect_all: flag }).optional().catch(undefined);

export const gatewayAvBaseSchema = z.object({
  gateway_antivirus: z.object({
    enable: flag,
    detection_only: flag,
    inbound_inspection: directions,
    outbound_inspection: directions,
  }),
});
export const antiSpywareBaseSchema = z.object({
  anti_spyware: z.object({
    enable: flag,
    signature_group: z
      .object({ high_danger: group, medium_danger: group, low_danger: group })
      .optional()
      .catch(undefined),
  }),
});
export const ipsBaseSchema = z.object({
  intrusion_prevention: z.object({
    enable: flag,
    signature_group: z
      .object({ high_priority: group, medium_priority: group, low_priority: group })
      .optional()
      .catch(undefined),
  }),
});
export const appControlBaseSchema = z.object({ app_control: z.object({ enable: flag }) });
export const captureAtpBaseSchema = z.object({ capture_atp: z.object({ enable: flag }) });
export const contentFilterSchema = z.object({
  content_filter: z.object({
    filter_type: text,
    cfs: z.object({ enable: flag, block_if_server_unavailable: flag }).optional().catch(undefined),
  }),
});
export const botnetBaseSchema = z.object({
  botnet: z.object({
    block: z
      .object({
        connections: z
          .object({ enable: flag, mode: text, all: flag, firewall_rule_based: flag })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});
export const geoIpBaseSchema = z.object({
  geo_ip: z.object({
    block: z
      .object({
        connections: z.object({ all: flag, firewall_rule_based: flag }).nullish().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
});

const zoneSchema = z.object({
  name: z.string(),
  security_type: text,
  gateway_anti_virus: flag,
  anti_spyware: flag,
  intrusion_prevention: flag,
  app_control: flag,
});
export type Zone = z.infer<typeof zoneSchema>;
/** A zone that does not parse spoils the list: an unseen zone could be the unprotected one. */
export const zonesSchema = z.object({ zones: z.array(zoneSchema) });
