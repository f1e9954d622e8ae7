/** The type of one field: a plain one, one of fixed texts, a list, or an object. */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | { readonly oneOf: readonly string[] }
  | { readonly nullable: Shape }
  | { readonly list: Shape }
  | { readonly object: Readonly<Record<string, Shape>> };

export const object = (fields: Readonly<Record<string, Shape>>): Shape => ({ object: fields });
export const nullable = (shape: Shape): Shape => ({ nullable: shape });
export const list = (item: Shape): Shape => ({ list: item });
export const oneOf = (...texts: string[]): Shape => ({ oneOf: texts });
export const flags = (...names: string[]): Shape =>
  object(Object.fromEntries(names.map((name) => [name, 'boolean' as const])));
export const texts = (...names: string[]): Shape =>
  object(Object.fromEntries(names.map((name) => [name, 'string' as const])));

/** A field the boxes answer with and the vendor's description does not list. */
export interface ExtraField {
  readonly path: string;
  readonly field: string;
  readonly source: string;
}

/**
 * Where an answer leaves its shape: an unlisted field, or a value of another type.
 * Shape   [] when it fits; fields that are listed and absent are no problem, since firmware drops them.
 */
export function shapeProblems(value: unknown, shape: Shape, at = ''): string[] {
  if (typeof shape === 'string')
    return typeof value === shape ? [] : [`${at}: ${typeof value} instead of ${shape}`];
  if ('oneOf' in shape) {
    return typeof value === 'string' && shape.oneOf.includes(value)
      ? []
      : [`${at}: ${String(value)} is not listed`];
  }
  if ('nullable' in shape) return value === null ? [] : shapeProblems(value, shape.nullable, at);
  if ('list' in shape) {
    if (!Array.isArray(value)) return [`${at}: no list`];
    return value.flatMap((item: unknown, index) => shapeProblems(item, shape.list, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no object`];
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
    const known = shape.object[name];
    return known === undefined ? [`${at}.${name}: not listed`] : shapeProblems(field, known, `${at}.${name}`);
  });
}
