import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, SETTINGS, settingsPage, todayOf, unknownSettings } from './config.ts';

describe('settings', () => {
  it('have a default each, and an empty variable counts as unset', () => {
    const settings = readSettings({ ASKFOLIO_PORT: '', ASKFOLIO_HOME: '/somewhere' });
    expect(settings).toMatchObject({ port: 8321, firmCurrency: 'USD', masterKey: null, riskFreeRate: '0' });
    expect(settings.home).toBe('/somewhere');
  });

  it.each([
    ['ASKFOLIO_PORT', '70000'],
    ['ASKFOLIO_PORT', '12x'],
    ['ASKFOLIO_HOST', 'any where'],
    ['ASKFOLIO_URL', 'https://askfolio.example.com/below'],
    ['ASKFOLIO_PLAIN_HTTP', 'yes'],
    ['ASKFOLIO_TRUSTED_PROXIES', 'everybody'],
    ['ASKFOLIO_MASTER_KEY', 'short-secret'],
    ['ASKFOLIO_FIRM_CURRENCY', 'ZZZ'],
    ['ASKFOLIO_TIME_ZONE', 'Mars/Olympus'],
    ['ASKFOLIO_TODAY', '2025-02-29'],
    ['ASKFOLIO_RISK_FREE_RATE', '2 %'],
    ['ASKFOLIO_RISK_FREE_RATE', '7'],
    ['ASKFOLIO_BAD_ROWS_SHARE_MAX', '1.5'],
    ['ASKFOLIO_METRICS_TOKEN', 'abc'],
    ['ASKFOLIO_LOG_LEVEL', 'loud'],
  ])('%s = %s is refused by name, and the value is not repeated', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(new RegExp(`^The setting ${name} must be `));
    try {
      readSettings({ [name]: value });
    } catch (error) {
      expect(String(error)).not.toContain(value === '12x' ? 'x;' : `${value};`);
    }
  });

  it('that nobody knows are found', () => {
    expect(unknownSettings({ ASKFOLIO_PROT: '1', ASKFOLIO_PORT: '1', PATH: '' })).toEqual(['ASKFOLIO_PROT']);
  });

  it("give the firm's calendar day, or the one that is set", () => {
    const late = new Date('2026-03-31T23:30:00Z');
    expect(todayOf(readSettings({}), late)).toBe('2026-03-31');
    expect(todayOf(readSettings({ ASKFOLIO_TIME_ZONE: 'Europe/Zurich' }), late)).toBe('2026-04-01');
    expect(todayOf(readSettings({ ASKFOLIO_TODAY: '2017-12-29' }), late)).toBe('2017-12-29');
  });

  it('are documented as they are declared', () => {
    const page = readFileSync(new URL('../docs/settings.md', import.meta.url), 'utf8');
    expect(page.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')).toBe(settingsPage());
    expect(Object.keys(SETTINGS).length).toBeGreaterThan(8);
  });
});
