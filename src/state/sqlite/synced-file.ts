import { type FileHandle, open } from 'node:fs/promises';

/** Brings a file's content to the disk, beside everything else; those that ask while that goes on share the next time. */
export class SyncedFile {
  readonly #path: string;
  #handle: Promise<FileHandle> | null = null;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves once all that was written before is on the disk. */
  sync(): Promise<void> {
    if (this.#running === null) return this.#begin();
    const again = (): Promise<void> => {
      this.#next = null;
      return this.#begin();
    };
    this.#next ??= this.#running.then(again, again);
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#running?.catch(() => undefined);
    const handle = await this.#handle?.catch(() => null);
    this.#handle = null;
    await handle?.close();
  }

  #begin(): Promise<void> {
    const running = this.#toDisk();
    this.#running = running;
    const ended = (): void => {
      if (this.#running === running) this.#running = null;
    };
    running.then(ended, ended);
    return running;
  }

  async #toDisk(): Promise<void> {
    const opening = (this.#handle ??= open(this.#path, 'r+'));
    try {
      await (await opening).datasync();
    } catch (error) {
      if (this.#handle === opening) this.#handle = null;
      throw error;
    }
  }
}
