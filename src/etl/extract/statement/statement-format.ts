import { isUtf8 } from 'node:buffer';
import { readCamt053 } from './camt053.ts';
import { readFlex } from './flex.ts';
import { readMt940 } from './mt940.ts';
import { readOfx } from './ofx.ts';
import type { Statement } from './statement.ts';

/** A format of statements that is read without a mapping. */
export interface StatementFormat {
  readonly name: string;
  /** Whether a file that begins with this text is of the format. */
  readonly fits: (beginning: string) => boolean;
  readonly read: (text: string) => Statement;
}

export const STATEMENT_FORMATS: readonly StatementFormat[] = [
  { name: 'OFX', fits: (text) => /^OFXHEADER:|<\?OFX\b|<OFX>/im.test(text), read: readOfx },
  { name: 'Interactive Brokers Flex', fits: (text) => text.includes('<FlexQueryResponse'), read: readFlex },
  { name: 'camt.053', fits: (text) => /<(\w+:)?BkToCstmrStmt\b|camt\.053/.test(text), read: readCamt053 },
  { name: 'MT940', fits: (text) => /^:20:/m.test(text) && /^:25P?:/m.test(text), read: readMt940 },
];

export function statementFormatOf(beginning: string): StatementFormat | null {
  return STATEMENT_FORMATS.find(({ fits }) => fits(beginning)) ?? null;
}

/** The text of a statement: UTF-8 where its bytes are that, otherwise Windows 1252, in which banks write theirs. */
export function statementText(bytes: Buffer): string {
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
}
