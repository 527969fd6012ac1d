import { type ComponentChild, Component } from 'preact';

/**
 * A component that is rendered again only when one of its props has become another. (Keeping the rendered nodes
 * themselves instead would hold on to everything that stood around them when they were made.)
 */
export function steady<P extends object>(name: string, render: (props: P) => ComponentChild) {
  return class extends Component<P> {
    static override readonly displayName = name;

    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const held: Readonly<P> = this.props;
      return (Object.keys(next) as (keyof P)[]).some((key) => next[key] !== held[key]);
    }

    override render(props: P): ComponentChild {
      return render(props);
    }
  };
}
