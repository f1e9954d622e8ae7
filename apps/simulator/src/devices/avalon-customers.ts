/** One customer of the Avalon fleet; `sites` maps a site code to its town and number of firewalls. */
export interface CustomerPlan {
  readonly name: string;
  readonly code: string;
  readonly zone: string;
  readonly sites: readonly (readonly [code: string, town: string, firewalls: number])[];
}

const PACIFIC = 'America/Los_Angeles';

/** Fifty firewalls, twelve customers. */
export const AVALON_CUSTOMERS: readonly CustomerPlan[] = [
  {
    name: 'Harbor Dental Group',
    code: 'HDG',
    zone: PACIFIC,
    sites: [
      ['TAC', 'Tacoma', 2],
      ['PUY', 'Puyallup', 1],
      ['LKW', 'Lakewood', 1],
      ['GIG', 'Gig Harbor', 1],
      ['FED', 'Federal Way', 1],
    ],
  },
  {
    name: 'Pineridge School District',
    code: 'PSD',
    zone: PACIFIC,
    sites: [
      ['SPO', 'Spokane', 5],
      ['CHY', 'Cheney', 1],
    ],
  },
  {
    name: 'Tamarack Clinics',
    code: 'TMC',
    zone: PACIFIC,
    sites: [
      ['OLY', 'Olympia', 3],
      ['CHE', 'Chehalis', 3],
    ],
  },
  {
    name: 'Larkspur Hotels',
    code: 'LKS',
    zone: PACIFIC,
    sites: [
      ['BND', 'Bend', 2],
      ['EUG', 'Eugene', 2],
      ['PDX', 'Portland', 1],
    ],
  },
  {
    name: 'Avery Title & Escrow',
    code: 'AVT',
    zone: PACIFIC,
    sites: [
      ['SLE', 'Salem', 2],
      ['ALB', 'Albany', 1],
    ],
  },
  {
    name: 'Copperline Credit Union',
    code: 'CCU',
    zone: PACIFIC,
    sites: [
      ['SPO', 'Spokane', 3],
      ['YAK', 'Yakima', 1],
      ['PSC', 'Pasco', 1],
    ],
  },
  {
    name: 'Kestrel Freight',
    code: 'KST',
    zone: PACIFIC,
    sites: [
      ['PDX', 'Portland', 3],
      ['TAC', 'Tacoma', 1],
    ],
  },
  { name: 'Northgate Veterinary', code: 'NGV', zone: PACIFIC, sites: [['EVT', 'Everett', 2]] },
  {
    name: 'Sable Creek Winery',
    code: 'SCW',
    zone: PACIFIC,
    sites: [
      ['YAK', 'Yakima', 2],
      ['WLW', 'Walla Walla', 1],
    ],
  },
  { name: 'Old Mill Foods', code: 'OMF', zone: 'America/Boise', sites: [['BOI', 'Boise', 4]] },
  { name: 'Bellwether Law', code: 'BWL', zone: PACIFIC, sites: [['SEA', 'Seattle', 3]] },
  {
    name: 'Fernhill Senior Living',
    code: 'FSL',
    zone: PACIFIC,
    sites: [
      ['BLI', 'Bellingham', 2],
      ['MTV', 'Mount Vernon', 1],
    ],
  },
];

/** Models the story names; every other firewall draws its model from the seed. */
export const NAMED_MODELS: Readonly<Record<string, string>> = {
  'HDG-TAC-01': 'NSa 2700',
  'TMC-OLY-01': 'NSa 2700',
  'PSD-SPO-01': 'NSa 3700',
  'LKS-BND-01': 'TZ 570',
  'AVT-SLE-01': 'TZ 370',
  'CCU-SPO-01': 'NSa 2700',
  'KST-PDX-01': 'TZ 670',
  'NGV-EVT-01': 'TZ 270',
  'SCW-YAK-01': 'TZ 470',
  'OMF-BOI-01': 'TZ 570',
  'BWL-SEA-01': 'TZ 470',
  'FSL-BLI-01': 'TZ 80',
};

/** Word lists from which customers of larger fleets are named. */
export const CUSTOMER_FIRST = [
  'Alder',
  'Birch',
  'Cinder',
  'Drift',
  'Ember',
  'Fallow',
  'Glacier',
  'Hollow',
  'Iron',
  'Juniper',
];
export const CUSTOMER_SECOND = [
  'brook',
  'field',
  'gate',
  'haven',
  'mark',
  'point',
  'ridge',
  'stone',
  'vale',
  'wick',
];
export const CUSTOMER_TRADE = [
  'Dental',
  'Foods',
  'Freight',
  'Law',
  'Clinics',
  'Credit Union',
  'Hotels',
  'Schools',
];
export const CUSTOMER_TOWNS = ['Tacoma', 'Spokane', 'Bend', 'Boise', 'Salem', 'Yakima', 'Eugene', 'Medford'];
