import { duration } from './query.ts';

export const DATABASE_JOB = 'askfolio-database';

/** Where the parts find each other; tests start them elsewhere. */
export interface Places {
  /** Processes by their addresses, or each behind a name: whoever balances between them is not to be measured. */
  readonly askfolio: readonly (string | { readonly name: string; readonly port: number })[];
  /** The authority of those that speak TLS. */
  readonly caFile?: string;
  /** node_exporter beside the database server, and where the server's files are mounted there. */
  readonly databases: readonly { readonly address: string; readonly mounted: string }[];
  readonly alertmanager: string;
  /** Holds the value of ASKFOLIO_METRICS_TOKEN. */
  readonly tokenFile: string;
  readonly ruleFiles: readonly string[];
}

/** The settings of Prometheus. `pace` shrinks its intervals. */
export function prometheusSettings(
  { askfolio, databases, caFile, alertmanager, tokenFile, ruleFiles }: Places,
  pace = 1,
) {
  const interval = duration(15 * pace);
  const addresses = askfolio.filter((each) => typeof each === 'string');
  const names = askfolio.flatMap((each) =>
    typeof each === 'string' ? [] : [{ names: [each.name], type: 'A', port: each.port }],
  );
  return {
    global: {
      scrape_interval: interval,
      scrape_timeout: duration(13.5 * pace),
      evaluation_interval: interval,
    },
    rule_files: ruleFiles,
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: 'askfolio',
        metrics_path: '/metrics',
        authorization: { credentials_file: tokenFile },
        ...(caFile === undefined ? {} : { tls_config: { ca_file: caFile } }),
        ...(addresses.length === 0 ? {} : { static_configs: addresses.map(targetAt) }),
        ...(names.length === 0 ? {} : { dns_sd_configs: names }),
      },
      ...databases.map(({ address, mounted }) => ({
        job_name: DATABASE_JOB,
        params: { 'collect[]': ['filesystem'] },
        static_configs: [{ targets: [address] }],
        metric_relabel_configs: [{ source_labels: ['mountpoint'], regex: mounted, action: 'keep' }],
      })),
    ],
  };
}

/** An address may begin with https://. */
function targetAt(address: string) {
  const target = address.replace(/^https:\/\//, '');
  return { targets: [target], ...(target === address ? {} : { labels: { __scheme__: 'https' } }) };
}

/** Who is told: `onCall` of what must be acted on now, `tickets` of the rest. */
export interface Receivers {
  readonly onCall: string;
  readonly tickets: string;
}

/** The settings of Alertmanager. `pace` shrinks its waiting. */
export function alertmanagerSettings({ onCall, tickets }: Receivers, pace = 1) {
  const wait = (seconds: number): string => duration(seconds * pace);
  return {
    route: {
      receiver: 'tickets',
      group_by: ['alertname'],
      group_wait: wait(60),
      group_interval: wait(300),
      repeat_interval: wait(86_400),
      routes: [
        {
          matchers: ['severity="page"'],
          receiver: 'on-call',
          group_wait: wait(10),
          group_interval: wait(60),
          repeat_interval: wait(3_600),
        },
      ],
    },
    // What follows from something else is not told beside it.
    inhibit_rules: [
      {
        source_matchers: ['alertname="AskfolioDown"'],
        target_matchers: ['severity="ticket"'],
        equal: ['job'],
      },
      {
        source_matchers: ['alertname="StoreDown"'],
        target_matchers: ['alertname=~"AnswersBurn.*|ApiBurn.*"'],
      },
      {
        source_matchers: ['alertname="BudgetUsed"'],
        target_matchers: ['alertname="BudgetNearlyUsed"'],
      },
    ],
    receivers: [
      { name: 'on-call', webhook_configs: [{ url: onCall, send_resolved: true }] },
      { name: 'tickets', webhook_configs: [{ url: tickets, send_resolved: true }] },
    ],
  };
}
