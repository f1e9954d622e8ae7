/** A person's mistake in a request, said in one sentence that names the field and what is accepted. */
export class Problem extends Error {
  constructor(
    sentence: string,
    readonly status: 400 | 404 | 409 = 400,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
  }
}

/** The sentence for a port that could not be taken; any other error is passed on as it is. */
export function portProblem(setting: string, port: number, cause: Error): Error {
  if (!('code' in cause) || cause.code !== 'EADDRINUSE') return cause;
  return new Problem(`${setting}: ${port} is taken on 127.0.0.1; give another, or 0 for any free one.`, 409, {
    cause,
  });
}
