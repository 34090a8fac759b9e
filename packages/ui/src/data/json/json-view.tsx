"use client";

import { Search } from "lucide-react";
import { useCallback, useState } from "react";
import { cn } from "../../lib/cn.ts";
import { Button } from "../../primitives/button.tsx";
import { CopyButton } from "../../primitives/copy-button.tsx";
import { Input } from "../../primitives/input.tsx";
import { type JsonNode, searchJson } from "./json-nodes.ts";
import { JsonTree } from "./json-tree.tsx";

export interface JsonViewProps {
  value: unknown;
  /** What it is: "Arguments". */
  label: string;
  /** How many levels are open from the start. */
  expandDepth?: number;
  /** Search, raw text and copy. */
  toolbar?: boolean;
  /** Longer texts are folded, with their length. */
  maxText?: number;
  /** Scrolls inside this CSS length. */
  maxHeight?: string;
  className?: string;
}

/** A JSON value as a tree one can walk by keyboard, search and copy from; or as text. */
export function JsonView(props: JsonViewProps) {
  const { value, label, expandDepth = 2, toolbar = true, maxText = 240, maxHeight = "28rem" } = props;
  const [query, setQuery] = useState("");
  const [isRaw, setRaw] = useState(false);
  const [active, setActive] = useState<JsonNode>();
  const raw = () => JSON.stringify(value, null, 2) ?? "undefined";
  const hitCount = query.trim() ? searchJson(value, query).hits.size : null;
  const onActiveChange = useCallback((node: JsonNode | undefined) => setActive(node), []);
  return (
    <div className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1", props.className)}>
      {toolbar && (
        <div className="flex flex-wrap items-center gap-1.5 border-b border-border bg-surface-2 py-1 pr-1.5 pl-3">
          <span className="mr-auto text-12 font-medium text-text-muted">{label}</span>
          {!isRaw && (
            <>
              <span role="status" className="text-12 tabular-nums text-text-muted">
                {hitCount === null ? "" : `${hitCount} found`}
              </span>
              <div className="w-36">
                <Input
                  type="search"
                  aria-label={`Search in ${label.toLowerCase()}`}
                  placeholder="Search"
                  leading={<Search aria-hidden />}
                  value={query}
                  onChange={(event) => setQuery(event.target.value)}
                  className="h-7 text-12"
                />
              </div>
            </>
          )}
          <Button
            size="sm"
            variant="ghost"
            aria-pressed={isRaw}
            onClick={() => setRaw(!isRaw)}
            className="text-text-muted"
          >
            {isRaw ? "Tree" : "Raw"}
          </Button>
          <CopyButton text={raw} label={`Copy ${label.toLowerCase()}`} />
        </div>
      )}
      <div className="overflow-auto" style={{ maxHeight }}>
        {isRaw ? (
          <pre
            // A region that scrolls must be reachable by keyboard.
            tabIndex={0}
            role="group"
            aria-label={`${label}, text`}
            className="m-0 px-3 py-2 text-12 leading-5 break-words whitespace-pre-wrap focus-visible:-outline-offset-2"
          >
            {raw()}
          </pre>
        ) : (
          <JsonTree
            value={value}
            label={label}
            expandDepth={expandDepth}
            maxText={maxText}
            query={query}
            onActiveChange={onActiveChange}
          />
        )}
      </div>
      {toolbar && !isRaw && active && active.kind !== "more" && (
        <div className="flex items-center justify-between gap-2 border-t border-border py-0.5 pr-1.5 pl-3">
          <code className="min-w-0 truncate text-12 text-text-muted">{active.path}</code>
          <CopyButton text={active.path} label="Copy path" />
        </div>
      )}
    </div>
  );
}
