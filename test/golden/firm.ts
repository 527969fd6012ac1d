import type { Catalog } from '../../src/engine/catalog.ts';
import { catalogOf } from './catalog-of.ts';

function rows(header: string, lines: readonly string[]): readonly Readonly<Record<string, string>>[] {
  const columns = header.split('|');
  return lines.map((line) => {
    const cells = line.split('|');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

const TABLES = {
  custodians: rows('custodian_id|name', [
    'NB|Northbank Custody',
    'ALP|Alpine Trust Bank',
    'QTX|Quantex Brokerage',
  ]),
  advisors: rows('advisor_id|name', ['7|Priscilla Vance', '8|Omar Haddoum']),
  clients: rows('client_id|name|advisor_id', [
    'K1|Beatrix Thorne|7',
    'K2|Thorne Charitable Fund|7',
    'K3|Akira & Lena Sato|8',
    'K4|Gideon Marlowe|8',
    'K5|Solveig Aas|',
  ]),
  portfolios: rows('portfolio_id|client_id|name|base_currency|benchmark_id', [
    'P-10|K1|Nest Egg|USD|IDX1',
    'P-11|K1|Sailing|EUR|',
    'P-20|K2|Grants|USD|IDX2',
    'P-30|K3|Growth|USD|IDX1',
    'P-40|K4|Momentum|GBP|IDX1',
    'P-50|K5|Nordic|USD|IDX2',
  ]),
  accounts: rows(
    'account_id|portfolio_id|custodian_id|account_number|name|account_type|currency|cost_method|opened_on|closed_on',
    [
      '900-11|P-10|NB|55501|Thorne IRA|ira|USD||2018-02-01|',
      '900-12|P-10|QTX|55502|Thorne Roth|roth|USD|AVERAGE|2018-02-01|',
      '900-13|P-11|ALP|55503|Boat Money|taxable|EUR|FIFO|2019-05-02|',
      '900-20|P-20|NB|55504|Foundation Main|other|USD|FIFO|2018-06-11|',
      '900-30|P-30|QTX|55505|Sato Joint|joint|USD|HIFO|2018-03-05|',
      '900-31|P-30|NB|55506|Lena Roth|roth|USD||2018-03-05|',
      '900-40|P-40|ALP|55507|Marlowe Sterling|taxable|GBP|LIFO|2018-01-15|',
      '900-50|P-50|NB|55508|Aas Pension|pension|USD||2018-09-20|2021-03-31',
    ],
  ),
  securities: rows('security_id|symbol|name|isin|cusip|asset_class|sector|country|currency|maturity_date', [
    'Z1|LUMN|Lumina Robotics Inc.|US9990000011||Equity|Technology|US|USD',
    'Z2|BRKW|Brookwater Foods|US9990000029||Equity|Consumer Staples|US|USD',
    'Z3|HLX|Helix Pharma AG|CH9990000037||Equity|Health Care|CH|CHF',
    'Z4|IT|Iron Trail Logistics|US9990000045||Equity|Industrials|US|USD',
    'Z5|TGW|Target Gateway Corp|US9990000052||Equity|Industrials|US|USD',
    'Z6|VLT|Volta & Sons PLC|GB9990000060||Equity|Utilities|GB|GBP',
    'Z7|GBF|Granite Core Bond ETF|US9990000078||Fixed Income||US|USD',
    'Z8|BLK25|Blackfen Railway 4% 2025|GB9990000086||Fixed Income||GB|GBP|2025-09-30',
    'Z9|WRLD|Meridian World Fund|IE9990000094||Fund||IE|USD',
    'Z10|REIT1|Cobblestone Property Trust|US9990000102||Real Estate|Real Estate|US|USD',
    'Z11|LUMP|Lumina Power Corp|US9990000110||Equity|Utilities|US|USD',
    'Z12|TRS31|Albion Treasury 3% 2031|GB9990000128||Fixed Income||GB|GBP|2031-03-07',
    'CASH:USD|USD|US dollar cash|||Cash|||USD',
    'CASH:EUR|EUR|Euro cash|||Cash|||EUR',
    'CASH:GBP|GBP|Pound cash|||Cash|||GBP',
  ]),
  benchmarks: rows('benchmark_id|name', ['IDX1|Global Composite TR', 'IDX2|Cautious Blend']),
};

/** An invented firm: its names, ids, sectors and countries are of another kind than those of any sample. */
export const FIRM: Catalog = firmNamed((name) => name);

/** The same firm with other names. */
export function firmNamed(renamed: (name: string) => string): Catalog {
  return catalogOf(JSON.parse(renamed(JSON.stringify(TABLES))), '2021-06-30');
}
