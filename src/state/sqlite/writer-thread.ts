import { Kysely } from 'kysely';
import { parentPort, workerData } from 'node:worker_threads';
import { seal, unseal } from '../../security/seal.ts';
import { appender } from '../audit/append.ts';
import type { Schema } from '../schema.ts';
import { countRightsChanges } from '../standing-rights.ts';
import { openRecordsFile, sqliteDialect } from './dialect.ts';
import type { Batch, Word } from './written-batch.ts';

/**
 * Seals, chains and writes entries of the audit log beside the thread that answers people: batch by batch, as they come by
 * the port, each in one transaction. What it commits is brought to the disk by whoever sent it, who lets nobody else write
 * meanwhile.
 */
const { database } = openRecordsFile(String(workerData));
const rights = countRightsChanges();
const db = new Kysely<Schema>({
  dialect: sqliteDialect({ database, log: null, checkpoints: null, onChange: rights.onChange }),
});
let current: Batch = { entries: [], now_ms: 0, fieldKeys: [], auditKeys: [], rightsChanges: 0 };
const newest = ([first]: readonly string[]): string => {
  if (first === undefined) throw new TypeError('there is no key to seal with');
  return first;
};
const appendAll = appender({
  db,
  sealing: {
    seal: (text, context) => seal(newest(current.fieldKeys), text, context),
    open: (sealed, context) => unseal(current.fieldKeys, sealed, context),
  },
  keys: { all: () => current.auditKeys, newest: () => newest(current.auditKeys) },
  now: () => new Date(current.now_ms),
  // What is written here about people makes what is known of them old, too.
  rightsChanges: () => current.rightsChanges + rights.count(),
});

const say = (word: Word): void => parentPort?.postMessage(word, []);

parentPort?.on('message', (batch: Batch) => {
  current = batch;
  db.transaction()
    .execute((transaction) => appendAll(transaction, batch.entries))
    .then(
      () => say('committed'),
      () => say('refused'),
    );
});
say('ready');
