/**
 * Spreadsheets run what begins like a formula (OWASP, CSV injection), also behind blanks or quotes and in the wide
 * forms of East Asian keyboards. Such text gets an apostrophe in front; numbers are written as numbers and never come
 * here, so that a negative amount stays one.
 */
const LIKE_A_FORMULA = /^[\s"'\u00a0\u200b-\u200d\ufeff]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/u;

export function safeText(text: string): string {
  return LIKE_A_FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
}
