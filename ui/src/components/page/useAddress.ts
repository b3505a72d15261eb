import { useEffect, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";

type Filters = Readonly<Record<string, string>>;

/** Web views refuse more than some hundred changes of the address in half a minute. */
const WRITE_AFTER_MS = 300;

function read(search: string): Filters {
  return Object.fromEntries(new URLSearchParams(search));
}

function write(filters: Filters): string {
  const kept = Object.entries(filters).filter(([, value]) => value !== "");
  return new URLSearchParams(kept).toString();
}

/** Filters that stand in the address: they survive going back, and can be linked to. An empty one is left out. */
export function useAddress(): [Filters, (change: Filters) => void] {
  const { search } = useLocation();
  const navigate = useNavigate();
  const [filters, setFilters] = useState(() => read(search));
  const written = useRef(write(filters));

  // Somebody went back, or came here by another link.
  useEffect(() => {
    const now = write(read(search));
    if (now === written.current) return;
    written.current = now;
    setFilters(read(search));
  }, [search]);

  useEffect(() => {
    const text = write(filters);
    if (text === written.current) return;
    const timer = setTimeout(() => {
      written.current = text;
      navigate({ search: text }, { replace: true });
    }, WRITE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [filters, navigate]);

  return [filters, (change) => setFilters((now) => ({ ...now, ...change }))];
}
