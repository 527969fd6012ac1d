import { CONTRACTIONS, SHORT_FORMS } from './short-forms.ts';
import { plainWord, stemOf } from './word-forms.ts';

export type TokenKind = 'word' | 'number' | 'money' | 'percent' | 'date' | 'id' | 'mark';

/** One piece of a question. `norm` is lower case, without accents, with a possessive ending taken off. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly norm: string;
  /** The singular, or plainest form, of `norm`. */
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  /** Written with a capital first letter. */
  readonly capital: boolean;
  /** Written in capitals throughout, two letters or more (or one letter that is no word). */
  readonly upper: boolean;
  readonly possessive: boolean;
  /** Exact decimal text of a number, an amount or a percentage (as written: 10 for 10 %). */
  readonly number: string | null;
  /** ISO 4217 code that an amount was written with. */
  readonly currency: string | null;
  /** Written behind an apostrophe: the year of `Q4 '20`. */
  readonly apostrophe: boolean;
  /** Comes first in a sentence, where a capital says nothing. */
  readonly first: boolean;
}

const MONTH_NAME =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';

/** `1.234,56`, `1.000.000`, `10.000` and, before a unit, `12,5`: with points between thousands and a comma for decimals. */
const CONTINENTAL = String.raw`\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?![\d.])|\d{1,3}\.000(?![\d.,])|\d{1,3}\.\d{3}(?=\s?(?:€|EUR\b|CHF\b|euros?\b))|\d+,\d{1,2}(?=\s?(?:%|€|EUR\b|CHF\b|euros?\b|prozent\b))`;
const AMOUNT = String.raw`${CONTINENTAL}|\d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+`;
const SCALE = String.raw`(?:\s?(?:k|thousand|m|mm|mn|million|bn|billion)\b)?`;

/** In order of precedence; the name of the group that matched says what the piece is. */
const PIECE = new RegExp(
  [
    String.raw`(?<date>\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})(?!\d)|\d{4}/\d{1,2}/\d{1,2}(?!\d)|\d{4}-\d{2}(?![\d-])|\d{1,2}[-](?:${MONTH_NAME})[-]\d{2,4}|(?:${MONTH_NAME})[-]\d{1,2}[-]\d{4})`,
    String.raw`(?<money>[-−]?[$€£¥]\s?[-−]?(?:${AMOUNT})${SCALE}|\b(?:${AMOUNT})${SCALE}\s?[€£¥$](?!\d))`,
    String.raw`(?<percent>[-−+]?(?:${AMOUNT})\s?(?:%|percent\b|per\s?cent\b|pct\b))`,
    String.raw`(?<id>(?!(?:pre|post|mid|non|top|past|last|${MONTH_NAME})[-_])(?:[a-z]{1,6}[-_:]?\d[\w:-]*|\d[\d_-]*[a-z][\w-]*)-[\w-]*\w|[a-z]{1,6}[-_:]\d[\w-]*\w|[a-z]{1,6}[-_]\d\b)`,
    String.raw`(?<isin>\b[a-z]{2}[a-z0-9]{9}\d\b)`,
    String.raw`(?<glued>\b(?:fy|q|h)\d{1,4}\b|\b[a-z]+\d[a-z0-9]*\b|\b\d+[a-z][a-z0-9]*\b)`,
    String.raw`(?<number>(?:${AMOUNT})(?:\s?(?:thousand|million|billion)\b)?)`,
    String.raw`(?<slash>\b(?:p/e|p/l|n/a|60/40)\b)`,
    String.raw`(?<amp>\b\p{L}{1,4}&\p{L}{1,4}\b)`,
    String.raw`(?<dotted>\b(?:\p{L}\.){2,}|\b[a-z]{1,5}\.[a-z]{1,2}\b(?![.]))`,
    String.raw`(?<word>\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*['’]?)`,
    String.raw`(?<mark>[&+?!.,;:()\-–—/%$€£"“”=<>*#@])`,
  ].join('|'),
  'giu',
);

const SYMBOL_CURRENCY: Readonly<Record<string, string>> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY' };

