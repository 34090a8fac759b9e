"use client";

import { Search } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "../lib/cn.ts";
import { Button } from "../primitives/button.tsx";
import { Checkbox } from "../primitives/checkbox.tsx";
import { Input } from "../primitives/input.tsx";
import { chosenText, fittingItems, withFirst, withShown } from "./check-items.ts";

export interface CheckItem {
  value: string;
  label: ReactNode;
  /** What the search looks at beside the value. */
  words?: string;
  /** Under the label, small. */
  detail?: ReactNode;
  /** It cannot be chosen; `detail` says why. */
  disabled?: boolean;
}

export interface CheckListProps {
  /** "Operations" */
  label: string;
  hint?: ReactNode;
  items: readonly CheckItem[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** Instead of the items, when there are none. */
  empty?: ReactNode;
  error?: ReactNode;
  className?: string;
}

/** From how many items on one looks for them rather than reads them. */
const searchFrom = 8;

/** Some of many: a list of checkboxes with a search; "all" and "none" mean what the search shows. */
export function CheckList({ label, hint, items, chosen, onChange, empty, error, className }: CheckListProps) {
  const id = useId();
  const [search, setSearch] = useState("");
  // What was chosen at first stands first, and stays there: rows never move under the pointer.
  const [first] = useState(chosen);
  const shown = fittingItems(withFirst(items, first), search);
  return (
    <fieldset
      className={cn("m-0 min-w-0 border-0 p-0", className)}
      aria-describedby={[hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined}
    >
      <legend className="mb-1.5 p-0 text-13 font-medium text-text">
        {label} <span className="ml-1.5 font-normal text-text-muted">{chosenText(items, chosen)}</span>
      </legend>
      {items.length === 0 ? (
        <p className="text-13 text-text-muted">{empty ?? "There are none."}</p>
      ) : (
        <>
          <div className="mb-2 flex flex-wrap items-center gap-2">
            {items.length >= searchFrom && (
              <div className="w-full sm:w-64">
                <Input
                  type="search"
                  aria-label={`Search ${label.toLowerCase()}`}
                  placeholder="Search"
                  leading={<Search aria-hidden />}
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              </div>
            )}
            <Button size="sm" onClick={() => onChange(withShown(chosen, shown, true))}>
              All
            </Button>
            <Button size="sm" onClick={() => onChange(withShown(chosen, shown, false))}>
              None
            </Button>
          </div>
          {shown.length === 0 ? (
            <p role="status" className="text-13 text-text-muted">
              Nothing fits "{search}".
            </p>
          ) : (
            <ul className="relative m-0 grid max-h-80 list-none grid-cols-1 overflow-y-auto rounded border border-border p-0">
              {shown.map((item, index) => (
                <li key={item.value} className="flex gap-2.5 border-b border-border px-3 py-2 last:border-b-0">
                  <span className="flex h-5 items-center">
                    <Checkbox
                      id={`${id}-${index}`}
                      checked={chosen.has(item.value)}
                      disabled={item.disabled}
                      // Where a form that is refused puts the focus.
                      aria-invalid={(error && index === 0) || undefined}
                      aria-describedby={item.detail ? `${id}-${index}-detail` : undefined}
                      onCheckedChange={(isOn) => onChange(withShown(chosen, [item], isOn === true))}
                    />
                  </span>
                  <div className="min-w-0">
                    <label htmlFor={`${id}-${index}`} className="text-13 break-words text-text">
                      {item.label}
                    </label>
                    {item.detail && (
                      <div id={`${id}-${index}-detail`} className="text-12 break-words text-text-muted">
                        {item.detail}
                      </div>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-12 text-text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1.5 text-12 font-medium text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}
