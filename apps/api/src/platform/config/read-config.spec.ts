import { describe, expect, it } from 'vitest';
import { readSettings } from './read-config.js';

const refusal = (env: Record<string, string>) => {
  try {
    readSettings(env);
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? error.message : 'not an error';
  }
};

describe('readSettings', () => {
  it('needs nothing: loopback, port 3000, everything in one process', () => {
    expect(readSettings({})).toEqual({
      role: 'all',
      http: {
        host: '127.0.0.1',
        port: 3000,
        publicUrl: 'http://127.0.0.1:3000',
        tls: null,
        trustProxy: false,
      },
      databaseUrl: null,
      redisUrl: null,
      dataFolder: null,
      egress: { loopback: [] },
      digest: { atMinutes: 480 },
      syslog: null,
      log: { level: 'info' },
      owner: null,
      upkeep: {
        pingUrl: null,
        healthPort: null,
        disk: { warnBytes: 1_073_741_824, lowBytes: 209_715_200 },
      },
      failpoints: [],
    });
  });

  it('takes every setting', () => {
    expect(
      readSettings({
        FIREWATCH_ROLE: 'poller',
        FIREWATCH_HOST: '0.0.0.0',
        FIREWATCH_PORT: '8443',
        FIREWATCH_PUBLIC_URL: 'https://watch.example.com/',
        FIREWATCH_TLS_CERT: '/etc/fw/cert.pem',
        FIREWATCH_TLS_KEY: '/etc/fw/key.pem',
        FIREWATCH_TRUST_PROXY: 'yes',
        FIREWATCH_DATA: '/srv/fw',
        FIREWATCH_DIGEST_AT: '7:30',
        FIREWATCH_EGRESS_LOOPBACK: '127.16.0.0/12, ::1',
        FIREWATCH_ADMIN_EMAIL: 'owner@example.com',
        FIREWATCH_ADMIN_PASSWORD: 'correct horse battery',
        FIREWATCH_SYSLOG_PORT: '5514',
        FIREWATCH_SYSLOG_HOST: '192.0.2.10',
        FIREWATCH_LOG_LEVEL: 'warn',
        FIREWATCH_PING_URL: 'https://ping.example/abc',
        FIREWATCH_HEALTH_PORT: '9100',
        FIREWATCH_DISK_WARN_MB: '150',
        FIREWATCH_DISK_LOW_MB: '60',
        FIREWATCH_FAILPOINTS: 'poll:after-commit,deliver:after-250',
        DATABASE_URL: 'postgresql://u:p@db:5432/firewatch',
        REDIS_URL: 'rediss://cache:6379',
      }),
    ).toEqual({
      role: 'poller',
      http: {
        host: '0.0.0.0',
        port: 8443,
        publicUrl: 'https://watch.example.com',
        tls: { certFile: '/etc/fw/cert.pem', keyFile: '/etc/fw/key.pem' },
        trustProxy: true,
      },
      databaseUrl: 'postgresql://u:p@db:5432/firewatch',
      redisUrl: 'rediss://cache:6379',
      dataFolder: '/srv/fw',
      egress: { loopback: ['127.16.0.0/12', '::1'] },
      digest: { atMinutes: 450 },
      syslog: { host: '192.0.2.10', port: 5514 },
      log: { level: 'warn' },
      owner: { email: 'owner@example.com', password: 'correct horse battery' },
      upkeep: {
        pingUrl: 'https://ping.example/abc',
        healthPort: 9100,
        disk: { warnBytes: 157_286_400, lowBytes: 62_914_560 },
      },
      failpoints: ['poll:after-commit', 'deliver:after-250'],
    });
  });

  it('takes PORT where FIREWATCH_PORT is not set, and an empty variable as not set', () => {
    expect(readSettings({ PORT: '4100', FIREWATCH_PORT: '', REDIS_URL: '' }).http.port).toBe(4100);
    expect(readSettings({ PORT: '4100', FIREWATCH_PORT: '4200' }).http.port).toBe(4200);
  });

  it('lists 3 wrong settings at once and shows none of their values', () => {
    const message = refusal({
      FIREWATCH_PORT: '70000',
      DATABASE_URL: 'mysql://root:hunter2@db',
      FIREWATCH_ROLE: 'boss',
    });
    expect(message).toBe(
      [
        '3 settings are wrong:',
        '  - FIREWATCH_ROLE must be one of all, api, poller, worker',
        '  - FIREWATCH_PORT must be a whole number from 0 to 65535',
        '  - DATABASE_URL must be an address such as postgresql://user:password@host:5432/firewatch',
      ].join('\n'),
    );
  });

  it.each([
    [
      { FIREWATCH_HOST: '0.0.0.0' },
      /^FIREWATCH_HOST opens the program to the network in clear text: set FIREWATCH_TLS_CERT/,
    ],
    [{ FIREWATCH_HOST: '::' }, /^FIREWATCH_HOST opens the program/],
    [{ FIREWATCH_HOST: 'watch.example.com' }, /^FIREWATCH_HOST opens the program/],
    [{ FIREWATCH_TLS_CERT: '/c.pem' }, /^FIREWATCH_TLS_CERT and FIREWATCH_TLS_KEY must be set together\.$/],
    [
      { FIREWATCH_ADMIN_EMAIL: 'a@example.com' },
      /^FIREWATCH_ADMIN_EMAIL and FIREWATCH_ADMIN_PASSWORD must be set together\.$/,
    ],
    [
      { FIREWATCH_ROLE: 'api', DATABASE_URL: 'postgres://u@db/x' },
      /^FIREWATCH_ROLE=api shares its work with other processes: set DATABASE_URL and REDIS_URL/,
    ],
    [{ FIREWATCH_EGRESS_LOOPBACK: '10.0.0.0/8' }, /^FIREWATCH_EGRESS_LOOPBACK must be loopback ranges/],
    [{ FIREWATCH_EGRESS_LOOPBACK: '127.0.0.0/4' }, /^FIREWATCH_EGRESS_LOOPBACK must be loopback ranges/],
    [{ FIREWATCH_PING_URL: 'ftp://ping.example' }, /^FIREWATCH_PING_URL must be an address such as/],
    [{ FIREWATCH_DISK_WARN_MB: '150' }, /^FIREWATCH_DISK_LOW_MB must be less than FIREWATCH_DISK_WARN_MB\.$/],
    [{ FIREWATCH_DISK_LOW_MB: '1 GB' }, /^FIREWATCH_DISK_LOW_MB must be a whole number of megabytes\.$/],
    [{ FIREWATCH_DIGEST_AT: '24:00' }, /^FIREWATCH_DIGEST_AT must be a time of day such as 08:00\.$/],
    [{ FIREWATCH_SYSLOG_PORT: '0' }, /^FIREWATCH_SYSLOG_PORT must be a whole number from 1 to 65535\.$/],
    [
      { FIREWATCH_SYSLOG_PORT: '5514', FIREWATCH_SYSLOG_HOST: 'syslog.example' },
      /^FIREWATCH_SYSLOG_HOST must be an address of this machine/,
    ],
    [{ FIREWATCH_SYSLOG_HOST: '0.0.0.0' }, /^FIREWATCH_SYSLOG_HOST needs FIREWATCH_SYSLOG_PORT/],
    [{ FIREWATCH_TRUST_PROXY: 'perhaps' }, /^FIREWATCH_TRUST_PROXY must be true or false\.$/],
  ])('refuses %j in one sentence', (env, sentence) => {
    expect(refusal(env)).toMatch(sentence);
  });

  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])(
    'lets %s stand without TLS: it is loopback',
    (host) => {
      expect(readSettings({ FIREWATCH_HOST: host }).http.tls).toBeNull();
    },
  );

  it('lets the network in when a proxy in front speaks TLS', () => {
    expect(readSettings({ FIREWATCH_HOST: '0.0.0.0', FIREWATCH_TRUST_PROXY: 'true' }).http.publicUrl).toBe(
      'http://localhost:3000',
    );
  });
});
