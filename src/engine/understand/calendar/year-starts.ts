/** When years begin that are none of the calendar: the month of fiscal years, 1 to 12, and the day of tax years, MM-DD. */
export interface YearStarts {
  readonly fiscal: number;
  readonly tax: string;
}

export const CALENDAR_YEARS: YearStarts = { fiscal: 1, tax: '01-01' };
