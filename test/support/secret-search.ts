/** A place where things are written down or sent, with everything that was seen there. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

/** A secret that was found, and in which clothes. */
export interface Hit {
  readonly place: string;
  readonly secret: string;
  readonly as: string;
}

// A text inside other text starts at any of three offsets of base64; the characters that its neighbours
// share are left off.
function base64Forms(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
    return padded
      .slice(offset === 0 ? 0 : offset + 1)
      .replace(/=+$/, '')
      .slice(0, -1);
  });
}

const percentAll = (secret: string): string =>
  [...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Every spelling under which a secret would be one to whoever reads the place. */
export function spellings(secret: string): ReadonlyMap<string, string> {
  const hex = Buffer.from(secret).toString('hex');
  const forms: [string, string][] = [
    ['raw', secret],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['URL', encodeURIComponent(secret)],
    ['URL, every byte', percentAll(secret)],
    ['form', new URLSearchParams({ s: secret }).toString().slice(2)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ...base64Forms(secret).flatMap((form, offset): [string, string][] => [
      [`base64 at offset ${offset}`, form],
      [`base64url at offset ${offset}`, form.replaceAll('+', '-').replaceAll('/', '_')],
    ]),
  ];
  return new Map(forms);
}

export function searchSecrets(places: readonly Place[], secrets: readonly string[]): Hit[] {
  return secrets.flatMap((secret) =>
    [...spellings(secret)].flatMap(([as, form]) =>
      places.filter(({ text }) => text.includes(form)).map((place) => ({ place: place.name, secret, as })),
    ),
  );
}
