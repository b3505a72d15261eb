import { type ComponentType, type ReactNode, Suspense, use, useState } from "react";

type Fetch = () => Promise<unknown>;

const parts = new Set<Fetch>();

/**
 * A piece of the screen whose code comes after the first drawing: in idle time (`fetchParts`), or when it is first shown.
 * Once it is here it is drawn at once. What could not be fetched is fetched anew when it is shown again.
 */
export function part<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: ReactNode = null,
): ComponentType<Props> {
  let here: ComponentType<Props> | undefined;
  let coming: Promise<ComponentType<Props>> | undefined;

  const fetch = () => {
    coming ??= load().then(
      (loaded) => {
        here = loaded;
        return loaded;
      },
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    );
    return coming;
  };
  parts.add(fetch);

  // biome-ignore-start lint/correctness/noComponentHookFactories: made once, when its module is, as React.lazy is.
  function Content({ awaited, given }: { awaited: Promise<ComponentType<Props>>; given: Props }) {
    const Loaded = here ?? use(awaited);
    return <Loaded {...given} />;
  }
  return function Part(props: Props) {
    // One attempt each time it is shown: its failure is thrown, and not tried again and again.
    const [awaited] = useState(fetch);
    return (
      <Suspense fallback={meanwhile}>
        <Content awaited={awaited} given={props} />
      </Suspense>
    );
  };
  // biome-ignore-end lint/correctness/noComponentHookFactories: made once, when its module is, as React.lazy is.
}

/** Fetches every part, one after another, so that none keeps the screen busy for long. Failures are no matter here. */
export async function fetchParts(pause: () => Promise<void>): Promise<void> {
  for (const fetch of parts) {
    await pause();
    await fetch().catch(() => undefined);
  }
}
