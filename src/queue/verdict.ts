import type { Verdict, Work } from './port.ts';

const AGAIN_MS = 1_000;

/** What work came to; a message whose work rejects comes again, for its taker cannot have meant that. */
export async function verdictOf(
  work: Work,
  text: string,
  onTrouble: (error: unknown) => void,
): Promise<Verdict> {
  try {
    return await work(text);
  } catch (error) {
    onTrouble(error);
    return { again_ms: AGAIN_MS };
  }
}
