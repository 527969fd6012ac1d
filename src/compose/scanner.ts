import type { Settings } from '../config.ts';
import { clamdScanner } from '../inbox/scanner/clamd.ts';
import { commandScanner } from '../inbox/scanner/command.ts';
import type { Scanner } from '../inbox/scanner/port.ts';

/** What looks into files that are handed in, as the settings say; null: nothing does. */
export function scannerOf({ scanner }: Pick<Settings, 'scanner'>): Scanner | null {
  if (scanner === null) return null;
  if (scanner.startsWith('command:')) {
    return commandScanner(
      scanner
        .slice('command:'.length)
        .split(' ')
        .filter((word) => word !== ''),
    );
  }
  if (!scanner.startsWith('clamd://')) return clamdScanner({ path: scanner.slice('clamd:'.length) });
  const [host = '', port = ''] = scanner.slice('clamd://'.length).split(':');
  return clamdScanner({ host, port: Number(port) });
}
