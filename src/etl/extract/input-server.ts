import type { ChunkedInput } from './chunked-input.ts';
import type { Input, Mapping } from './mapping/mapping.ts';

/** What serves the inputs of a mapping in pieces: a database, an interface. */
export interface InputServer {
  /** Rejects where it cannot be reached. */
  check(): Promise<void>;
  /** The input of that name; a Problem, `mapping_invalid`, where it does not say what to read here. */
  input(name: string, input: Input, mapping: Mapping): Promise<ChunkedInput>;
  close(): Promise<void>;
}
