import type { ProcedureStep, ResyncProcedure } from '@firewatch/shared/domain/resync';
import {
  ADMINISTRATOR,
  ADMINISTRATOR_WITH_LOGIN,
  byHand,
  checklist,
  MYSONICWALL,
  MYSONICWALL_USER,
  noteBefore,
  OF_2008,
  proveAfter,
  RECALLED,
} from './checklist.js';

const ES_PAGE = 'Web page: System > License Management';
const ES_GUIDE =
  "Email Security administrator's guide, chapter License Management: table of services and keys.";

const esRefresh: ProcedureStep = byHand('refresh', {
  title: 'Refresh the licences',
  place: `${ES_PAGE}, license table`,
  detail:
    'Press refresh, or sign in to MySonicWall from this page where there is none. The MySonicWall password is no evidence.',
  who: ADMINISTRATOR_WITH_LOGIN,
  source: RECALLED,
});

const esMailFlows: ProcedureStep = byHand('mail-flows', {
  title: 'Check that mail is filtered again',
  place: 'Web page: Monitoring',
  detail: 'Paste the counters of the last minutes: good mail and junk must both move on.',
  who: ADMINISTRATOR,
  source:
    "Email Security administrator's guide, chapter Monitoring; that the counters show it is our inference.",
});

const EMAIL_SECURITY_APPLIANCE = checklist({
  line: 'email-security-appliance',
  productLine: 'Email Security appliance',
  expects: 'Every paid module shows Licensed again, and mail is filtered.',
  minutes: 15,
  steps: [
    byHand('reach', {
      title: 'Sign in to the appliance',
      place: 'Web page of the appliance',
      detail:
        'In 2008 some could not sign in to their own system any more. Where that is so, restart nothing: open a ticket with the vendor and write its number here.',
      who: ADMINISTRATOR,
      source: OF_2008,
    }),
    noteBefore(ES_PAGE, ES_GUIDE, true),
    esRefresh,
    esMailFlows,
    proveAfter(ES_PAGE),
  ],
});

const EMAIL_SECURITY_SOFTWARE = checklist({
  line: 'email-security-software',
  productLine: 'Email Security software for Windows',
  expects: 'Every paid module shows Licensed again, and mail is filtered.',
  minutes: 20,
  steps: [
    byHand('server', {
      title: 'Sign in to the Windows server and check that it reaches MySonicWall',
      place: `Browser on the server: ${MYSONICWALL}`,
      detail: 'The software asks from this machine: its proxy and its clock must be right.',
      who: 'An administrator of the Windows server',
      source: RECALLED,
    }),
    noteBefore(ES_PAGE, ES_GUIDE, true),
    esRefresh,
    esMailFlows,
    proveAfter(ES_PAGE),
  ],
});

const CONTENT_SECURITY_MANAGER = checklist({
  line: 'content-security-manager',
  productLine: 'Content Security Manager (CSM 2100, 2200, 3200)',
  expects: 'The content filter and every other paid service show Licensed again.',
  minutes: 15,
  steps: [
    noteBefore('Web page: System > Licenses', RECALLED),
    byHand('synchronize', {
      title: 'Press Synchronize and sign in to MySonicWall where it asks',
      place: 'Web page: System > Licenses',
      detail: 'Same family of pages as SonicOS Enhanced. Press it once and wait two minutes.',
      who: ADMINISTRATOR_WITH_LOGIN,
      source: RECALLED,
    }),
    byHand('filter-works', {
      title: 'Check that the filter blocks',
      place: 'A machine behind it: a page of a blocked category',
      detail:
        'In 2008 the filter let everything through while its switch was on. Write down which page was tried and what came.',
      who: ADMINISTRATOR,
      source: OF_2008,
    }),
    proveAfter('Web page: System > Licenses'),
  ],
});

