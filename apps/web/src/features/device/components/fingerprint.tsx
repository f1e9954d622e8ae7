/** All 32 pairs in four lines; pairs that differ from the other one stand out. */
export function Fingerprint({ value, against = null }: { value: string; against?: string | null }) {
  const pairs = value.split(':');
  const other = against?.split(':');
  const lines = [0, 8, 16, 24].map((start) => pairs.slice(start, start + 8));
  return (
    <div
      className="fingerprint mono"
      role="img"
      aria-label={`SHA-256 fingerprint ${value.replaceAll(':', ' ')}`}
    >
      {lines.map((line, row) => (
        <div key={row}>
          {line.map((pair, index) => (
            <span key={index} className={other && other[row * 8 + index] !== pair ? 'differs' : undefined}>
              {pair}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** "9C:41:E0:7B … 5A:D2": enough to recognise, the whole on hover. */
export const shortFingerprint = (value: string): string =>
  value.length < 30 ? value : `${value.slice(0, 11)} … ${value.slice(-5)}`;
