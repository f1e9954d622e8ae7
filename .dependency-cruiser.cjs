/** Layers, islands, plug-in isolation, cycles. Each rule has a planted breach in test/arch/planted that must be found. */
const rule = (name, from, to) => ({ name, severity: 'error', from, to });
const tests = '\\.(spec|suite|int\\.spec|e2e\\.spec)\\.tsx?$';

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }),
    rule(
      'domain-imports-nothing',
      { path: '^libs/shared/src/domain/', pathNot: tests },
      { pathNot: '^libs/shared/src/domain/' },
    ),
    rule(
      'wire-sees-domain-only',
      { path: '^libs/shared/src/wire/', pathNot: tests },
      { path: '^(apps|libs|test|bench)/', pathNot: '^libs/shared/src/(wire|domain)/' },
    ),
    rule(
      'vendor-sees-contract-only',
      { path: '^apps/api/src/vendors/([^/]+)/', pathNot: tests },
      {
        path: '^(apps|libs)/',
        pathNot: [
          '^apps/api/src/vendors/$1/',
          '^apps/api/src/vendors/contract\\.ts$',
          '^apps/api/src/platform/http/',
          '^libs/shared/',
        ],
      },
    ),
    rule(
      'channel-sees-contract-only',
      { path: '^apps/api/src/alerting/channels/([^/]+)/', pathNot: tests },
      {
        path: '^(apps|libs)/',
        pathNot: [
          '^apps/api/src/alerting/channels/$1/',
          '^apps/api/src/alerting/channels/(contract|post-refusal)\\.ts$',
          '^apps/api/src/platform/(http|log)/',
          '^libs/shared/',
        ],
      },
    ),
    rule(
      'features-do-not-import-features',
      { path: '^apps/api/src/((?!platform|store|queues|vendors)[^/]+)/', pathNot: tests },
      {
        path: '^apps/api/src/',
        pathNot: [
          '^apps/api/src/$1/',
          '^apps/api/src/(platform|store|queues)/',
          '^apps/api/src/vendors/contract\\.ts$',
        ],
      },
    ),
    rule(
      'platform-knows-no-business',
      { path: '^apps/api/src/platform/', pathNot: tests },
      { path: '^apps/api/src/', pathNot: '^apps/api/src/platform/' },
    ),
    rule(
      'store-sees-no-feature',
      { path: '^apps/api/src/store/', pathNot: tests },
      { path: '^apps/api/src/', pathNot: '^apps/api/src/(store|platform)/' },
    ),
    rule('web-sees-shared-only', { path: '^apps/web/' }, { path: '^(apps/(?!web)|test/|bench/)' }),
    rule(
      'web-features-do-not-import-features',
      { path: '^apps/web/src/features/([^/]+)/', pathNot: tests },
      { path: '^apps/web/src/features/', pathNot: '^apps/web/src/features/$1/' },
    ),
    rule(
      'simulator-stands-alone',
      { path: '^apps/simulator/' },
      { path: '^(apps/(?!simulator)|libs/|test/|bench/)' },
    ),
    rule('production-sees-no-test', { path: '^(apps|libs)/', pathNot: tests }, { path: '^(test|bench)/' }),
    rule(
      'launcher-knows-no-feature',
      { path: '^apps/launcher/', pathNot: tests },
      { path: '^apps/api/src/', pathNot: '^apps/api/src/(main\\.ts$|platform/|store/|queues/)' },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