const CONTINUOUS_DATA_PROTECTION = checklist({
  line: 'continuous-data-protection',
  productLine: 'Continuous Data Protection (CDP)',
  expects: 'The licence page shows the paid number of agents and services, and a backup ran afterwards.',
  minutes: 15,
  steps: [
    noteBefore('Web page of the appliance: licences', RECALLED),
    byHand('synchronize', {
      title: 'Refresh the licences with the MySonicWall login',
      place: 'Web page of the appliance: licences',
      detail: 'Where the page has no such button, sign in to MySonicWall from it.',
      who: ADMINISTRATOR_WITH_LOGIN,
      source: RECALLED,
    }),
    byHand('backup-runs', {
      title: 'Check that a backup ran since',
      place: 'Agent or web page: last backup',
      detail: 'Paste time and size of the newest backup of one agent.',
      who: ADMINISTRATOR,
      source: RECALLED,
    }),
    proveAfter('Web page of the appliance: licences'),
  ],
});

const SSL_VPN = checklist({
  line: 'ssl-vpn',
  productLine: 'SSL-VPN 200, 2000, 4000',
  expects: 'The licence page shows the paid services and users again, and somebody can sign in.',
  minutes: 15,
  steps: [
    noteBefore('Web page: System > Licenses', RECALLED),
    byHand('synchronize', {
      title: 'Synchronise the licences with the MySonicWall login',
      place: 'Web page: System > Licenses',
      detail:
        'Press Synchronize, or sign in to MySonicWall from this page. Press it once and wait two minutes.',
      who: ADMINISTRATOR_WITH_LOGIN,
      source:
        'That this product was hit stands in one article of 2008; the place on its page is recalled (vendors/sonicwall 1, 9.1).',
    }),
    byHand('sign-in-works', {
      title: 'Check that a user can sign in',
      place: 'Its portal, from outside',
      detail: 'Sign in with a test account and write down when.',
      who: ADMINISTRATOR,
      source: RECALLED,
    }),
    proveAfter('Web page: System > Licenses'),
  ],
});

const GMS_KB = 'SonicWall knowledge base, "How to register a SonicWall appliance in GMS" (GMS 5.0 guide).';

const SGMS = checklist({
  line: 'sgms',
  productLine: 'SGMS / GMS and the group it manages',
  expects:
    "The manager's own licence is right, and every appliance of the group shows its paid services again.",
  minutes: 30,
  steps: [
    byHand('own-licence', {
      title: 'Check the licence of the manager itself',
      place: 'GMS web page: Console tab, licences',
      detail: 'In 2008 the software itself was among what was hit. Paste product, serial number and state.',
      who: 'An administrator of GMS',
      source: OF_2008,
    }),
    byHand('choose-group', {
      title: 'Choose the group and note what it shows',
      place: 'GMS web page: the group, tree Register/Upgrades',
      detail:
        'One group at a time, the smallest first. Paste the list of appliances with the state of their services.',
      who: 'An administrator of GMS',
      source: GMS_KB,
      isVerified: true,
    }),
    byHand('group-task', {
      title: 'Give the group the task to synchronise its licences',
      place: 'GMS web page: Register/Upgrades of the group',
      detail:
        'GMS makes one task per appliance. Schedule nothing else: no firmware, no registration, no settings. Keep the group small: whether GMS waits between two appliances is not known.',
      who: 'An administrator of GMS, with the MySonicWall login of its account',
      source:
        'That there is a task per appliance is documented for registering; the one for licences is recalled (vendors/sonicwall 1).',
    }),
    byHand('tasks-done', {
      title: 'Wait until the tasks are done',
      place: 'GMS web page: Console > Tasks > Scheduled Tasks, then Console > Log > View Log',
      detail: 'A task that is gone from the list has run; the log says with what result. Paste its lines.',
      who: 'An administrator of GMS',
      source: GMS_KB,
      isVerified: true,
    }),
    byHand('unknown-account', {
      title: 'Name appliances that are registered elsewhere',
      place: 'MySonicWall: products',
      detail:
        'A task fails for an appliance that is registered under another MySonicWall account: do those by their own checklist.',
      who: MYSONICWALL_USER,
      link: MYSONICWALL,
      source: GMS_KB,
      isVerified: true,
    }),
    proveAfter('GMS web page: the group, tree Register/Upgrades'),
  ],
});

/** What is no firewall, and the manager of many. */
export const APPLIANCE_CHECKLISTS: readonly ResyncProcedure[] = [
  EMAIL_SECURITY_APPLIANCE,
  EMAIL_SECURITY_SOFTWARE,
  CONTENT_SECURITY_MANAGER,
  CONTINUOUS_DATA_PROTECTION,
  SSL_VPN,
  SGMS,
];
