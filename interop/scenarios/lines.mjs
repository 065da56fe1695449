// What a driver says and is told, one JSON object a line: see src/test/resources/scenarios/README.md.
import { createInterface } from 'node:readline';

export const say = (event, fields = {}) => process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);

export const words = (problem) => String(problem?.message ?? problem);

/** Answers calls until there are no more. */
export async function serve(calls) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, call, with: options } = JSON.parse(line);
    Promise.resolve()
      .then(() => calls[call](options))
      .then(
        (result) => say('done', { id, result: result ?? {} }),
        (problem) => say('failed', { id, words: words(problem) }),
      );
  }
}
