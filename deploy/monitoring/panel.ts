/** What a dashboard shows, as data: deploy/monitoring/grafana.ts draws it. */
export interface Panel {
  readonly title: string;
  /** One sentence: what it shows, and what to look for. */
  readonly help: string;
  /** As Grafana names it: `s`, `bytes`, `percentunit`, `short`, `ops`. */
  readonly unit: string;
  /** `figure`: the last value, large. */
  readonly draw: 'lines' | 'figure' | 'table';
  readonly queries: readonly Query[];
}

export interface Query {
  readonly expression: string;
  /** `{{label}}` stands for a label's value. */
  readonly legend: string;
}

export interface Dashboard {
  /** Of its address and its file. */
  readonly id: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Over so long a time rates are taken; Grafana puts in what fits the picture. */
export const WINDOW = '$__rate_interval';

export function lines(title: string, help: string, unit: string, ...queries: readonly Query[]): Panel {
  return { title, help, unit, draw: 'lines', queries };
}

export function figure(title: string, help: string, unit: string, expression: string): Panel {
  return { title, help, unit, draw: 'figure', queries: [{ expression, legend: title }] };
}

export function table(title: string, help: string, unit: string, expression: string): Panel {
  return { title, help, unit, draw: 'table', queries: [{ expression, legend: '' }] };
}

export const query = (expression: string, legend: string): Query => ({ expression, legend });
