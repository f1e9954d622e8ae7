/** A start that cannot go on: the message is one sentence for a person, with the cure; exit code 1. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
}
