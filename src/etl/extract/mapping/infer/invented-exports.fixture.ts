/** Bookings as invented custodians export them: the same ones in other words, signs, marks and dialects. */

export interface InventedBooking {
  readonly id: string;
  readonly day: string;
  readonly settles: string;
  readonly account: string;
  readonly type: 'BUY' | 'SELL' | 'DEPOSIT' | 'WITHDRAWAL' | 'DIVIDEND' | 'FEE' | 'INTEREST';
  readonly isin: string;
  readonly name: string;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  /** What moves in cash, signed, fees included. */
  readonly amount: string;
}

const invented = (...cells: readonly string[]): InventedBooking => {
  const [
    id = '',
    day = '',
    settles = '',
    account = '',
    type = '',
    isin = '',
    name = '',
    quantity = '',
    price = '',
    fee = '',
    amount = '',
  ] = cells;
  return {
    id,
    day,
    settles,
    account,
    type: type as InventedBooking['type'],
    isin,
    name,
    quantity,
    price,
    fee,
    amount,
  };
};

const SAP = ['DE0007164600', 'SAP SE'] as const;
const APPLE = ['US0378331005', 'Apple Inc'] as const;
const NESTLE = ['CH0038863350', 'Nestle SA'] as const;

export const BOOKINGS: readonly InventedBooking[] = [
  invented('T1001', '2026-01-05', '2026-01-05', '4711-01', 'DEPOSIT', '', '', '', '', '', '25000.00'),
  invented('T1002', '2026-01-06', '2026-01-08', '4711-01', 'BUY', ...SAP, '10', '180.50', '9.90', '-1814.90'),
  invented(
    'T1003',
    '2026-01-15',
    '2026-01-19',
    '4711-02',
    'BUY',
    ...NESTLE,
    '20',
    '95.25',
    '9.90',
    '-1914.90',
  ),
  invented(
    'T1004',
    '2026-01-22',
    '2026-01-26',
    '4711-02',
    'BUY',
    ...APPLE,
    '7',
    '201.10',
    '9.90',
    '-1417.60',
  ),
  invented('T1005', '2026-02-20', '2026-02-24', '4711-01', 'SELL', ...SAP, '4', '190.00', '9.90', '750.10'),
  invented('T1006', '2026-02-23', '2026-02-25', '4711-02', 'SELL', ...APPLE, '3', '205.50', '9.90', '606.60'),
  invented('T1007', '2026-03-10', '2026-03-12', '4711-02', 'DIVIDEND', ...NESTLE, '', '', '', '1058.25'),
  invented('T1008', '2026-03-16', '2026-03-16', '4711-01', 'INTEREST', '', '', '', '', '', '12.34'),
  invented('T1009', '2026-03-28', '2026-03-28', '4711-01', 'FEE', '', '', '', '', '', '-12.50'),
  invented('T1010', '2026-03-30', '2026-03-30', '4711-02', 'WITHDRAWAL', '', '', '', '', '', '-1500.00'),
];

type Field = keyof InventedBooking | 'currency' | 'debit' | 'credit';

export interface Tongue {
  readonly columns: Readonly<Record<Field, string>>;
  readonly types: Readonly<Record<InventedBooking['type'], string>>;
}

export const TONGUES: Readonly<Record<string, Tongue>> = {
  english: {
    columns: {
      id: 'Reference',
      day: 'Trade Date',
      settles: 'Settlement Date',
      account: 'Account No',
      type: 'Transaction Type',
      isin: 'ISIN',
      name: 'Security Name',
      quantity: 'Quantity',
      price: 'Unit Price',
      fee: 'Commission',
      amount: 'Net Amount',
      currency: 'Currency',
      debit: 'Debit',
      credit: 'Credit',
    },
    types: {
      BUY: 'Purchase',
      SELL: 'Sale',
      DEPOSIT: 'Cash Deposit',
      WITHDRAWAL: 'Cash Withdrawal',
      DIVIDEND: 'Dividend Received',
      FEE: 'Custody Fee',
      INTEREST: 'Credit Interest',
    },
  },
  terse: {
    columns: {
      id: 'trade_id',
      day: 'tradeDt',
      settles: 'settle_date',
      account: 'acct',
      type: 'TranCode',
      isin: 'isin_code',
      name: 'instrument_name',
      quantity: 'qty',
      price: 'px',
      fee: 'comm',
      amount: 'net_amt',
      currency: 'ccy',
      debit: 'money_out',
      credit: 'money_in',
    },
    types: {
      BUY: 'BUY',
      SELL: 'SELL',
      DEPOSIT: 'DEP',
      WITHDRAWAL: 'WITHDRAW',
      DIVIDEND: 'DIV',
      FEE: 'FEE',
      INTEREST: 'INT',
    },
  },
  german: {
    columns: {
      id: 'Vorgangsnummer',
      day: 'Buchungstag',
      settles: 'Valuta',
      account: 'Depotnummer',
      type: 'Auftragsart',
      isin: 'ISIN',
      name: 'Bezeichnung',
      quantity: 'Stück',
      price: 'Kurs',
      fee: 'Provision',
      amount: 'Betrag',
      currency: 'Währung',
      debit: 'Soll',
      credit: 'Haben',
    },
    types: {
      BUY: 'Kauf',
      SELL: 'Verkauf',
      DEPOSIT: 'Einzahlung',
      WITHDRAWAL: 'Auszahlung',
      DIVIDEND: 'Dividende',
      FEE: 'Depotgebühr',
      INTEREST: 'Zinsen',
    },
  },
  french: {
    columns: {
      id: 'Référence',
      day: "Date d'opération",
      settles: 'Date de valeur',
      account: 'Compte',
      type: 'Opération',
      isin: 'Code ISIN',
      name: 'Libellé valeur',
      quantity: 'Quantité',
      price: 'Cours',
      fee: 'Courtage',
      amount: 'Montant net',
      currency: 'Devise',
      debit: 'Débit',
      credit: 'Crédit',
    },
    types: {
      BUY: 'Achat',
      SELL: 'Vente',
      DEPOSIT: 'Versement',
      WITHDRAWAL: 'Retrait',
      DIVIDEND: 'Dividende',
      FEE: 'Frais de garde',
      INTEREST: 'Intérêts',
    },
  },
  spanish: {
    columns: {
      id: 'Referencia',
      day: 'Fecha operación',
      settles: 'Fecha valor',
      account: 'Cuenta',
      type: 'Tipo operación',
      isin: 'ISIN',
      name: 'Producto',
      quantity: 'Títulos',
      price: 'Precio',
      fee: 'Comisión',
      amount: 'Importe neto',
      currency: 'Divisa',
      debit: 'Cargo',
      credit: 'Abono',
    },
    types: {
      BUY: 'Compra',
      SELL: 'Venta',
      DEPOSIT: 'Ingreso',
      WITHDRAWAL: 'Retiro',
      DIVIDEND: 'Dividendo',
      FEE: 'Gastos de custodia',
      INTEREST: 'Intereses',
    },
  },
};

