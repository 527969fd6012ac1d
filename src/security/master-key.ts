import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '../vocabulary/problem.ts';
import { decodeKey, deriveKey, MASTER_KEY_FILE, openKeys } from './keys.ts';
import { keyId, seal, unseal } from './seal.ts';
import { keyService } from './key-service.ts';

/** Wraps data keys under the master key, which may lie with a key service far away: the port to wherever it is. */
export interface Wrapping {
  seal(text: string, context: string): string | Promise<string>;
  open(sealed: string, context: string): string | Promise<string>;
}

/** The one key that opens all others, wherever it is kept. */
export interface MasterKey {
  readonly source: 'file' | 'setting' | 'service';
  readonly wrapping: Wrapping;
  /** Whether everything is to be wrapped anew, because a change of the key was under way when the program ended. */
  readonly unfinished: boolean;
  /** Keys of homes from before data keys were kept; null where the key is not at hand. */
  readonly derive: ((purpose: 'store' | 'stage' | 'seal') => string) | null;
  /** Makes the next key ready and gives what wraps under it. Null where the key is not ours to make. */
  readonly begin: (() => Promise<Wrapping>) | null;
  /** Once everything is wrapped under the next key: that is the key from now on. Says where the old one lies, if it is kept. */
  finish(): Promise<string | null>;
}

export interface MasterKeyOptions {
  readonly home: string;
  /** The key as a setting gives it, and the one before, while what that wrapped is still about. */
  readonly setting: string | null;
  readonly previous: string | null;
  /** A file outside the home that holds the key. */
  readonly file: string | null;
  readonly service: { readonly address: string; readonly tokenFile: string } | null;
  /** Names in the home whose presence means that data lie there under a key. */
  readonly data: readonly string[];
}

const NEXT_FILE = `${MASTER_KEY_FILE}.next`;
/** Keys that were in use before: they open the backups of their time. Best kept with those, and not here. */
export const RETIRED_FOLDER = 'retired-keys';

/** Opens the master key from wherever the settings say it is. Throws the Problems of openKeys and keyService. */
export async function openMasterKey(options: MasterKeyOptions): Promise<MasterKey> {
  if (options.service) {
    return { ...LENT, source: 'service', wrapping: keyService(options.service), derive: null };
  }
  const given = options.setting ?? (options.file === null ? null : await textOf(options.file));
  if (given !== null) {
    const keys = await openKeys({ home: options.home, setting: given, data: options.data });
    const before = options.previous === null ? null : decodeKey(options.previous);
    if (options.previous !== null && before === null) throw noKey('ASKFOLIO_MASTER_KEY_PREVIOUS');
    const older = before === null ? [] : [deriveKey(before, 'wrap')];
    return {
      ...LENT,
      source: 'setting',
      wrapping: wrappingWith([keys.derive('wrap'), ...older]),
      unfinished: older.length > 0,
      derive: (purpose) => (before === null ? keys.derive(purpose) : deriveKey(before, purpose)),
    };
  }
  return keyInHome(options);
}

const LENT = { unfinished: false, begin: null, finish: () => Promise.resolve(null) };

async function keyInHome({ home, data }: MasterKeyOptions): Promise<MasterKey> {
  const keys = await openKeys({ home, setting: null, data });
  const current = join(home, MASTER_KEY_FILE);
  const next = join(home, NEXT_FILE);
  const begun = await readNext(next);
  const own = keys.derive('wrap');
  return {
    source: 'file',
    wrapping: wrappingWith(begun === null ? [own] : [deriveKey(begun, 'wrap'), own]),
    unfinished: begun !== null,
    derive: (purpose) => keys.derive(purpose),
    begin: async () => {
      const key = (await readNext(next)) ?? randomBytes(32);
      await writeDurably(next, `${key.toString('hex')}\n`);
      return wrappingWith([deriveKey(key, 'wrap'), own]);
    },
    finish: async () => {
      if ((await readNext(next)) === null) return null;
      const old = await readFile(current, 'utf8');
      const folder = join(home, RETIRED_FOLDER);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const retired = join(folder, `${keyId(old.trim())}.key`);
      await writeDurably(retired, old);
      await rename(next, current);
      await syncFolder(home);
      return retired;
    },
  };
}

/** Keys at hand, the newest first: the first one wraps, every one opens. */
export function wrappingWith(keysHex: readonly [string, ...string[]]): Wrapping {
  return {
    seal: (text, context) => seal(keysHex[0], text, context),
    open: (sealed, context) => unseal(keysHex, sealed, context),
  };
}

async function readNext(path: string): Promise<Buffer | null> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return null;
  // A next key that is only half written has wrapped nothing: it is made anew.
  return decodeKey(await readFile(path, 'utf8'));
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new Problem(
      'settings_invalid',
      'The file that ASKFOLIO_MASTER_KEY_FILE names cannot be read; mend its rights or the setting.',
      { cause: error },
    );
  });
}

function noKey(setting: string): Problem {
  return new Problem(
    'settings_invalid',
    `The setting ${setting} must be 32 bytes, written as 64 hexadecimal digits or as base64; correct it or leave it unset.`,
  );
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
