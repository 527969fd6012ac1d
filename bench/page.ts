import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { ROOT, startAskfolio } from '../test/browser/askfolio-process.ts';
import { launchChromium, openPage } from '../test/browser/chromium.ts';
import { weigh, type Weight } from '../test/browser/long-conversation.ts';
import { askByTyping } from '../test/browser/page-actions.ts';
import type { Measured } from './measured.ts';

const ANSWERS = 200;
const LOOKS: readonly number[] = [20, 50, 100, 150, 200];
const KEYS = 20;
const QUESTIONS = [
  'What is the market value?',
  'Show the market value by asset class',
  'Show the market value by month in 2025',
  'Which 5 clients have the highest market value?',
];

const SCRIPT_KB_MAX = 250;
const KEY_MS_MAX = 100;
const LAYOUT_SHIFT_MAX = 0.1;
const HEAP_GROWTH_MB_MAX = 3;

interface Look extends Weight {
  readonly answers: number;
  /** From a key to the next picture: the slowest but one of KEYS. */
  readonly keyMs: number;
}

export interface MeasuredPage {
  readonly looks: readonly Look[];
  readonly rows: readonly Measured[];
}

/** A conversation of 200 answers in Chromium: what it costs in memory, in waiting and in what jumps. */
export async function benchPage(say: (line: string) => void): Promise<MeasuredPage> {
  const [askfolio, browser] = await Promise.all([
    startAskfolio({ accounts: 24, years: 3, seed: 11 }),
    launchChromium(),
  ]);
  try {
    const page = await openPage(browser, askfolio.origin, { policy: [], foreign: [], thrown: [] });
    await page.goto(askfolio.signInLink);
    await page.getByLabel('Your question').waitFor();
    await watchShifts(page);
    const looks: Look[] = [];
    for (let answers = 1; answers <= ANSWERS; answers += 1) {
      await askByTyping(page, QUESTIONS[answers % QUESTIONS.length] ?? '');
      if (!LOOKS.includes(answers)) continue;
      const look = await lookAt(page, answers);
      looks.push(look);
      say(`${answers} answers: ${look.heapMegabytes} MB, ${look.nodes} nodes, ${look.keyMs} ms a key`);
    }
    const layoutShift = await page.evaluate<number>('window.shift');
    return judged(firstScriptKilobytes(), layoutShift, looks);
  } finally {
    await browser.close();
    await askfolio.stop();
  }
}

async function watchShifts(page: Page): Promise<void> {
  await page.evaluate(`window.shift = 0; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift = Math.max(window.shift, entry.value);
  }).observe({ type: 'layout-shift', buffered: true })`);
}

async function lookAt(page: Page, answers: number): Promise<Look> {
  const weight = await weigh(page);
  const field = page.getByLabel('Your question');
  await field.focus();
  await page.evaluate(`window.waits = []; window.onInput ??= document.addEventListener('input', () => {
    const from = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => window.waits.push(performance.now() - from)));
  }) ?? true`);
  for (let key = 1; key <= KEYS; key += 1) {
    await page.keyboard.type('x');
    while ((await page.evaluate<number>('window.waits.length')) < key);
  }
  const waits = await page.evaluate<number[]>('window.waits');
  await field.fill('');
  return {
    answers,
    ...weight,
    keyMs: Math.round(waits.toSorted((a, b) => a - b).at(-2) ?? 0),
  };
}

/** The compressed scripts that index.html loads at once. */
function firstScriptKilobytes(): number {
  const page = join(ROOT, 'dist', 'page');
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-page.ts')], { stdio: 'inherit' });
  const index = readFileSync(join(page, 'index.html'), 'utf8');
  const bytes = readdirSync(join(page, 'assets'))
    .filter((name) => name.endsWith('.js') && index.includes(name))
    .reduce((sum, name) => sum + gzipSync(readFileSync(join(page, 'assets', name))).length, 0);
  return Math.round(bytes / 100) / 10;
}

function judged(script: number, layoutShift: number, looks: readonly Look[]): MeasuredPage {
  const [first, last] = [looks.at(0), looks.at(-1)];
  const growth =
    first && last && last.answers > first.answers
      ? ((last.heapMegabytes - first.heapMegabytes) / (last.answers - first.answers)) * 100
      : 0;
  const slowest = Math.max(...looks.map(({ keyMs }) => keyMs));
  return {
    looks,
    rows: [
      { what: 'compressed script of the first load', value: script, unit: 'kB', limit: SCRIPT_KB_MAX },
      {
        what: 'largest layout shift while answers come',
        value: layoutShift,
        unit: '',
        limit: LAYOUT_SHIFT_MAX,
      },
      { what: 'memory for 100 answers more', value: growth, unit: 'MB', limit: HEAP_GROWTH_MB_MAX },
      { what: 'wait for a key, the slowest but one', value: slowest, unit: 'ms', limit: KEY_MS_MAX },
    ],
  };
}
