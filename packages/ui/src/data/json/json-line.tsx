"use client";

import { ChevronRight } from "lucide-react";
import { cn } from "../../lib/cn.ts";
import { VisibleText } from "../text-value.tsx";
import type { JsonNode } from "./json-nodes.ts";

export interface JsonLineProps {
  node: JsonNode;
  isActive: boolean;
  isHit: boolean;
  isTextOpen: boolean;
  maxText: number;
  onPress: () => void;
  onFocus: () => void;
}

const colours: Partial<Record<JsonNode["kind"], string>> = {
  string: "text-success",
  number: "text-info",
  boolean: "text-accent",
  null: "text-text-muted",
  more: "text-accent font-sans font-medium",
};

/** One line of the tree, as a `treeitem`. */
export function JsonLine({ node, isActive, isHit, isTextOpen, maxText, onPress, onFocus }: JsonLineProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the tree around it has the keys of all its lines
    <div
      role="treeitem"
      aria-level={node.level}
      aria-posinset={node.position}
      aria-setsize={node.siblings}
      aria-expanded={node.isOpen}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      data-json-path={node.path}
      onClick={onPress}
      onFocus={onFocus}
      style={{ paddingLeft: `${(node.level - 1) * 16 + 8}px` }}
      className={cn(
        "flex cursor-default items-start gap-1 rounded-sm py-px pr-2 hover:bg-surface-2 focus-visible:-outline-offset-2",
        isActive && "group-focus-within/tree:bg-surface-2",
        isHit && "bg-warning-subtle",
      )}
    >
      <ChevronRight
        aria-hidden
        className={cn(
          "mt-0.75 size-3.5 shrink-0 text-text-muted transition-transform",
          node.isOpen === undefined && "invisible",
          node.isOpen && "rotate-90",
        )}
      />
      <span className="min-w-0 break-words whitespace-pre-wrap">
        {node.name !== null && (
          <>
            <span className={typeof node.name === "number" ? "text-text-muted" : "text-text"}>{node.name}</span>
            <span className="text-text-muted">: </span>
          </>
        )}
        <span className={colours[node.kind] ?? "text-text-muted"}>
          {node.kind === "string" ? (
            <VisibleText text={textOf(node, isTextOpen, maxText)} />
          ) : (
            textOf(node, isTextOpen, maxText)
          )}
        </span>
      </span>
    </div>
  );
}

function textOf(node: JsonNode, isTextOpen: boolean, maxText: number): string {
  switch (node.kind) {
    case "object":
      return node.childCount === 0 ? "{}" : `{ ${node.childCount} ${node.childCount === 1 ? "field" : "fields"} }`;
    case "array":
      return node.childCount === 0 ? "[]" : `[ ${node.childCount} ${node.childCount === 1 ? "item" : "items"} ]`;
    case "more":
      return `Show more, ${String(node.value)} are left`;
    case "string": {
      const text = String(node.value);
      if (isTextOpen || text.length <= maxText) return JSON.stringify(text);
      return `${JSON.stringify(text.slice(0, maxText)).slice(0, -1)}… (${text.length.toLocaleString("en")} characters, Enter shows all)`;
    }
    case "null":
      return "null";
    default:
      return String(node.value);
  }
}
