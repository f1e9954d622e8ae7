export function breach(work: () => void): void {
  try {
    work();
  } catch {}
}
