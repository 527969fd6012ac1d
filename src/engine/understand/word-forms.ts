/** Lower case and without accents, for comparing words. */
export function plainWord(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['realised', 'realized'],
  ['unrealised', 'unrealized'],
  ['annualised', 'annualized'],
  ['indices', 'index'],
  ['people', 'client'],
  ['taxes', 'tax'],
  ['classes', 'class'],
  ['losses', 'loss'],
  ['currencies', 'currency'],
  ['series', 'series'],
  ['proceeds', 'proceeds'],
  ['assets', 'assets'],
  ['earnings', 'earning'],
  ['news', 'news'],
  ['stats', 'stats'],
  ['plus', 'plus'],
  ['minus', 'minus'],
  ['versus', 'versus'],
  ['vs', 'vs'],
  ['this', 'this'],
  ['does', 'does'],
  ['was', 'was'],
  ['has', 'has'],
  ['less', 'less'],
  ['its', 'its'],
  ['is', 'is'],
  ['us', 'us'],
  ['as', 'as'],
  ['yes', 'yes'],
  ['always', 'always'],
  ['perhaps', 'perhaps'],
  ['hows', 'how'],
]);

/** The singular of a plural, otherwise the word itself: 'holdings' → 'holding', 'securities' → 'security'. */
export function stemOf(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length < 4 || !word.endsWith('s') || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(xes|ches|shes|sses)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
