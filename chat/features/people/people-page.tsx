import { useState } from 'preact/hooks';
import { fetchPeople } from '../../api/operations.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import type { PageProps } from '../frame/page-props.ts';
import { AddPerson } from './person-form.tsx';
import { PersonItem } from './person-item.tsx';

/** Who may sign in, with role and grants, and changing it. */
export function PeoplePage({ me, menu, onEnded }: PageProps) {
  const words = strings.operations.people;
  const { loaded, reload } = useLoaded(fetchPeople, { onSignedOut: onEnded });
  const action = useAction(onEnded);
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const change = async (work: () => Promise<unknown>, good: string): Promise<boolean> => {
    const isDone = await action.run(work, good);
    if (isDone) reload();
    return isDone;
  };
  return (
    <PageBody title={words.title} menu={menu} onRefresh={reload}>
      <AddPerson onChange={change} isBusy={action.isBusy} />
      <Said said={action.said} />
      <LoadedCard
        title={words.title}
        loaded={loaded}
        onRetry={reload}
        tools={
          <input
            class="form-control form-control-sm people-search"
            type="search"
            aria-label={words.search}
            placeholder={words.search}
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        }
      >
        {(people) => {
          const found = people.filter(({ user, name }) => `${user} ${name}`.toLowerCase().includes(wanted));
          return found.length === 0 ? (
            <p class="panel-note">{people.length === 0 ? words.empty : words.noMatch}</p>
          ) : (
            <ul class="people">
              {found.map((person) => (
                <PersonItem
                  key={person.user}
                  person={person}
                  // Nobody changes his or her own rights.
                  isOneself={person.user === me.user}
                  isBusy={action.isBusy}
                  onChange={change}
                />
              ))}
            </ul>
          );
        }}
      </LoadedCard>
    </PageBody>
  );
}