export interface Habits {
  readonly tongue: string;
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimal: '.' | ',';
  readonly thousands: boolean;
  readonly day: 'iso' | 'dotted' | 'american' | 'british' | 'compact' | 'timed';
  /** How what goes out is told. */
  readonly signs: 'signed' | 'unsigned' | 'columns';
  readonly quoted: boolean;
  readonly hasIds: boolean;
  readonly preamble: boolean;
  readonly footer: boolean;
  readonly windows: boolean;
  readonly order: number;
}

/** The export of a custodian with these habits. */
export function writeExport(habits: Habits): Buffer {
  const { columns, types } = TONGUES[habits.tongue] ?? fail();
  const money: readonly Field[] = habits.signs === 'columns' ? ['debit', 'credit'] : ['amount'];
  const fields: Field[] = [
    'day',
    'settles',
    'account',
    'type',
    'isin',
    'name',
    'quantity',
    'price',
    'fee',
    ...money,
    'currency',
  ];
  if (habits.hasIds) fields.push('id');
  const turned = [
    ...fields.slice(habits.order % fields.length),
    ...fields.slice(0, habits.order % fields.length),
  ];
  const lines = [
    turned.map((field) => columns[field]),
    ...BOOKINGS.map((each) => turned.map((field) => cellOf(each, field, habits, types))),
  ].map((cells) => cells.map((cell) => quoted(cell, habits)).join(habits.delimiter));
  const before = habits.preamble
    ? ['Statement of all movements', `Customer${habits.delimiter} 4711`, '']
    : [];
  const after = habits.footer ? ['', 'End of the statement'] : [];
  const text = `${[...before, ...lines, ...after].join('\r\n')}\r\n`;
  return Buffer.from(text, habits.windows ? 'latin1' : 'utf8');
}

function fail(): never {
  throw new Error('no such tongue');
}

function quoted(cell: string, { quoted: all, delimiter }: Habits): string {
  return all || cell.includes(delimiter) ? `"${cell}"` : cell;
}

function cellOf(booking: InventedBooking, field: Field, habits: Habits, types: Tongue['types']): string {
  const { amount, type, quantity } = booking;
  const leaves = amount.startsWith('-');
  const size = amount.replace('-', '');
  const cells: Readonly<Record<Field, string>> = {
    ...booking,
    day: dayOf(booking.day, habits.day),
    settles: dayOf(booking.settles, habits.day),
    type: types[type],
    currency: 'EUR',
    debit: leaves ? number(size, habits) : '',
    credit: leaves ? '' : number(size, habits),
    amount: number(habits.signs === 'unsigned' ? size : amount, habits),
    quantity: number(type === 'SELL' && habits.signs === 'signed' ? `-${quantity}` : quantity, habits),
    price: number(booking.price, habits),
    fee: number(booking.fee, habits),
  };
  return cells[field];
}

function number(text: string, { decimal, thousands }: Habits): string {
  if (text === '') return '';
  const [whole = '', fraction] = text.split('.');
  const other = decimal === ',' ? '.' : ',';
  const grouped = thousands ? whole.replaceAll(/\B(?=(\d{3})+$)/g, other) : whole;
  return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
}

function dayOf(iso: string, form: Habits['day']): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  const forms: Readonly<Record<Habits['day'], string>> = {
    iso,
    dotted: `${day}.${month}.${year}`,
    american: `${month}/${day}/${year}`,
    british: `${day}/${month}/${year}`,
    compact: `${year}${month}${day}`,
    timed: `${iso}T09:30:00Z`,
  };
  return forms[form];
}
