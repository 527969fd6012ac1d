/** Figures and indices that people ask for and that account data do not have. */
export const NOT_IN_DATA: ReadonlySet<string> = new Set(
  (
    'p/e pe eps ebitda ebit cape beta duration convexity esg rating ratings analyst analysts dow nasdaq ftse dax nikkei ' +
    'stoxx russell s&p sp500 spx msci eurostoxx smi cac vix libor inflation cpi gdp unemployment bid ask spread ' +
    'maturity credit moody moodys morningstar headquarters ceo employees revenue isin cusip'
  ).split(' '),
);
