import { stringify } from 'yaml';
import { DASHBOARDS } from './dashboards/index.ts';
import { DASHBOARD_PROVIDERS, DATA_SOURCES, grafanaDashboard } from './grafana.ts';
import { metricsTable } from './metrics-table.ts';
import { rules, ruleTests } from './rules.ts';
import { alertmanagerSettings, prometheusSettings } from './servers.ts';

const NOTE = '# Made by `npm run monitoring` from deploy/monitoring; do not edit.\n';

const yaml = (value: unknown): string =>
  NOTE + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** Every file that is made of the declarations, by its path in the repository. */
export function monitoringFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['deploy/prometheus/askfolio.rules.yml', yaml(rules())],
    ['deploy/prometheus/askfolio.rules.test.yml', yaml(ruleTests('askfolio.rules.yml'))],
    [
      'deploy/prometheus/prometheus.yml',
      yaml(
        prometheusSettings({
          askfolio: [
            { name: 'askfolio', port: 8321 },
            { name: 'askfolio-work', port: 8322 },
          ],
          databases: [{ address: 'node-exporter:9100', mounted: '/var/lib/mysql' }],
          alertmanager: 'alertmanager:9093',
          tokenFile: '/etc/prometheus/askfolio-token',
          ruleFiles: ['askfolio.rules.yml'],
        }),
      ),
    ],
    [
      'deploy/alertmanager/alertmanager.yml',
      yaml(
        alertmanagerSettings({
          onCall: 'http://receiver:9095/on-call',
          tickets: 'http://receiver:9095/tickets',
        }),
      ),
    ],
    ['deploy/grafana/provisioning/datasources/askfolio.yml', yaml(DATA_SOURCES)],
    ['deploy/grafana/provisioning/dashboards/askfolio.yml', yaml(DASHBOARD_PROVIDERS)],
    ...DASHBOARDS.map((dashboard): [string, string] => [
      `deploy/grafana/dashboards/${dashboard.id}.json`,
      `${JSON.stringify(grafanaDashboard(dashboard), null, 2)}\n`,
    ]),
    ['docs/metrics.md', metricsTable()],
  ]);
}
