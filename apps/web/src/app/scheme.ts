/** What a person chose; `auto` = dark at night, else what the system says. */
export const SCHEME_CHOICES = ['auto', 'dark', 'light'] as const;
export type SchemeChoice = (typeof SCHEME_CHOICES)[number];

const KEY = 'firewatch.scheme';
const isNight = (hour: number): boolean => hour >= 20 || hour < 7;

/** Class for `<html>`; null = leave it to the system. `hour` is local, 0–23. */
export function schemeClass(choice: SchemeChoice, hour: number): 'dark' | 'light' | null {
  if (choice !== 'auto') return choice;
  return isNight(hour) ? 'dark' : null;
}

export function storedChoice(storage: Pick<Storage, 'getItem'>): SchemeChoice {
  const stored = storage.getItem(KEY);
  return SCHEME_CHOICES.find((choice) => choice === stored) ?? 'auto';
}

function paint(choice: SchemeChoice): void {
  const wanted = schemeClass(choice, new Date().getHours());
  const { classList } = document.documentElement;
  classList.toggle('dark', wanted === 'dark');
  classList.toggle('light', wanted === 'light');
}

export function chooseScheme(choice: SchemeChoice): void {
  localStorage.setItem(KEY, choice);
  paint(choice);
}

/** Paints now and looks again each minute, so that a page left open turns dark at 20:00. */
export function startScheme(): void {
  paint(storedChoice(localStorage));
  setInterval(() => paint(storedChoice(localStorage)), 60_000);
}