/** Splits a question into pieces. Of the marks stay commas, `&`, `-` between numbers, comparison and unit signs. */
export function tokenize(question: string): readonly Token[] {
  const text = question.normalize('NFC').replaceAll(/[\u2018\u2019\u02BC`´]/gu, "'");
  const tokens: Token[] = [];
  let first = true;
  for (const match of text.matchAll(PIECE)) {
    const mark = match.groups?.['mark'];
    if (mark !== undefined) {
      if (isKept(mark, text, match.index)) tokens.push(token('mark', mark, match.index, first));
      first = first || '?!.:;'.includes(mark);
      continue;
    }
    const pieces = piecesOf(match.groups ?? {}, match[0], match.index, first);
    const marked = text[match.index - 1] === "'";
    tokens.push(...(marked ? pieces.map((piece) => ({ ...piece, apostrophe: true })) : pieces));
    first = false;
  }
  return tokens;
}

function isKept(mark: string, text: string, at: number): boolean {
  if (',&+%$€£<>='.includes(mark)) return true;
  if (!'-–—'.includes(mark)) return false;
  const before = text.slice(0, at).trimEnd();
  const after = text.slice(at + 1).trimStart();
  return BOUND_BEFORE.test(before) && BOUND_AFTER.test(after);
}

const BOUND_BEFORE = new RegExp(String.raw`(?:\d|\b(?:${MONTH_NAME}))$`, 'i');
const BOUND_AFTER = new RegExp(String.raw`^(?:\d|q[1-4]|h[12]|(?:${MONTH_NAME})\b)`, 'i');

function piecesOf(
  groups: Readonly<Record<string, string | undefined>>,
  text: string,
  start: number,
  first: boolean,
): readonly Token[] {
  if (groups['date'] !== undefined) return [token('date', text, start, first)];
  if (groups['money'] !== undefined) return [amountToken('money', text, start, first)];
  if (groups['percent'] !== undefined) return [amountToken('percent', text, start, first)];
  if (groups['id'] !== undefined) return idToken(text, start, first);
  if (groups['isin'] !== undefined) return [token(/\d/.test(text) ? 'id' : 'word', text, start, first)];
  if (groups['glued'] !== undefined) return gluedTokens(text, start, first);
  if (groups['number'] !== undefined) return [amountToken('number', text, start, first)];
  if (groups['dotted'] !== undefined) {
    const isInitials = /^(?:\p{L}\.){2,}$/u.test(text);
    return [token('word', isInitials ? text.replaceAll('.', '') : text, start, first, start + text.length)];
  }
  return wordTokens(text, start, first);
}

/** `H-1005` is an id; `Q2-2016` and `10-year` are not. */
function idToken(text: string, start: number, first: boolean): readonly Token[] {
  const parts = /^(q[1-4]|h[12])-(q[1-4]|h[12])$/i.exec(text);
  if (parts) return betweenParts(parts[1] ?? '', parts[2] ?? '', start, first);
  const split = /^(q[1-4]|h[12]|fy\d{2,4}|\d+)-([a-z]+|\d{4})$/i.exec(text);
  if (!split) return [token('id', text, start, first)];
  const [, left = '', right = ''] = split;
  const rest = start + left.length + 1;
  return [
    ...(/^\d+$/.test(left) ? [amountToken('number', left, start, first)] : gluedTokens(left, start, first)),
    ...(/^\d+$/.test(right) ? [amountToken('number', right, rest, false)] : wordTokens(right, rest, false)),
  ];
}

/** `Q1-Q3`. */
function betweenParts(left: string, right: string, start: number, first: boolean): readonly Token[] {
  const dash = start + left.length;
  return [
    ...gluedTokens(left, start, first),
    token('mark', '-', dash, false),
    ...gluedTokens(right, dash + 1, false),
  ];
}

/** `50k`, `3y`, `12m`, `1st`; anything else with letters and digits stays whole (`401k`, `3M`, `UST24`). */
function gluedTokens(text: string, start: number, first: boolean): readonly Token[] {
  return [token('word', text, start, first)];
}

function wordTokens(text: string, start: number, first: boolean): readonly Token[] {
  const lower = text.toLowerCase();
  const long = CONTRACTIONS.get(lower);
  if (long) {
    return long.map((word, index) => ({
      ...token('word', word, start, first && index === 0),
      capital: false,
      end: start + text.length,
    }));
  }
  const whole = text === lower || first || lower === 'p&l' ? SHORT_FORMS[lower] : undefined;
  if (whole !== undefined)
    return [{ ...token('word', text, start, first), norm: whole, stem: stemOf(whole) }];
  return [token('word', text, start, first)];
}

function token(
  kind: TokenKind,
  text: string,
  start: number,
  first: boolean,
  end = start + text.length,
): Token {
  const possessive = kind === 'word' && /('s|s')$/i.test(text);
  const bare = possessive ? text.replace(/'s$/i, '').replace(/s'$/i, 's') : text.replace(/'$/, '');
  const norm = plainWord(bare);
  return {
    kind,
    text,
    norm,
    stem: kind === 'word' ? stemOf(norm) : norm,
    start,
    end,
    capital: /^\p{Lu}/u.test(text),
    upper: /^[\p{Lu}\d&.]+$/u.test(text) && /\p{Lu}/u.test(text),
    possessive,
    number: null,
    currency: null,
    apostrophe: false,
    first,
  };
}

function amountToken(
  kind: 'money' | 'percent' | 'number',
  text: string,
  start: number,
  first: boolean,
): Token {
  const symbol = /[$€£¥]/u.exec(text)?.[0];
  const digits = /[\d,'’.]+/u.exec(text)?.[0] ?? '0';
  const scale = /(k|thousand|million|billion|mm|mn|bn|m)\b/i.exec(text.slice(text.search(/\d/)))?.[1];
  const negative = /[-−]/u.test(text);
  const value = scaled(plainDigits(digits, text), scale?.toLowerCase() ?? '');
  return {
    ...token(kind, text, start, first),
    number: negative ? `-${value}` : value,
    currency: symbol === undefined ? null : (SYMBOL_CURRENCY[symbol] ?? null),
  };
}

const IS_CONTINENTAL = new RegExp(`(?:${CONTINENTAL})`, 'i');

/** Digits with nothing between them, and a point before decimals. */
function plainDigits(digits: string, text: string): string {
  return IS_CONTINENTAL.test(text) && !/[,'’]\d{3}/u.test(digits)
    ? digits.replaceAll('.', '').replace(',', '.')
    : digits.replaceAll(/[,'’]/gu, '');
}

const ZEROS: Readonly<Record<string, number>> = {
  k: 3,
  thousand: 3,
  m: 6,
  mm: 6,
  mn: 6,
  million: 6,
  bn: 9,
  billion: 9,
};

/** Moves the decimal point of exact decimal text to the right, without passing through binary floating point. */
export function scaled(decimal: string, scale: string): string {
  const zeros = ZEROS[scale] ?? 0;
  const [whole = '0', part = ''] = decimal.replace(/\.$/, '').split('.');
  const digits = `${whole}${part.padEnd(zeros, '0').slice(0, zeros)}`.replace(/^0+(?=\d)/, '');
  const rest = part.slice(zeros).replace(/0+$/, '');
  return rest === '' ? digits || '0' : `${digits || '0'}.${rest}`;
}
