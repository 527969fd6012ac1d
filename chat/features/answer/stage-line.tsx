import type { Stage } from '../../../src/vocabulary/question.ts';
import { strings } from '../../strings.ts';

/** What is being done right now. */
export function StageLine({ stage }: { stage: Stage | 'busy' | null }) {
  return (
    <p class="stage">
      <span class="stage-mark" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      {stage === null ? strings.stageFirst : strings.stages[stage]} …
    </p>
  );
}
