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
