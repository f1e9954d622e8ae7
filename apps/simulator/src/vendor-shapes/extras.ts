import type { ExtraField } from './shape.js';

const NOTES = 'sonicwall notes';
const extra = (path: string, source: string, ...fields: string[]): ExtraField[] =>
  fields.map((field) => ({ path, field, source }));

/** What is answered beyond the description, and on whose word. Fields are dotted paths below the answer. */
export const EXTRAS: readonly ExtraField[] = [
  ...extra(
    '/reporting/status/security-services',
    `${NOTES} 3.1, capture of December 2024`,
    'cfs_content_filter_',
    'dns_filtering',
  ),
  ...extra(
    '/version',
    `${NOTES} 3.7`,
    'firmware_version',
    'rom_version',
    'safemode_version',
    'serial_number',
    'model',
    'system_time',
    'system_uptime',
    'last_modified_by',
  ),
  ...['/reporting/license', '/reporting/license/security-services'].flatMap((path) =>
    extra(
      path,
      'modelling choice after /reporting/endpoint-security/status, the vendor gives no schema',
      'license[].service_name',
      'license[].license_status',
      'license[].license_count',
      'license[].license_expiration',
    ),
  ),
  ...extra('/auth', `${NOTES} 2.3, seen live`, 'status.info[].bearer_token'),
  ...extra('/auth', "read by the vendor's own client", 'status.info[].auth_code', 'id', 'challenge'),
  ...extra('/tfa', `${NOTES} 2.3, assumed to be as for /auth`, 'status.info[].bearer_token'),
  ...extra('/tfa', 'assumed to be as for /auth', 'status.info[].auth_code'),
  ...extra(
    '/reporting/high-availability',
    "read by the vendor's own client",
    'status',
    'primary_state',
    'secondary_state',
    'active_up_time',
  ),
  ...extra(
    '/reporting/high-availability',
    'modelling choice',
    'mode',
    'found_peer',
    'settings_synchronized',
    'primary_serial_number',
    'secondary_serial_number',
  ),
];

/** Extras that are not texts. */
export const BOOLEAN_EXTRAS: readonly ExtraField[] = extra(
  '/anti-spam/settings',
  `${NOTES} 3.4`,
  'anti_spam.enable',
);
