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

const LICENSED = 'Every paid service shows Licensed again on the licence page.';

const HELP_PAIR =
  'SonicWall online help, Application Control: each unit of a pair fetches its licences at its own management address.';
const GUIDE_7 = 'SonicOS 7 Device Settings guide, chapter Licenses (vendors/sonicwall 4.4).';

const otherUnit: ProcedureStep = byHand('other-unit', {
  title: 'Do the same on the other unit of a pair',
  place: 'Web page of the other unit, at its own management address',
  detail: 'Only after the first unit is back. Where there is no pair, tick it and say so.',
  who: ADMINISTRATOR,
  source: HELP_PAIR,
  isVerified: true,
});

const PAGE_7 = 'Web page: Device > Settings > Licenses';
const PAGE_6 = 'Web page: Manage > Updates > Licenses';
const PAGE_5 = 'Web page: System > Licenses';

const press = (place: string, source: string, more = ''): ProcedureStep =>
  byHand('synchronize', {
    title: 'Press Synchronize',
    place,
    detail: `Button Synchronize beside "Manage Security Services Online". Press it once and wait two minutes before anything else; a second press may fetch a wrong answer again.${more}`,
    who: ADMINISTRATOR_WITH_LOGIN,
    source,
  });

/** Where the page is out of reach. */
const BY_COMMAND =
  ' Where the page is out of reach, the command line probably has it too: by SSH configure, then license, then synchronize; leave it without a commit.';
const COMMAND_INFERRED = `${RECALLED} The command is inferred from the paths of the API (vendors/sonicwall 4.4).`;

/** What older firmware is said to ask in the middle of it. */
const signInToVendor = (place: string): ProcedureStep =>
  byHand('sign-in-vendor', {
    title: 'Sign in to MySonicWall from the device',
    place,
    detail:
      'The page asks for the MySonicWall user name and password. Type them there and nowhere else; they are no evidence.',
    who: ADMINISTRATOR_WITH_LOGIN,
    source: OF_2008,
  });

const SONICOS_7_BY_HAND = checklist({
  line: 'sonicos-7-by-hand',
  productLine: 'SonicOS 7 and 8 without its API',
  expects: LICENSED,
  minutes: 10,
  steps: [
    noteBefore(PAGE_7, GUIDE_7, true),
    press(PAGE_7, COMMAND_INFERRED, BY_COMMAND),
    otherUnit,
    proveAfter(
      PAGE_7,
      ' Where the API is off and may be switched on, do so: then the device is read and proves itself.',
    ),
  ],
});

const SONICOS_6_BY_HAND = checklist({
  line: 'sonicos-6-by-hand',
  productLine: 'SonicOS 6 without its API',
  expects: LICENSED,
  minutes: 10,
  steps: [
    noteBefore(PAGE_6, RECALLED),
    press(PAGE_6, COMMAND_INFERRED, BY_COMMAND),
    otherUnit,
    proveAfter(PAGE_6),
  ],
});

const SONICOS_5 = checklist({
  line: 'sonicos-5',
  productLine: 'Generation 5 (SonicOS 5.8 and 5.9: TZ 1xx and 2xx, NSA 240 to 8500)',
  expects: LICENSED,
  minutes: 10,
  steps: [
    noteBefore(`${PAGE_5}, or Security Services > Summary`, RECALLED),
    press(`${PAGE_5}, or Security Services > Summary`, RECALLED),
    otherUnit,
    byHand('console', {
      title: 'Check serial number and node limit on the console',
      place: 'SSH or serial console: show status',
      detail:
        'The command prints model, serial number and node limit; the list of services is on the web page only.',
      who: ADMINISTRATOR,
      source: "A third party's page that quotes the command's output on 5.8 (vendors/sonicwall 1).",
    }),
    proveAfter(PAGE_5),
  ],
});

const SONICOS_ENHANCED = checklist({
  line: 'sonicos-enhanced',
  productLine: 'PRO, TZ and NSA of 2008 with SonicOS Enhanced',
  expects: LICENSED,
  minutes: 15,
  steps: [
    noteBefore(`${PAGE_5}, or Security Services > Summary`, RECALLED),
    press(`${PAGE_5}, or Security Services > Summary`, RECALLED),
    signInToVendor(`${PAGE_5}, link to manage licences`),
    byHand('nodes', {
      title: 'Check the node limit',
      place: 'Web page: System > Status',
      detail:
        'A lost node licence cuts machines off the internet. It must show the number that was paid for.',
      who: ADMINISTRATOR,
      source:
        'One owner lost internet for eight hours in 2008; that the node licence explains it is our inference (vendors/sonicwall 9.1).',
    }),
    proveAfter(`${PAGE_5}, and Security Services > Summary`),
  ],
});

const SONICOS_STANDARD = checklist({
  line: 'sonicos-standard',
  productLine: 'PRO and TZ of 2008 with SonicOS Standard',
  expects:
    'Every paid service shows Licensed again on the licence page, and the node limit is the one paid for.',
  minutes: 15,
  steps: [
    noteBefore('Web page: System > Licenses, or General > Upgrade on the oldest', RECALLED),
    signInToVendor('Web page: System > Licenses, link to mysonicwall.com'),
    byHand('synchronize', {
      title: 'Have the device fetch its licences',
      place: 'Web page: System > Licenses, or Security Services > Summary',
      detail:
        'Press Synchronize. Where the firmware has no such button, signing in to MySonicWall from this page is what fetches them.',
      who: ADMINISTRATOR_WITH_LOGIN,
      source: RECALLED,
    }),
    byHand('nodes', {
      title: 'Check the node limit',
      place: 'Web page: System > Status',
      detail: 'It must show the number of nodes that was paid for.',
      who: ADMINISTRATOR,
      source: RECALLED,
    }),
    proveAfter('Web page: System > Licenses, and Security Services > Summary'),
  ],
});

const CLOSED_NETWORK = checklist({
  line: 'closed-network',
  productLine: 'Closed network (keyset by hand)',
  expects: 'Every paid service shows Licensed again; no call to the vendor is needed from the device.',
  minutes: 20,
  steps: [
    noteBefore(`${PAGE_7}; on older firmware System > Licenses`, GUIDE_7, true),
    byHand('fetch-keyset', {
      title: 'Fetch the keyset for this serial number',
      place: "MySonicWall: the product's page, licence keyset",
      detail:
        'Compare the serial number character by character: a keyset of another device is refused. Carry the text to the closed network as your rules say.',
      who: MYSONICWALL_USER,
      link: MYSONICWALL,
      source:
        'SonicOS 7 Device Settings guide, "Manual Upgrade for Closed Environments"; the wording on the portal is recalled.',
    }),
    byHand('paste-keyset', {
      title: 'Paste the keyset on the licence page',
      place: `${PAGE_7}, "Manual Upgrade for Closed Environments"; on older firmware System > Licenses, "Manual Upgrade"`,
      detail:
        'Paste it whole and submit it. Firewatch never does this itself: it would be a change of configuration.',
      who: ADMINISTRATOR,
      source: GUIDE_7,
      isVerified: true,
    }),
    proveAfter(
      `${PAGE_7}; on older firmware System > Licenses`,
      ' The keyset itself is no evidence: leave it out.',
    ),
  ],
});

/** Firewalls that no call brings back. */
export const FIREWALL_CHECKLISTS: readonly ResyncProcedure[] = [
  SONICOS_7_BY_HAND,
  SONICOS_6_BY_HAND,
  SONICOS_5,
  SONICOS_ENHANCED,
  SONICOS_STANDARD,
  CLOSED_NETWORK,
];
