import type { DeviceView } from '../devices/device.js';
import type { ServiceId } from '../devices/service-catalogue.js';
import type { ServiceState } from '../devices/service-state.js';

const group = (state: ServiceState): { prevent_all: boolean; detect_all: boolean } => ({
  prevent_all: !state.detectionOnly,
  detect_all: true,
});

export function gatewayAvSettings(view: DeviceView): object {
  const state = view.services['gateway-av'];
  return {
    gateway_antivirus: {
      enable: state.enabled,
      inbound_inspection: {
        http: true,
        ftp: true,
        imap: true,
        smtp: true,
        pop3: true,
        cifs_netbios: true,
        tcp_stream: false,
      },
      outbound_inspection: { http: true, ftp: true, smtp: true, tcp_stream: false },
      smtp_responses: false,
      eicar_detection: true,
      http_byte_range: true,
      ftp_rest: true,
      scan_high_compression: true,
      block_multiple_compress_files: false,
      detection_only: state.detectionOnly,
      http_clientless_notification: true,
      notification_message: 'This request is blocked by the Firewall Gateway Anti-Virus Service.',
    },
  };
}

export function antiSpywareSettings(view: DeviceView): object {
  const state = view.services['anti-spyware'];
  return {
    anti_spyware: {
      enable: state.enabled,
      signature_group: { high_danger: group(state), medium_danger: group(state), low_danger: group(state) },
      inspection: { inbound: { http: true, ftp: true, imap: true, smtp: true, pop3: true }, outbound: true },
      smtp_responses: false,
      http_clientless_notification: true,
    },
  };
}

export function ipsSettings(view: DeviceView): object {
  const state = view.services.ips;
  return {
    intrusion_prevention: {
      enable: state.enabled,
      signature_group: {
        high_priority: group(state),
        medium_priority: group(state),
        low_priority: { prevent_all: false, detect_all: true },
      },
    },
  };
}

export function appControlSettings(view: DeviceView): object {
  return {
    app_control: { enable: view.services['app-control'].enabled, log_all: false, log_filename: false },
  };
}

export function webFilterSettings(view: DeviceView): object {
  return {
    content_filter: {
      filter_type: 'cfs',
      cfs: {
        max_url_caches: 51_200,
        enable: view.services['web-filter'].enabled,
        block_if_server_unavailable: view.behaviour.blockIfWebFilterUnavailable,
        server_timeout: 5,
        local_server: { enable: false, primary: '', secondary: '' },
        exclude: { administrator: true },
      },
    },
  };
}

export function botnetSettings(view: DeviceView): object {
  return {
    botnet: {
      block: {
        connections: { enable: view.services['geo-botnet'].enabled, mode: 'all' },
        database_not_downloaded: false,
      },
      logging: true,
      include: { block_details: true },
      alert_text: 'This site has been blocked by the network administrator.',
      custom_list: { enable: false },
    },
  };
}

export function geoIpSettings(view: DeviceView): object {
  // Notes 3.5: an absent `connections` means off.
  const block = view.services['geo-botnet'].enabled ? { connections: { all: true } } : {};
  return {
    geo_ip: {
      block: { ...block, database_not_downloaded: false },
      logging: true,
      include: { block_details: true },
      alert_text: 'This site has been blocked by the network administrator.',
      custom_list: { enable: false, override_countries: false },
    },
  };
}

export function sandboxSettings(view: DeviceView): object {
  return {
    capture_atp: {
      enable: view.services.sandbox.enabled,
      location: 'cloud',
      file_type: { exe: true, pdf: true, office: true, officex: true, archives: true },
      file_size: { default: true },
      await_verdict: 'allow',
    },
  };
}

/** `show rbl` on the command line. Source: sonicwall notes 3.5. */
export function rblSettings(view: DeviceView): object {
  return { rbl: { enable: view.services['anti-spam'].enabled } };
}

/** Not in the 7.0.1 description; used by a third-party client (sonicwall notes 3.4). */
export function antiSpamSettings(view: DeviceView): object {
  return { anti_spam: { enable: view.services['anti-spam'].enabled } };
}

export function globalServiceSettings(): object {
  return {
    security_services: {
      security: 'maximum',
      reduce_isdn_antivirus_traffic: false,
      drop_packets_at_reload: false,
      http_clientless_notification_timeout: 86_400,
      proxy_server: { enable: false, host: '', port: 0 },
    },
  };
}

const ZONES = [
  ['LAN', 'trusted', true],
  ['WAN', 'untrusted', true],
  ['DMZ', 'public', true],
  ['WLAN', 'public', false],
  ['VPN', 'encrypted', false],
  ['SSLVPN', 'sslvpn', false],
] as const;

export function zonesAnswer(view: DeviceView): object {
  return {
    zones: ZONES.map(([name, securityType, isInspected], index) => {
      // "Partial" leaves out the zone of the customer's own machines.
      const inspects = (service: ServiceId): boolean =>
        isInspected && !(view.services[service].isPartial && securityType === 'trusted');
      return {
        name,
        uuid: `0000000${index}-0000-0000-0700-${view.profile.serial.toLowerCase()}`,
        security_type: securityType,
        interface_trust: name === 'LAN',
        auto_generate_access_rules: {
          allow_from_to_equal: true,
          allow_from_higher: true,
          allow_to_lower: true,
          deny_from_lower: true,
        },
        websense_content_filtering: false,
        gateway_anti_virus: inspects('gateway-av'),
        intrusion_prevention: inspects('ips'),
        app_control: inspects('app-control'),
        anti_spyware: inspects('anti-spyware'),
        create_group_vpn: false,
        ssl_control: false,
        sslvpn_access: false,
        dpi_ssl_client: false,
        dpi_ssl_server: false,
      };
    }),
  };
}

/** `GET /administration/global`, the part about sessions and the API. */
export function administrationAnswer(view: DeviceView, port: number): object {
  const { offersBearer, name } = view.profile;
  const { signIn } = view.behaviour;
  return {
    administration: {
      firewall_name: name,
      admin: { name: 'admin', preempt_action: 'goto-non-config', preempt_inactivity_timeout: 10 },
      idle_logout_time: Math.max(1, Math.round(view.behaviour.sessionIdleSeconds / 60)),
      multiple_admin: false,
      sonicos_api: {
        enable: view.behaviour.apiEnabled,
        digest: signIn.startsWith('digest-'),
        md5_digest: signIn.startsWith('digest-md5'),
        sha256_digest: signIn.startsWith('digest-sha256'),
        integrity_protection: signIn.endsWith('-int') ? { enforced: true } : { allowed: true },
        chap: signIn === 'chap',
        basic: signIn === 'basic' || signIn === 'password-change',
        public_key: false,
        max_nonce: 10,
        two_factor_bearer_token: offersBearer || signIn === 'two-factor',
      },
      https_port: port,
    },
  };
}
