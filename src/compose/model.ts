import { readFile } from 'node:fs/promises';
import type { Settings } from '../config.ts';
import type { OpenAiSettings } from '../interpreter/openai/openai-interpreter.ts';
import type { Interpreter } from '../interpreter/port.ts';
import { dayInZone } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type ModelBudgets, type ModelPrices, scaledWhole, type UsageLedger } from '../vocabulary/usage.ts';
import type { ModelTerms } from '../desk/usage.ts';
import { clock } from './clocks.ts';
import { following } from './following.ts';
import type { Watchers } from './watchers.ts';

/** The language model of the settings; null where they name none, and then nothing ever leaves the house. */
export async function openInterpreter(
  settings: Settings,
  ledger: UsageLedger,
  now: () => Date,
  watchers: Watchers | null,
): Promise<Interpreter | null> {
  const { openAiBaseUrl: baseUrl, openAiModel: model } = settings;
  if (!hasModel(settings)) return null;
  const { createOpenAiInterpreter } = await import('../interpreter/openai/openai-interpreter.ts');
  const { createTokenCounter } = await import('../interpreter/openai/count-tokens.ts');
  const { circuitBreaking } = await import('../interpreter/circuit.ts');
  const { budgeted } = await import('../interpreter/budget.ts');
  const { timedInterpreter } = await import('../interpreter/timed-interpreter.ts');
  const { budgets, prices, day } = modelTerms(settings, now);
  const observer = watchers?.metrics.model() ?? null;
  const bare = createOpenAiInterpreter({ key: keyOf(settings), baseUrl, model });
  const timed = observer === null ? bare : timedInterpreter(bare, observer, clock);
  const followed = await following(watchers).interpreter(timed);
  return budgeted(circuitBreaking(followed, clock), {
    ledger,
    budgets,
    prices,
    count: createTokenCounter(model),
    day,
    observer,
  });
}

/** What the settings allow the language model to take, and what it costs. Throws Problem `settings_invalid`. */
export function modelTerms(settings: Settings, now: () => Date): ModelTerms {
  const { openAiBaseUrl, openAiModel } = settings;
  return {
    model: hasModel(settings)
      ? { host: openAiBaseUrl === null ? 'api.openai.com' : new URL(openAiBaseUrl).host, name: openAiModel }
      : null,
    budgets: budgetsOf(settings),
    prices: pricesOf(settings),
    // The calendar's own day: a 'today' that is set for the sake of figures would never end.
    day: () => dayInZone(now(), settings.timeZone),
  };
}

/** Whether the settings name a language model. */
export function hasModel({ openAiKey, openAiKeyFile, openAiBaseUrl }: Settings): boolean {
  return openAiKey !== null || openAiKeyFile !== null || openAiBaseUrl !== null;
}

/** The key, or what reads it for each call. Throws Problem `settings_invalid` where both are given. */
function keyOf({ openAiKey, openAiKeyFile: file }: Settings): OpenAiSettings['key'] {
  if (file === null) return openAiKey;
  if (openAiKey === null) return async () => (await readFile(file, 'utf8')).trim();
  throw new Problem('settings_invalid', 'Set OPENAI_API_KEY or OPENAI_API_KEY_FILE, not both.');
}

function budgetsOf(settings: Settings): ModelBudgets {
  return {
    person: { tokens: settings.modelTokensPerPerson, nanos: nanosOf(settings.modelMoneyPerPerson) },
    firm: { tokens: settings.modelTokensPerDay, nanos: nanosOf(settings.modelMoneyPerDay) },
  };
}

function pricesOf(settings: Settings): ModelPrices | null {
  const { modelPriceInput: input, modelPriceCachedInput: cached, modelPriceOutput: output } = settings;
  if (input === null || output === null) {
    const needed = [input, cached, output, settings.modelMoneyPerDay, settings.modelMoneyPerPerson];
    if (needed.every((each) => each === null)) return null;
    throw new Problem(
      'settings_invalid',
      'Budgets in money need the prices of tokens: set ASKFOLIO_MODEL_PRICE_INPUT and ASKFOLIO_MODEL_PRICE_OUTPUT.',
    );
  }
  return {
    currency: settings.modelCurrency,
    input: scaledWhole(input, 6),
    cachedInput: scaledWhole(cached ?? input, 6),
    output: scaledWhole(output, 6),
  };
}

function nanosOf(money: string | null): number | null {
  return money === null ? null : scaledWhole(money, 9);
}
