"use client";

import { ListFilter, Search, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { cn } from "../lib/cn.ts";
import { Button } from "../primitives/button.tsx";
import { DropdownMenu, MenuRadioGroup } from "../primitives/dropdown-menu.tsx";
import { Input } from "../primitives/input.tsx";

export interface FilterOption {
  value: string;
  label: string;
}

export interface FilterDefinition {
  id: string;
  /** What is filtered: "Outcome". */
  label: string;
  /** The chosen value; null for no filter. */
  value: string | null;
  options: readonly FilterOption[];
  onChange: (value: string | null) => void;
}

export interface FilterBarProps {
  /** The name of the landmark, where a page has several. */
  label?: string;
  search?: { value: string; onChange: (value: string) => void; placeholder?: string; label?: string };
  filters?: readonly FilterDefinition[];
  /** What is left after filtering: "12 of 240 calls". Read aloud when it changes. */
  result?: ReactNode;
  /** Takes every filter and the search away. Without it, each is cleared by its own callback. */
  onClear?: () => void;
  /** At the right: a view switch, an export. */
  children?: ReactNode;
  className?: string;
}

/** Search and filters of a list. A set filter becomes a chip that says its value and can be taken away. */
export function FilterBar({ label, search, filters = [], result, onClear, children, className }: FilterBarProps) {
  const isFiltered = Boolean(search?.value) || filters.some((filter) => filter.value !== null);
  const clear = () => {
    if (onClear) return onClear();
    search?.onChange("");
    for (const filter of filters) if (filter.value !== null) filter.onChange(null);
  };
  return (
    <div
      role="search"
      aria-label={label ?? search?.label ?? search?.placeholder ?? "Filters"}
      className={cn("mb-3 flex flex-wrap items-center gap-2", className)}
    >
      {search && (
        <div className="w-full sm:w-64">
          <Input
            type="search"
            aria-label={search.label ?? "Search"}
            placeholder={search.placeholder ?? "Search"}
            leading={<Search aria-hidden />}
            value={search.value}
            onChange={(event) => search.onChange(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape" && search.value) {
                event.preventDefault();
                search.onChange("");
              }
            }}
          />
        </div>
      )}
      {filters.map((filter) => (
        <FilterChip key={filter.id} filter={filter} />
      ))}
      {isFiltered && (
        <Button variant="ghost" size="md" onClick={clear} className="text-text-muted">
          Clear
        </Button>
      )}
      <div className="ml-auto flex items-center gap-3">
        <span role="status" className="text-12 tabular-nums text-text-muted">
          {result}
        </span>
        {children}
      </div>
    </div>
  );
}

const none = "";

function FilterChip({ filter }: { filter: FilterDefinition }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const chosen = filter.options.find((option) => option.value === filter.value);
  const isSet = filter.value !== null;
  return (
    <span
      className={cn(
        "inline-flex h-8 items-stretch rounded border text-13 transition-colors",
        isSet ? "border-accent/40 bg-accent-subtle" : "border-dashed border-border-strong bg-surface-1",
      )}
    >
      <DropdownMenu
        align="start"
        trigger={
          <button
            ref={trigger}
            type="button"
            className={cn(
              "inline-flex items-center gap-1.5 rounded pr-2.5 pl-2 focus-visible:outline-offset-0",
              isSet ? "pr-1.5" : "text-text-muted hover:bg-surface-2 hover:text-text",
            )}
          >
            {!isSet && <ListFilter aria-hidden className="size-3.5" />}
            <span className={cn(isSet && "text-text-muted")}>
              {filter.label}
              {isSet && ":"}
            </span>
            {isSet && <span className="max-w-48 truncate font-medium text-text">{chosen?.label ?? filter.value}</span>}
          </button>
        }
      >
        <MenuRadioGroup
          label={filter.label}
          value={filter.value ?? none}
          onValueChange={(value) => filter.onChange(value === none ? null : value)}
          options={[{ value: none, label: "Any" }, ...filter.options]}
        />
      </DropdownMenu>
      {isSet && (
        <button
          type="button"
          aria-label={`Remove filter ${filter.label}`}
          className="grid w-7 place-items-center rounded text-text-muted hover:text-text focus-visible:outline-offset-0"
          onClick={() => {
            filter.onChange(null);
            // The button is gone after this; its neighbour keeps the focus from being lost.
            trigger.current?.focus();
          }}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  );
}
