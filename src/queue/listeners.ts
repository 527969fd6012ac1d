import { z } from 'zod';

type Listener = (topic: string, text: string) => void;

const Signal = z.tuple([z.string(), z.string()]);

/** What is told, as one text. */
export function signalText(topic: string, text: string): string {
  return JSON.stringify([topic, text]);
}

/** Who hears in this process. */
export class Listeners {
  readonly #all = new Set<Listener>();

  add(listener: Listener): () => void {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(topic: string, text: string): void {
    for (const listener of this.#all) listener(topic, text);
  }

  /** Tells what came from outside as one text; what is none of ours is passed over. */
  tellSignal(raw: string): void {
    const signal = Signal.safeParse(parsed(raw));
    if (signal.success) this.tell(...signal.data);
  }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}
