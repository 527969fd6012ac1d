import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

const HOST = '127.0.0.1';

/** A database of a test's own on a real server. */
export interface TestDatabase {
  /** What a source is opened with: an address, or a path. */
  readonly address: string;
  /** Where its server listens; 0 where it has none. */
  readonly port: number;
  /** Statements that write; several at once. */
  run(...statements: readonly string[]): Promise<void>;
  /** Removes it. */
  drop(): Promise<void>;
}

export interface DatabaseRig {
  readonly name: string;
  /** This machine cannot start such a server: the tests on it are skipped by name. */
  readonly missing: boolean;
  make(): Promise<TestDatabase>;
  /** Types in the words of the database, for the columns of the suite. */
  readonly types: { readonly moment: string; readonly decimal: string; readonly text: string };
  /** A backslash, as its literals write it. */
  readonly backslash: string;
}

/** A way to a server that breaks or goes silent when it is told to. */
export interface Passage {
  readonly port: number;
  /** Breaks each connection, one after the other, when so many bytes came through it. */
  breakAfter(bytes: readonly number[]): void;
  /** From now on nothing comes through, and nobody is told. */
  silence(): void;
  close(): void;
}

export async function openPassage(port: number): Promise<Passage> {
  const open = new Set<Socket>();
  let cuts: number[] = [];
  let silent = false;
  const server = createServer((near) => {
    const far = connect(port, HOST);
    const cut = cuts.shift() ?? Infinity;
    let bytes = 0;
    open.add(near).add(far);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.on('data', (data) => silent || far.write(data));
    far.on('data', (data) => {
      bytes += data.length;
      if (bytes > cut) near.resetAndDestroy();
      else if (!silent) near.write(data);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    breakAfter: (bytes) => (cuts = [...bytes]),
    silence: () => (silent = true),
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
