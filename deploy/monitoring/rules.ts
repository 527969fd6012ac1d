import { ALERTS, type Alert } from './alerts.ts';
import { OBJECTIVES, recorded, WINDOWS } from './objectives.ts';
import { duration } from './query.ts';

/**
 * The file of rules for Prometheus, as data. `pace` shrinks every time in it, `age` the marks that are times, `readings`
 * the time between two readings.
 */
export function rules(pace = 1, age = 1, readings = pace) {
  const interval = duration(30 * pace);
  return {
    groups: [
      {
        name: 'askfolio-objectives',
        interval,
        rules: OBJECTIVES.flatMap(({ name, bad, all }) =>
          WINDOWS.map((window) => {
            const over = duration(window * pace);
            return {
              record: recorded(window),
              expr: `${bad(over)} / ${all(over)}`,
              labels: { objective: name },
            };
          }),
        ),
      },
      {
        name: 'askfolio-alerts',
        interval,
        rules: ALERTS.map((alert) => alertRule(alert, pace, age, readings)),
      },
    ],
  };
}

function alertRule(alert: Alert, pace: number, age: number, readings: number) {
  const { name, value, mark, for_seconds, ofReadings, severity, runbook } = alert;
  const held_seconds = for_seconds * (ofReadings ? readings : pace);
  return {
    alert: name,
    expr: `${value(pace)} ${mark(age)}`,
    ...(for_seconds === 0 ? {} : { for: duration(held_seconds) }),
    labels: { severity },
    annotations: { summary: summaryOf(alert), runbook: `docs/runbooks/${runbook}.md` },
  };
}

function summaryOf({ summary }: Alert): string {
  return summary.replaceAll(/\{(\w+)\}/g, '{{ $$labels.$1 }}');
}

/** What promtool holds the rules against: each alert silent on its quiet series and firing on the others. */
export function ruleTests(rulesFile: string) {
  return {
    rule_files: [rulesFile],
    evaluation_interval: '1m',
    tests: ALERTS.flatMap((alert) => [
      testOf(alert, 'quiet', alert.example.quiet, []),
      testOf(alert, 'firing', alert.example.firing, [firing(alert)]),
    ]),
  };
}

function testOf(
  { name, example }: Alert,
  state: string,
  series: Readonly<Record<string, string>>,
  expected: readonly unknown[],
) {
  return {
    name: `${name} ${state}`,
    interval: '1m',
    input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
    alert_rule_test: [{ eval_time: `${example.minutes}m`, alertname: name, exp_alerts: expected }],
  };
}

/** The labels that a firing alert of the example carries: those of its series that its expression keeps. */
function firing(alert: Alert) {
  const [first = ''] = Object.keys(alert.example.firing);
  const expression = alert.value(1);
  const keeps = !/^(sum|histogram_quantile)/.test(expression);
  const pairs = keeps
    ? [...first.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text])
    : [];
  const labels = Object.fromEntries(pairs) as Record<string, string>;
  return {
    exp_labels: { severity: alert.severity, ...labels },
    exp_annotations: {
      summary: alert.summary.replaceAll(/\{(\w+)\}/g, (_, label: string) => labels[label] ?? ''),
      runbook: `docs/runbooks/${alert.runbook}.md`,
    },
  };
}
