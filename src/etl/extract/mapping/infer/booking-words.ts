import { ASSET_CLASSES, TRANSACTION_TYPES } from '../../../../model/source-tables.ts';
import type { TransactionType } from '../../../../model/source-tables.ts';

/**
 * What custodians call their bookings, as patterns over plain words, the more particular first. `FLOW`: a deposit or a
 * withdrawal by its sign; `SHARES`: securities that come in or go out, by theirs.
 */
export type BookingKind = TransactionType | 'FLOW' | 'SHARES';

const BOOKINGS: readonly (readonly [BookingKind, RegExp])[] = [
  ['SPINOFF', /\bspin ?off|abspaltung|scission/],
  ['SPLIT', /\b(reverse |stock |forward )?split|aktiensplit|fraccionamiento|frazionamento/],
  ['MERGER', /\bmerger|\bexchange of shares|verschmelzung|umtausch|fusion/],
  [
    'RETURN_OF_CAPITAL',
    /return of capital|\broc\b|capital repayment|liquidation|cash in lieu|kapitalruckzahlung|remboursement de capital/,
  ],
  [
    'REINVEST',
    /reinvest (shares|stock|purchase)|reinvestment|wiederanlage|reinvestissement|reinversion|\bdrip\b/,
  ],
  [
    'TAX',
    /\btax(es)?\b|withh(olding|eld)|\bnra\b|steuer|\bkest\b|impot|impuesto|ritenuta|retencion|imposta|belasting/,
  ],
  [
    'DIVIDEND',
    /divid|\bdiv\b|distribution|capital gain|\bcap gain|ausschuttung|dividende|coupon detache|cedola|reparto|\bdvd\b|uitkering/,
  ],
  ['INTEREST', /interest|\bint\b|coupon|zins|interet|interes|interess|cupon|kupon|rente\b/],
  [
    'FEE',
    /\bfees?\b|commission|charge|\bcosts?\b|custody|gastos|honorar|gebuhr|entgelt|provision|\bfrais\b|comision|spese|commissioni|kosten/,
  ],
  [
    'SHARES',
    /transfer of (shares|securities)|(security|securities|shares?|stock|position|asset) transfer|journaled shares|\bdelivery|deliver|receive securities|einlieferung|auslieferung|ubertrag|einbuchung|ausbuchung|transfert de titres|traspaso/,
  ],
  ['TRANSFER_IN', /transfer in\b|transferred in|\bacat|inbound transfer|free receipt|receive free/],
  ['TRANSFER_OUT', /transfer out\b|transferred out|outbound transfer|free delivery|deliver free/],
  ['FX', /\bfx\b|forex|foreign exchange|currency (exchange|conversion|trade)|devisen|\bchange\b|cambio/],
  [
    'SELL',
    /\b(sell|sold|sale|sales|sl|short sale|redemption|redeem(ed)?|matured?|maturity)\b|verkauf|ruckzahlung|ruckgabe|tilgung|einlosung|\bvente|\bvendu|cession|rachat|\bventa|\bvendita|\bvendi|verkoop|reembolso|^s$/,
  ],
  [
    'BUY',
    /\b(buy|bought|purchased?|subscription|subscribe|acquisition|cover short|buy to cover|by)\b|\bkauf|ankauf|erwerb|zeichnung|\bachat|souscription|\bcompra|suscripcion|acquist|sottoscrizione|aankoop|\bkoop|^b$|^k$/,
  ],
  [
    'DEPOSIT',
    /deposit|contribution|funds received|cash (in|receipt)|\bcredit\b|pay ?in|payment in|inpayment|top ?up|einzahlung|gutschrift|uberweisung eingang|eingang|einlage|versement|depot d especes|ingreso|aportacion|versamento|storting|paid in|money in/,
  ],
  [
    'WITHDRAWAL',
    /withdraw|disbursement|funds (sent|paid)|cash out|\bdebit\b|pay ?out|payment out|outpayment|auszahlung|lastschrift|entnahme|ausgang|retrait|retiro|reintegro|prelievo|opname|paid out|money out|card (payment|transaction)/,
  ],
  [
    'FLOW',
    /transfer|\bwire\b|\bach\b|\beft\b|\bcash\b|\bpayment|journal|uberweisung|virement|transferencia|bonifico|overboeking/,
  ],
  ['ADJUSTMENT', /adjust|correct|cancel|reversal|storno|korrektur|misc/],
];

/** What a custodian's word for a booking means, or null where nothing is known of it. */
export function bookingKind(code: string): BookingKind | null {
  const plain = plainCode(code);
  const own = TRANSACTION_TYPES.find((type) => type === plain.toUpperCase().replaceAll(' ', '_'));
  if (own !== undefined) return own;
  return BOOKINGS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** The same patterns for texts that are not codes, as the engine reads them, in their order. */
export function bookingPatterns(): readonly (readonly [BookingKind, RegExp])[] {
  return BOOKINGS;
}

/** Small letters without accents, parts set apart by blanks. */
export function plainCode(code: string): string {
  return code
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, ' ')
    .trim();
}

const ASSETS: readonly (readonly [(typeof ASSET_CLASSES)[number], RegExp])[] = [
  ['Cash', /\bcash\b|money market|liquid|geldmarkt|konto|tresorerie|efectivo/],
  ['Real Estate', /real estate|reit|property|immobil|inmueble/],
  ['Commodity', /commodit|gold|silver|metal|rohstoff|edelmetall|matieres premieres/],
  ['Fund', /fund|\betf\b|\betc\b|ucits|mutual|fonds|\bsicav\b|\bopcvm\b|\bfondo|\bunit trust/],
  [
    'Fixed Income',
    /bond|fixed|debt|note\b|treasury|\bbill\b|loan|asset ?backed|mortgage|anleihe|rente|obligation|renta fija|obbligazion|obligatie|\bcdo\b|\bmbs\b/,
  ],
  [
    'Alternative',
    /alternative|crypto|hedge|private|option|future|derivat|warrant|structured|zertifikat|certificate/,
  ],
  ['Equity', /equit|stock|share|aktie|action|accion|azion|aandeel|\bstk\b|\bcs\b|\badr\b/],
];

/** What a custodian's word for a kind of security means, or null. */
export function assetClass(code: string): (typeof ASSET_CLASSES)[number] | null {
  const own = ASSET_CLASSES.find((name) => name.toLowerCase() === code.trim().toLowerCase());
  return own ?? ASSETS.find(([, pattern]) => pattern.test(plainCode(code)))?.[0] ?? null;
}
