import type { RaisedAlarm } from '../vocabulary/status.ts';
import type { Alarm } from './alarms.ts';
import type { Registry, Sample } from './registry.ts';

/** An alarm that began or ended. */
export interface AlarmNews {
  readonly alarm: RaisedAlarm;
  readonly state: 'raised' | 'cleared';
}

/** How people call what a label's value stands for. */
export type NameOf = (label: string, value: string) => string;

const asLabelled: NameOf = (_label, value) => value;

interface Standing {
  readonly alarm: RaisedAlarm;
  readonly since_ms: number;
  raised: boolean;
}

/** Holds gauges against the marks of their alarms, one look after the other. */
export class AlarmWatch {
  readonly #alarms: readonly Alarm[];
  readonly #registry: Pick<Registry, 'read'>;
  readonly #now: () => Date;
  #standing = new Map<string, Standing>();

  constructor(alarms: readonly Alarm[], registry: Pick<Registry, 'read'>, now: () => Date) {
    this.#alarms = alarms;
    this.#registry = registry;
    this.#now = now;
  }

  /** What is raised, those that must be acted on first. */
  raised(): readonly RaisedAlarm[] {
    const raised = [...this.#standing.values()].filter((each) => each.raised).map(({ alarm }) => alarm);
    return raised.toSorted((one, other) => one.severity.localeCompare(other.severity));
  }

  /** Gives what began and what ended since the look before. `nameOf`: how people call what a label stands for. */
  async look(nameOf: NameOf = asLabelled): Promise<readonly AlarmNews[]> {
    const now = this.#now();
    const before = this.#standing;
    const standing = new Map<string, Standing>();
    for (const alarm of this.#alarms) {
      for (const sample of await this.#registry.read(alarm.gauge)) {
        if (!isBeyond(alarm, sample.value)) continue;
        const key = `${alarm.name} ${JSON.stringify(sample.labels)}`;
        standing.set(key, before.get(key) ?? begun(alarm, sample.labels, nameOf, now));
      }
    }
    const news: AlarmNews[] = [];
    for (const [key, each] of before) {
      if (each.raised && !standing.has(key)) news.push({ alarm: each.alarm, state: 'cleared' });
    }
    for (const each of standing.values()) {
      const alarm = this.#alarms.find(({ name }) => name === each.alarm.name);
      if (each.raised || now.getTime() - each.since_ms < (alarm?.for_seconds ?? 0) * 1_000) continue;
      each.raised = true;
      news.push({ alarm: each.alarm, state: 'raised' });
    }
    this.#standing = standing;
    return news;
  }
}

export function isBeyond({ above, below }: Alarm, value: number): boolean {
  return (above !== undefined && value > above) || (below !== undefined && value < below);
}

function begun(
  { name, severity, summary, runbook }: Alarm,
  labels: Sample['labels'],
  nameOf: NameOf,
  now: Date,
): Standing {
  const names = Object.entries(labels).map(
    ([label, value]) => [label, nameOf(label, String(value))] as const,
  );
  const spoken = names.reduce((text, [label, shown]) => text.replaceAll(`{${label}}`, shown), summary);
  const about = names[0]?.[1] ?? null;
  const alarm = { name, severity, summary: spoken, about, since: now.toISOString(), runbook };
  return { alarm, since_ms: now.getTime(), raised: false };
}
