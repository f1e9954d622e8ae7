import { flags, list, nullable, object, oneOf, texts, type Shape } from './shape.js';

/**
 * Field names and types of the answers the boxes give, by path below `/api/sonicos`.
 * Source  the vendor's own description "SonicOS API" 7.0.1, read 2026-11-21; only fields answered here.
 */
export const ENVELOPE: Shape = object({
  status: object({ success: 'boolean', info: list(texts('level', 'code', 'message')) }),
});

const severity = flags('prevent_all', 'detect_all');
const signatures = (expiryField: string): Shape =>
  texts('signature_database', 'signature_database_timestamp', 'last_checked', expiryField);

const reporting: Readonly<Record<string, Shape>> = {
  '/reporting/status/security-services': texts(
    'registration_status',
    'nodes_users',
    'ssl_vpn_nodes_users',
    'virtual_assist_nodes_users',
    'no_regist_nodes_users',
    'no_regist_ssl_vpn_nodes_users',
    'no_regist_virtual_assist_nodes_users',
    'end_point_control',
    'vpn',
    'global_vpn_client',
    'cfs_content_filter',
    'expanded_feature_set',
    'endpoint_security',
    'gateway_anti_virus',
    'capture_atp',
    'anti_spyware',
    'intrusion_prevention',
    'app_control',
    'app_visualization',
    'e_mail_filter',
    'anti_spam',
    'view_point',
    'analyzer',
    'dpi_ssl',
    'dpi_ssh',
    'wan_acceleration',
    'wxac_acceleration',
    'botnet',
  ),
  '/reporting/status/system': texts(
    'model',
    'product_code',
    'firewall_name',
    'guid',
    'serial_number',
    'authentication_code',
    'firmware_version',
    'safemode_version',
    'rom_version',
    'system_time',
    'up_time',
    'primary_wan',
    'peak_connections',
    'current_connections',
    'max_allowed_connections',
    'max_connections',
    'connection_usage',
    'last_modified_by',
    'assign_token',
    'registration_code',
    'global_mode',
    'restart_required',
    'service_remaining_message',
  ),
  '/reporting/gateway-antivirus': signatures('gateway_anti_virus_expiration_date'),
  '/reporting/anti-spyware': signatures('anti_spyware_expiration_date'),
  '/reporting/intrusion-prevention': signatures('ips_service_expiration_date'),
  '/reporting/app-control': signatures('app_signature_db_expiration_date'),
  '/reporting/cfs/status': texts('cfs_expiration_date'),
  '/reporting/geo-ip/status': texts('country_database', 'message'),
  '/reporting/botnet/status': texts('botnet_database', 'message'),
  // The description leaves these two without a schema: every field is listed as an extra below.
  '/reporting/license': object({}),
  '/reporting/license/security-services': object({}),
  '/reporting/high-availability': object({}),
};

