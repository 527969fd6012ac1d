/**
 * What people call companies besides their names: short forms, and what they were called before. Each with the words
 * that the name in the data begins with.
 */
const CALLED: readonly (readonly [string, string])[] = [
  ['google', 'alphabet'],
  ['facebook', 'meta platforms'],
  ['meta', 'facebook'],
  ['meta platforms', 'facebook'],
  ['coke', 'coca cola'],
  ['pepsi', 'pepsico'],
  ['jnj', 'johnson and johnson'],
  ['j&j', 'johnson and johnson'],
  ['p&g', 'procter and gamble'],
  ['jp morgan', 'jpmorgan'],
  ['bofa', 'bank of america'],
  ['amex', 'american express'],
  ['ibm', 'international business machines'],
  ['exxon', 'exxonmobil'],
  ['exxon mobil', 'exxonmobil'],
  ['general electric', 'ge aerospace'],
  ['berkshire', 'berkshire hathaway'],
  ['att', 'at and t'],
  ['wal mart', 'walmart'],
  ['federal express', 'fedex'],
  ['vw', 'volkswagen'],
  ['bmw', 'bayerische motoren werke'],
  ['daimler', 'mercedes benz'],
  ['royal dutch shell', 'shell'],
  ['statoil', 'equinor'],
  ['glaxosmithkline', 'gsk'],
  ['gsk', 'glaxosmithkline'],
  ['astra', 'astrazeneca'],
  ['tsmc', 'taiwan semiconductor'],
  ['raytheon', 'rtx'],
  ['united technologies', 'rtx'],
  ['square', 'block'],
  ['priceline', 'booking'],
  ['anthem', 'elevance'],
  ['fiat chrysler', 'stellantis'],
  ['viacomcbs', 'paramount'],
  ['mcdonalds', "mcdonald's"],
  ['total energies', 'totalenergies'],
  ['lvmh', 'moet hennessy louis vuitton'],
];

const FORMS: ReadonlyMap<string, readonly (readonly [readonly string[], readonly string[]])[]> = Map.groupBy(
  CALLED.map(([called, name]) => [called.split(' '), name.split(' ')] as const),
  ([, name]) => name[0] ?? '',
);

/** Other ways to say a company's name, as words; none for one that has no other. */
export function otherCompanyNames(words: readonly string[]): readonly (readonly string[])[] {
  const forms = FORMS.get(words[0] ?? '') ?? [];
  return forms.flatMap(([called, name]) =>
    name.every((word, at) => words[at] === word) ? [[...called, ...words.slice(name.length)]] : [],
  );
}
