/** What a column of some table is, before it is known which table that is. */
export const ROLES = [
  'booking_id',
  'account',
  'account_name',
  'client',
  'portfolio',
  'custodian',
  'day',
  'settle_day',
  'updated_at',
  'type',
  'direction',
  'isin',
  'cusip',
  'symbol',
  'security_id',
  'security_name',
  'asset_class',
  'sector',
  'country',
  'maturity_day',
  'coupon',
  'quantity',
  'price',
  'amount',
  'debit',
  'credit',
  'fee',
  'tax',
  'market_value',
  'cost_basis',
  'currency',
  'from_currency',
  'to_currency',
  'rate',
  'description',
  'email',
  'ignored',
] as const;
export type Role = (typeof ROLES)[number];

/**
 * The words under which sources write it, in English, German, French, Spanish, Italian and Dutch, small and without
 * accents; the plainest first.
 */
export const COLUMN_WORDS: Readonly<Record<Role, readonly string[]>> = {
  booking_id: words(
    'transaction id, trade id, booking id, order id, deal id, execution id, activity id, entry id, reference, ref, ref no, reference number, ' +
      'transaction reference, trade reference, trade no, ticket, id, confirmation, referenz, buchungsnummer, vorgangsnummer, ordernummer, belegnummer, ' +
      'numero, numero operation, referencia, riferimento, referentie, transactienummer',
  ),
  account: words(
    'account number, account no, account nr, account id, account, acct, acct no, acct id, acctnum, account code, konto, kontonummer, konto nr, kontonr, depot, ' +
      'depotnummer, depotnr, cash account, compte, numero de compte, no compte, cuenta, numero de cuenta, conto, numero conto, rekening, rekeningnummer, iban',
  ),
  account_name: words(
    'account name, account title, kontobezeichnung, kontoname, depotname, intitule, nombre cuenta',
  ),
  client: words(
    'client, client id, client name, customer, customer id, customer name, investor, holder, owner, household, kunde, kundennummer, kundenname, inhaber, ' +
      'titulaire, cliente, titular, klant, client code',
  ),
  portfolio: words(
    'portfolio, portfolio id, portfolio name, portfolio code, mandate, strategy, fund code, mandat, portefeuille, cartera, portafoglio',
  ),
  custodian: words(
    'custodian, custodian name, bank, broker, institution, depotbank, lagerstelle, banque, depositaire, banco, custodio, depositario, banca',
  ),
  day: words(
    'trade date, transaction date, tradedate, date, datum, as of date, as of, position date, valuation date, price date, quote date, rate date, run date, ' +
      'activity date, execution date, booking date, posting date, posted, process date, entry date, day, datetime, timestamp, time, executed at, stichtag, ' +
      'handelstag, handelsdatum, buchungstag, buchungsdatum, ausfuhrungsdatum, ausfuhrung, kursdatum, date operation, date d operation, date de transaction, date comptable, ' +
      'fecha, fecha operacion, fecha de operacion, data, data operazione, transactiedatum, boekdatum',
  ),
  settle_day: words(
    'settlement date, settle date, settled, settledate, value date, valuta, valutadatum, wertstellung, valutatag, date valeur, date de valeur, fecha valor, data valuta, ' +
      'data regolamento, valutadatum, contractual settlement date',
  ),
  updated_at: words(
    'updated at, updated, last updated, modified, modified at, last modified, changed at, changed, geandert am, geandert',
  ),
  type: words(
    'transaction type, trade type, type, action, activity, activity type, transaction code, tran code, trancode, trans type, tx type, kind, operation, buy sell, side, event, ' +
      'art, typ, buchungsart, vorgang, transaktionstyp, transaktionsart, umsatzart, geschaftsart, auftragsart, orderart, nature, sens, type operation, type d operation, ' +
      'tipo, operacion, tipo operacion, tipo de operacion, operazione, causale, transactietype, soort, code',
  ),
  direction: words(
    'debit credit, dr cr, d c, dc, credit debit, soll haben, s h, debit credit indicator, cdi, indicator, vorzeichen, sign, af bij',
  ),
  isin: words('isin, isin code, isin nr, security isin, codigo isin, code isin'),
  cusip: words('cusip, cusip number, cusip code, security cusip'),
  symbol: words(
    'symbol, ticker, ticker symbol, instrument symbol, tick, mnemonic, kurzel, simbolo, ric, bloomberg ticker',
  ),
  security_id: words(
    'security id, security code, security no, security number, instrument id, instrument code, instrument, asset id, sec id, secid, wkn, sedol, valor, valoren, ' +
      'valorennummer, product id, figi, code valeur, wertpapierkennnummer, code',
  ),
  security_name: words(
    'security name, security, investment name, instrument name, asset name, company, company name, security description, issue, product, title, name, fund name, stock, asset, ' +
      'wertpapier, wertpapierbezeichnung, wertpapiername, bezeichnung, titel, libelle valeur, valeur, titre, nom, valor, nombre, titolo, nome, producto, fonds, naam, investment',
  ),
  asset_class: words(
    'asset class, asset type, security type, instrument type, asset category, category, investment type, anlageklasse, wertpapierart, gattung, assetklasse, ' +
      'classe d actif, clase de activo, tipo de activo, tipo titolo',
  ),
  sector: words('sector, industry, branche, sektor, secteur, settore'),
  country: words('country, country code, domicile, land, pays, pais, paese'),
  maturity_day: words(
    'maturity date, maturity, matures, falligkeit, falligkeitsdatum, echeance, vencimiento, scadenza',
  ),
  coupon: words('coupon, coupon rate, interest rate, kupon, zinssatz, taux'),
  quantity: words(
    'quantity, qty, shares, units, no of shares, number of shares, number of units, share quantity, face value, nominal, nominal amount, par, contracts, stuck, ' +
      'stucke, menge, anzahl, nominale, anteile, bestand, quantite, nombre, nombre de titres, parts, cantidad, titulos, quantita, aantal, position, holding, holdings, amount of shares',
  ),
  price: words(
    'price, unit price, share price, price per share, trade price, execution price, exec price, close, closing price, last price, last, px, quote, nav, nav per share, market price, ' +
      'kurs, ausfuhrungskurs, preis, stuckpreis, schlusskurs, cours, prix, prix unitaire, precio, prezzo, koers, slotkoers',
  ),
  amount: words(
    'net amount, net transaction value, net cash amount, net cash, net proceeds, net value, net, nettobetrag, endbetrag, montant net, importe neto, amount, total amount, total, ' +
      'proceeds, cash amount, cash, settlement amount, transaction amount, value, consideration, betrag, ausmachender betrag, gesamtbetrag, gegenwert, umsatz, summe, montant, montant net, importe, ' +
      'importe neto, importo, controvalore, bedrag, totaal, gross amount, principal, principal amount, gross, bruttobetrag, kurswert, montant brut',
  ),
  debit: words(
    'debit, debit amount, withdrawal, withdrawals, money out, paid out, soll, lastschrift, ausgang, cargo, addebito, dare, af, outflow',
  ),
  credit: words(
    'credit, credit amount, deposit, deposits, money in, paid in, haben, gutschrift, eingang, abono, accredito, avere, bij, inflow',
  ),
  fee: words(
    'fee, fees, commission, commissions, comm, fees and commissions, fees comm, commissions and fees, charges, brokerage, transaction fee, transaction cost, costs, ' +
      'gebuhr, gebuhren, provision, spesen, kosten, ordergebuhr, transaktionskosten, frais, courtage, commissione, comision, comisiones, gastos, spese, commissioni, kosten',
  ),
  tax: words(
    'tax, taxes, withholding, withholding tax, tax withheld, stamp duty, steuer, steuern, quellensteuer, kapitalertragsteuer, kest, impot, impots, taxe, taxes, impuesto, ' +
      'impuestos, retencion, ritenuta, imposta, tasse, belasting',
  ),
  market_value: words(
    'market value, mkt value, mktval, mv, current value, value, valuation, position value, total value, marktwert, kurswert, wert, depotwert, valeur de marche, valorisation, ' +
      'valor de mercado, valor, valore, valore di mercato, marktwaarde, waarde',
  ),
  cost_basis: words(
    'cost basis, cost, total cost, book value, book cost, cost value, cost basis total, acquisition cost, purchase value, einstandswert, einstand, kaufwert, anschaffungskosten, ' +
      'prix de revient, valeur d achat, coste, costo, valore di carico, aankoopwaarde',
  ),
  currency: words(
    'currency, ccy, curr, cur, currency code, trade currency, settlement currency, iso currency, price currency, base currency, wahrung, devise, monnaie, divisa, moneda, valuta, munt',
  ),
  from_currency: words(
    'from currency, from, base, base currency, source currency, from ccy, sell currency, ccy1, von, de, da',
  ),
  to_currency: words(
    'to currency, to, quote, quote currency, target currency, counter currency, to ccy, term currency, ccy2, nach, vers, a',
  ),
  rate: words(
    'rate, fx rate, exchange rate, fxrate, mid, spot, wechselkurs, devisenkurs, kurs, taux, taux de change, cours, tipo de cambio, cambio, tasso',
  ),
  description: words(
    'description, memo, note, notes, comment, comments, narrative, details, detail, text, remarks, remittance, verwendungszweck, buchungstext, beschreibung, notiz, bemerkung, ' +
      'libelle, commentaire, concepto, observaciones, descrizione, omschrijving',
  ),
  email: words('email, e mail, mail'),
  ignored: words(
    'balance, cash balance, running balance, saldo, solde, unrealized gain, unrealised gain, gain, gain loss, profit, percent, weight, change',
  ),
};

function words(text: string): readonly string[] {
  return text.split(',').map((word) => word.trim());
}

/** The words of a column's name: `TradeDate (UTC)` → `trade date`. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, ' ')
    .trim();
}

/** How much a name says that the column has this role, from 0 to 1. */
export function nameScore(name: string, role: Role): number {
  const plain = plainName(name);
  const squeezed = plain.replaceAll(' ', '');
  let best = 0;
  for (const [place, phrase] of COLUMN_WORDS[role].entries()) {
    const order = 1 - place / 400;
    if (plain === phrase || squeezed === phrase.replaceAll(' ', '')) best = Math.max(best, order);
    else if (` ${plain} `.includes(` ${phrase} `) && phrase.length > 1) {
      // The more of the name it is, and the later in it, the more it says: in `price currency` the last word counts.
      const cover = phrase.length / plain.length;
      best = Math.max(best, (plain.endsWith(phrase) ? 0.55 : 0.4) + 0.3 * cover);
    } else if (phrase.length >= 5 && squeezed.includes(phrase.replaceAll(' ', ''))) {
      best = Math.max(best, 0.35 + 0.2 * (phrase.length / squeezed.length));
    }
  }
  return best;
}
