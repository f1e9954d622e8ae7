import type { Page } from 'playwright-core';
import { COLLEAGUE, HARBOR, INTEGRATION_KEY, LARKSPUR, SET } from './first-hour.story.ts';
import { headline } from './stage.ts';

/** Forms of the story as a person fills them in; what is seen after each is the spec's. */
export async function fillMail(page: Page, smtpPort: number): Promise<void> {
  await page.getByLabel('Mail server').fill('127.0.0.1');
  await page.getByLabel('Protection').selectOption('none');
  await page.getByLabel('Port', { exact: true }).fill(String(smtpPort));
  await page.getByLabel('Sender').fill('firewatch@msp.example');
  await page.getByLabel('Recipients').fill('noc@msp.example');
  await page.getByRole('button', { name: 'Save and send a test' }).click();
}

export async function addCredentialSet(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add credential set' }).click();
  const adding = page.getByRole('dialog', { name: 'Add credential set' });
  await adding.getByLabel('Name', { exact: true }).fill(SET.name);
  await adding.getByLabel('User name').fill('firewatch');
  await adding.getByRole('textbox', { name: 'Password' }).fill(SET.password);
  await adding.getByRole('button', { name: 'Add credential set' }).click();
}

export async function invite(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite a person' }).click();
  const inviting = page.getByRole('dialog', { name: 'Invite a person' });
  await inviting.getByLabel('Name', { exact: true }).fill(COLLEAGUE.name);
  await inviting.getByLabel('Email').fill(COLLEAGUE.email);
  await inviting.getByLabel('Role').selectOption('operator');
  await inviting.getByLabel(HARBOR).check();
  await inviting.getByRole('button', { name: 'Invite', exact: true }).click();
}

export async function choosePasswordAndSignIn(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Password' }).fill(COLLEAGUE.password);
  await page.getByRole('button', { name: 'Store the password' }).click();
  await headline(page, 'Sign in');
  await page.getByLabel('Email').fill(COLLEAGUE.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(COLLEAGUE.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function addPager(page: Page, url: string): Promise<void> {
  await page.getByRole('button', { name: 'Add channel' }).click();
  const adding = page.getByRole('dialog', { name: 'Add channel' });
  await adding.getByLabel('Kind').selectOption('pagerduty');
  await adding.getByLabel('Address').fill(url);
  await adding.getByRole('textbox', { name: 'Integration key' }).fill(INTEGRATION_KEY);
  await adding.getByRole('button', { name: 'Add channel' }).click();
}

export async function planWindow(page: Page, day: string): Promise<void> {
  await page.getByRole('button', { name: 'New window' }).click();
  const planning = page.getByRole('dialog', { name: 'New maintenance window' });
  await planning.getByLabel('What is silent').selectOption('customer');
  await planning.getByLabel(LARKSPUR).check();
  await planning.getByLabel('Begins').fill(`${day}T02:00`);
  await planning.getByLabel('Ends').fill(`${day}T04:00`);
  await planning.getByLabel('Reason').fill('New firmware on both boxes');
  await planning.locator('.preview', { hasText: /\b2 firewalls\b/ }).waitFor();
  await planning.getByRole('button', { name: 'Make it silent' }).click();
}
