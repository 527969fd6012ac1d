import { constants } from 'node:fs';
import { access, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hkdfSync, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '../vocabulary/problem.ts';

/** The master key's file in the home: 64 hexadecimal digits, readable by its owner alone. */
export const MASTER_KEY_FILE = 'master.key';

const KEY_BYTES = 32;

/**
 * What a derived key seals: the data keys that the records keep (`wrap`). The others are those of homes from before
 * data keys were kept: the product store and its parcels, the staged rows, single fields.
 */
export type KeyPurpose = 'wrap' | 'store' | 'stage' | 'seal';

/** The installation's keys. One master key is kept; every other follows from it. */
export interface Keys {
  /** 32 bytes as 64 hexadecimal digits; always the same for a purpose, and worth nothing for another. */
  derive(purpose: KeyPurpose): string;
  /** Where the master key came from. */
  readonly source: 'file' | 'setting' | 'made';
}

export interface OpenKeysOptions {
  readonly home: string;
  /** The master key as a setting gives it, in hexadecimal or base64; it then is neither read from nor kept in the home. */
  readonly setting: string | null;
  /** Names in the home whose presence means that data lie there under a key, so that no new one may be made. */
  readonly data: readonly string[];
}

/**
 * Opens the master key, or makes one at the first start. Throws Problems: `settings_invalid` (the setting is no key),
 * `wrong_key` (the file is no key, or it is gone and data that need it are there), `home_unusable` (the home or the
 * file cannot be used, or others on the machine can read the key: it is refused until its mode is mended, as ssh does).
 */
export async function openKeys(options: OpenKeysOptions): Promise<Keys> {
  if (options.setting !== null) {
    const key = decodeKey(options.setting);
    if (key) return keysFrom(key, 'setting');
    throw new Problem(
      'settings_invalid',
      'The master key in the settings is not 32 bytes in hexadecimal or base64; set one made by `openssl rand -hex 32`, or remove the setting to use the key in the home.',
    );
  }
  await makeHome(options.home);
  const file = join(options.home, MASTER_KEY_FILE);
  const kept = await readKeyFile(file);
  if (kept) return keysFrom(kept, 'file');
  if (await anyExists(options.home, options.data)) {
    throw new Problem(
      'wrong_key',
      `The key file ${file} is missing, but the home holds data that were encrypted with it; put the file back from a backup, or give the same key as a setting.`,
    );
  }
  const made = await makeKeyFile(file);
  return keysFrom(made.key, made.mine ? 'made' : 'file');
}

/** HKDF-SHA256 (RFC 5869) of the master key, with the purpose as its info. */
export function deriveKey(master: Buffer, purpose: KeyPurpose): string {
  return Buffer.from(hkdfSync('sha256', master, '', `askfolio:${purpose}:1`, KEY_BYTES)).toString('hex');
}

/** The 32 bytes that a text writes in hexadecimal or base64 (of either alphabet), or null. */
export function decodeKey(text: string): Buffer | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null;
  const bytes = Buffer.from(trimmed, 'base64');
  return bytes.length === KEY_BYTES ? bytes : null;
}

function keysFrom(master: Buffer, source: Keys['source']): Keys {
  return { derive: (purpose) => deriveKey(master, purpose), source };
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await access(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(
      `The home folder ${home} cannot be made or written; choose another or mend its rights.`,
      error,
    );
  }
}

async function readKeyFile(file: string): Promise<Buffer | null> {
  let text: string;
  try {
    const { mode } = await stat(file);
    // Windows has no such modes: there every file reports 0666.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Problem(
        'home_unusable',
        `Others on this machine can read the key file ${file}; run \`chmod 600 ${file}\` and start again.`,
      );
    }
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (isCode(error, 'ENOENT')) return null;
    throw unusable(`The key file ${file} cannot be read; mend its owner and rights.`, error);
  }
  const key = decodeKey(text);
  if (key) return key;
  throw new Problem(
    'wrong_key',
    `The key file ${file} does not hold a key of 32 bytes; put it back from a backup, and do not delete the home: its data can be read with the right key.`,
  );
}

/**
 * Linked into place only once it is complete and on disk, so that a crash leaves no half a key, and of two first
 * starts at once the second takes the first one's.
 */
async function makeKeyFile(file: string): Promise<{ key: Buffer; mine: boolean }> {
  const key = randomBytes(KEY_BYTES);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeDurably(draft, `${key.toString('hex')}\n`);
    try {
      await link(draft, file);
    } catch (error) {
      if (isCode(error, 'EEXIST')) {
        const other = await readKeyFile(file);
        if (other) return { key: other, mine: false };
      }
      // Some file systems know no hard links.
      await rename(draft, file);
    }
    await syncFolderOf(file);
    return { key, mine: true };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unusable(
      `The key file ${file} cannot be written; free some space or mend the rights of its folder.`,
      error,
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolderOf(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(join(file, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function anyExists(home: string, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    names.map((name) =>
      access(join(home, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

function unusable(message: string, cause: unknown): Problem {
  return new Problem('home_unusable', message, { cause });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
