import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '../test/end-to-end/askfolio.ts';
import { Service } from '../test/monitoring/service.ts';
import { METRICS_TOKEN } from './event-loop.ts';
import { type FirmSize, writeFirm } from './firm.ts';

/** A firm that is written and not yet imported, and the installation that is to take it in. */
export interface WrittenFirm {
  readonly home: Installation;
  /** The folder of its first delivery. */
  readonly delivery: string;
  /** For whatever else is written; removed in the end. */
  readonly scratch: string;
}

/** Makes a firm for a measurement and removes all of it afterwards. The service then limits nobody's requests. */
export async function withFirm<T>(
  firm: FirmSize,
  { say, logLevel = 'warn' }: { readonly say: (line: string) => void; readonly logLevel?: string },
  use: (written: WrittenFirm) => Promise<T>,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const home = new Installation();
  Object.assign(home.environment, {
    ASKFOLIO_LOG_LEVEL: logLevel,
    ASKFOLIO_METRICS_TOKEN: METRICS_TOKEN,
    ASKFOLIO_REQUESTS_PER_MINUTE: '10000000',
  });
  try {
    say(`making and importing a firm of ${String(firm.accounts)} accounts`);
    const delivery = join(scratch, 'firm');
    await writeFirm(delivery, firm);
    return await use({ home, delivery, scratch });
  } finally {
    home.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs the service of an installation for as long as it is used. */
export async function withService<T>(home: Installation, use: (service: Service) => Promise<T>): Promise<T> {
  const service = await Service.start(home);
  try {
    return await use(service);
  } finally {
    await service.stop();
  }
}