const services: Readonly<Record<string, Shape>> = {
  '/gateway-antivirus/base': object({
    gateway_antivirus: object({
      enable: 'boolean',
      inbound_inspection: flags('http', 'ftp', 'imap', 'smtp', 'pop3', 'cifs_netbios', 'tcp_stream'),
      outbound_inspection: flags('http', 'ftp', 'smtp', 'tcp_stream'),
      smtp_responses: 'boolean',
      eicar_detection: 'boolean',
      http_byte_range: 'boolean',
      ftp_rest: 'boolean',
      scan_high_compression: 'boolean',
      block_multiple_compress_files: 'boolean',
      detection_only: 'boolean',
      http_clientless_notification: 'boolean',
      notification_message: 'string',
    }),
  }),
  '/anti-spyware/base': object({
    anti_spyware: object({
      enable: 'boolean',
      signature_group: object({ high_danger: severity, medium_danger: severity, low_danger: severity }),
      inspection: object({ inbound: flags('http', 'ftp', 'imap', 'smtp', 'pop3'), outbound: 'boolean' }),
      smtp_responses: 'boolean',
      http_clientless_notification: 'boolean',
    }),
  }),
  '/intrusion-prevention/base': object({
    intrusion_prevention: object({
      enable: 'boolean',
      signature_group: object({ high_priority: severity, medium_priority: severity, low_priority: severity }),
    }),
  }),
  '/app-control/base': object({ app_control: flags('enable', 'log_all', 'log_filename') }),
  '/content-filter/settings': object({
    content_filter: object({
      filter_type: oneOf('cfs', 'websense'),
      cfs: object({
        max_url_caches: 'number',
        enable: 'boolean',
        block_if_server_unavailable: 'boolean',
        server_timeout: 'number',
        local_server: object({ enable: 'boolean', primary: 'string', secondary: 'string' }),
        exclude: flags('administrator'),
      }),
    }),
  }),
  '/botnet/base': object({
    botnet: object({
      block: object({
        connections: object({ enable: 'boolean', mode: oneOf('all', 'firewall-rule-based') }),
        database_not_downloaded: 'boolean',
      }),
      logging: 'boolean',
      include: flags('block_details'),
      alert_text: 'string',
      custom_list: flags('enable'),
    }),
  }),
  '/geo-ip/base': object({
    geo_ip: object({
      block: object({ connections: flags('all', 'firewall_rule_based'), database_not_downloaded: 'boolean' }),
      logging: 'boolean',
      include: flags('block_details'),
      alert_text: 'string',
      custom_list: flags('enable', 'override_countries'),
    }),
  }),
  '/capture-atp/base': object({
    capture_atp: object({
      enable: 'boolean',
      location: oneOf('cloud', 'local'),
      file_type: flags('exe', 'pdf', 'office', 'officex', 'archives'),
      file_size: object({ default: 'boolean', restrict: 'number' }),
      await_verdict: oneOf('allow', 'block'),
    }),
  }),
  '/security-services/base': object({
    security_services: object({
      security: oneOf('maximum', 'performance-optimized'),
      reduce_isdn_antivirus_traffic: 'boolean',
      drop_packets_at_reload: 'boolean',
      http_clientless_notification_timeout: 'number',
      proxy_server: object({ enable: 'boolean', host: 'string', port: 'number' }),
    }),
  }),
};

const box: Readonly<Record<string, Shape>> = {
  '/zones': object({
    zones: list(
      object({
        name: 'string',
        uuid: 'string',
        security_type: oneOf('trusted', 'public', 'sslvpn', 'encrypted', 'untrusted'),
        interface_trust: 'boolean',
        auto_generate_access_rules: flags(
          'allow_from_to_equal',
          'allow_from_higher',
          'allow_to_lower',
          'deny_from_lower',
        ),
        websense_content_filtering: 'boolean',
        gateway_anti_virus: 'boolean',
        intrusion_prevention: 'boolean',
        app_control: 'boolean',
        anti_spyware: 'boolean',
        create_group_vpn: 'boolean',
        ssl_control: 'boolean',
        sslvpn_access: 'boolean',
        dpi_ssl_client: 'boolean',
        dpi_ssl_server: 'boolean',
      }),
    ),
  }),
  '/administration/global': object({
    administration: object({
      firewall_name: 'string',
      admin: object({
        name: 'string',
        preempt_action: oneOf('goto-non-config', 'logout'),
        preempt_inactivity_timeout: 'number',
      }),
      idle_logout_time: 'number',
      multiple_admin: 'boolean',
      sonicos_api: object({
        enable: 'boolean',
        digest: 'boolean',
        md5_digest: 'boolean',
        sha256_digest: 'boolean',
        integrity_protection: flags('allowed', 'enforced'),
        chap: 'boolean',
        basic: 'boolean',
        public_key: 'boolean',
        max_nonce: 'number',
        two_factor_bearer_token: 'boolean',
      }),
      https_port: 'number',
    }),
  }),
  '/log/events': object({
    log: object({
      event: list(
        object({
          id: 'number',
          name: 'string',
          category: 'string',
          group: 'string',
          priority_level: oneOf(
            'emergency',
            'alert',
            'critical',
            'error',
            'warning',
            'notice',
            'inform',
            'debug',
          ),
          syslog: nullable(object({ redundancy_interval: 'number' })),
          trap: object({ redundancy_interval: 'number' }),
          oid_name: 'string',
          trap_type: 'number',
        }),
      ),
    }),
  }),
  // Outside the subset of the description at hand: every field is listed as an extra below.
  '/version': object({}),
  '/anti-spam/settings': object({}),
};

export const ANSWERS: Readonly<Record<string, Shape>> = { ...reporting, ...services, ...box };
