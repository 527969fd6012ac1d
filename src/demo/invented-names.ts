import { at, type Random } from './random.ts';

/** Names of companies and people that do not exist; a firm's size never runs out of them. */

const COMPANY_FIRST =
  'Averon Belcastre Corvanta Delmira Estrava Fenwold Galdera Hollmark Isendal Jorvane Kelvora Lundhaven Mirelle Norvane Ostrella Pelagon Quillon Ravenport Solvena Tarvik Umbrella Valtorre Westmere Xandria Yarrowdale Zephyrine Aldermoor Brightwater Calderwick Dunmarrow Elmscourt Farrowgate Greyhaven Hawksmoor Ironvale Kestrane Larkmead Merrowby Nettlecombe Oakhanger Pinehurst Quarrymill Rosendale Silverlode Thornbury Underhill Vantreight Whitlock Ambrell Borrowdale Cinderford Dovecote Eastlake Fairholme Glenrowan Highmoor Inverleigh Kingsmere Longacre Moorfield Northolt Oldbridge Pemberlow Redcastle Stonewick Tidewell Upland Vexley Winterbourne Yewdale Ashgrove Bramwell Cresswell Dunsford Everlow Foxglove Goldhanger Heathrow'
    .replace('Umbrella', 'Umbrane')
    .replace('Heathrow', 'Heathmere')
    .split(' ');

/** Sector → what its companies call themselves. */
export const SECTORS: Readonly<Record<string, readonly string[]>> = {
  'Information Technology': ['Semiconductor', 'Software', 'Systems', 'Data'],
  'Health Care': ['Biologics', 'Therapeutics', 'Medical', 'Diagnostics'],
  Financials: ['Bancorp', 'Insurance', 'Capital', 'Trust'],
  Industrials: ['Freight', 'Aerospace', 'Machinery', 'Logistics'],
  'Consumer Discretionary': ['Motors', 'Hotels', 'Retail', 'Apparel'],
  'Consumer Staples': ['Foods', 'Beverages', 'Household'],
  Energy: ['Petroleum', 'Drilling', 'Pipelines'],
  Materials: ['Chemicals', 'Mining', 'Paper'],
  Utilities: ['Power', 'Water', 'Grid'],
  'Communication Services': ['Telecom', 'Media', 'Networks'],
};
export const SECTOR_NAMES: readonly string[] = Object.keys(SECTORS);

const LEGAL_FORMS: Readonly<Record<string, readonly string[]>> = {
  USD: ['Inc.', 'Corp.', 'Co.'],
  EUR: ['SE', 'NV', 'AG', 'SA'],
  GBP: ['plc'],
  CHF: ['AG', 'Holding AG'],
  CAD: ['Ltd.', 'Inc.'],
  JPY: ['K.K.', 'Holdings K.K.'],
};

const GIVEN =
  'Adele Amir Beatrix Bruno Camille Cedric Dalia Dorian Edith Elias Farah Felix Greta Gideon Hanna Hugo Imogen Ivan Johanna Julian Katya Kofi Leona Lionel Mabel Marek Nadia Niall Odette Oscar Paloma Pascal Quentin Rhea Roland Sabine Silas Tamsin Theo Ursula Viktor Wilma Xavier Yara Yusuf Zelda Anneke Bertram Celeste Desmond Esme Fergus Giselle Harriet Isolde Jasper Kirsten Lorenzo Mireille Noor'.split(
    ' ',
  );
const FAMILY =
  'Abernathy Achterberg Balasubramanian Bellweather Castellanos Crowhurst Dalgaard Delacroix Eastwick Engstrand Fairweather Fontanelle Gallowglass Grunwald Haverstock Hollingbery Ibarra Ingleby Jankowski Jolivet Kettleborough Kovalenko Lachapelle Lindqvarn Mandeville Morrowitz Nakagawara Nightingale Okonjo Ollerenshaw Pellegrino Pennyworth Quartermaine Quist Ravenscroft Rosenthaler Saltonstall Santangelo Thistlewood Tremblay-Roy Umanov Underwood Vanterpool Vasquezano Wainwright Winterthur Yarborough Yamasaki-Hall Zamorano Zellweger Ashdown Birtwhistle Carmody Drinkwater Eversleigh Featherstone Goodfellow Heatherington Ivanova-Lund Kingsbridge Larkspur Merriweather Northcote Osterhaus Penhaligon Rutherglen Silverstone Tolliver Vandermeer Whittaker'
    .replace('Vasquezano', 'Vasquero')
    .split(' ');

/** Makes a company's name and symbol; never the same twice. */
export function companyNames(
  random: Random,
): (sector: string, currency: string) => { name: string; symbol: string } {
  const first = random.sample(COMPANY_FIRST, COMPANY_FIRST.length);
  const symbols = new Set<string>();
  let made = 0;
  return (sector, currency) => {
    const round = Math.floor(made / first.length);
    const word = at(first, made % first.length);
    made += 1;
    const kind = random.pick(SECTORS[sector] ?? ['Group']);
    const form = random.pick(LEGAL_FORMS[currency] ?? ['Ltd.']);
    const name = `${word} ${kind}${round === 0 ? '' : ` ${round + 1}`} ${form}`;
    return { name, symbol: freshSymbol(`${word}${kind}`, symbols) };
  };
}

/** Three or four capitals out of a name, that no other has. */
export function freshSymbol(name: string, taken: Set<string>): string {
  const letters = name.toUpperCase().replaceAll(/[^A-Z]/g, '');
  const consonants = letters.charAt(0) + letters.slice(1).replaceAll(/[AEIOU]/g, '');
  for (let last = 2; last < consonants.length; last += 1) {
    const symbol = consonants.slice(0, 2) + consonants.charAt(last) + (last > 4 ? consonants.charAt(4) : '');
    if (!taken.has(symbol)) {
      taken.add(symbol);
      return symbol;
    }
  }
  for (let number = 1; ; number += 1) {
    const symbol = consonants.slice(0, 3) + String(number);
    if (!taken.has(symbol)) {
      taken.add(symbol);
      return symbol;
    }
  }
}

export interface Person {
  readonly given: string;
  readonly family: string;
}

/**
 * The person of a number: different numbers, different names, for the first 285 thousand; family names are joined
 * once the single ones are used up.
 */
export function personOf(number: number, offset: number): Person {
  const singles = GIVEN.length * FAMILY.length;
  const round = Math.floor(number / singles);
  // A step that shares no factor with the count visits every pair before it returns to one.
  const place = ((number % singles) * 1_873 + offset) % singles;
  const given = at(GIVEN, place % GIVEN.length);
  const family = at(FAMILY, Math.floor(place / GIVEN.length));
  if (round === 0) return { given, family };
  const second = at(FAMILY, (FAMILY.indexOf(family) + round) % FAMILY.length);
  return { given, family: `${family}-${second}` };
}

export function emailOf({ given, family }: Person, number: number): string {
  return `${plain(given)}.${plain(family)}${number}@example.com`;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z]/g, '');
}
