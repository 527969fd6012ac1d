import type { Page } from 'playwright-core';

/** What a page holds, after everything that nobody holds is gone. */
export interface Weight {
  readonly heapMegabytes: number;
  /** Nodes of the document, also those outside it that something still holds. */
  readonly nodes: number;
}

export async function weigh(page: Page): Promise<Weight> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heapMegabytes: Math.round(usedSize / 104_857.6) / 10, nodes };
}

/** Asks as the page does, without its question box: the answers stand in the conversation `id` when it is opened. */
export async function askBeside(page: Page, id: string, questions: readonly string[]): Promise<void> {
  await page.evaluate(
    async ([conversationId, all]) => {
      for (const question of all) {
        const response = await fetch('/api/v1/ask', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ question, conversationId }),
        });
        if (!response.ok) throw new Error(await response.text());
        await response.text();
      }
    },
    [id, questions] as const,
  );
}

/** Goes to one end of the conversation at once. */
export async function scrollTo(page: Page, end: 'start' | 'end'): Promise<void> {
  const child = end === 'start' ? 'firstElementChild' : 'lastElementChild';
  await page.evaluate(
    `document.querySelector('.thread').${child}.scrollIntoView({ behavior: 'instant', block: 'start' })`,
  );
}
