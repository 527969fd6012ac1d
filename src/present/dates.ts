const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^(\d{4})-(\d{2})$/;
const QUARTER = /^(\d{4})-Q([1-4])$/;
const WEEK = /^(\d{4})-W(\d{2})$/;

function utc(year: string | undefined, month: string | undefined, day = '01'): Date {
  return new Date(`${year}-${month}-${day}T00:00:00Z`);
}

/** A calendar day (`2026-03-31`) in the reader's locale; other text stays as it is. */
export function formatDay(day: string, locale?: string): string {
  const match = DAY.exec(day);
  if (!match) return day;
  const date = utc(match[1], match[2], match[3]);
  if (Number.isNaN(date.getTime())) return day;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
}

/** The cell of a period column (`2016`, `2016-Q2`, `2016-03`, `2016-W07`, a day, both days of a stretch) in the reader's locale. */
export function formatPeriod(period: string, locale?: string): string {
  if (period.includes('/')) {
    return period
      .split('/')
      .map((day) => formatDay(day, locale))
      .join(' – ');
  }
  const quarter = QUARTER.exec(period);
  if (quarter) return `Q${quarter[2]} ${quarter[1]}`;
  const week = WEEK.exec(period);
  if (week) return `W${week[2]} ${week[1]}`;
  const month = MONTH.exec(period);
  if (month) {
    const date = utc(month[1], month[2]);
    if (Number.isNaN(date.getTime())) return period;
    return new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(date);
  }
  return formatDay(period, locale);
}

/** When something was last touched, in the reader's own time zone: a time today, a day otherwise. */
export function formatInstant(instant: string, now: Date, locale?: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return '';
  const isToday = date.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(
    locale,
    isToday ? { timeStyle: 'short' } : { day: 'numeric', month: 'short' },
  ).format(date);
}
