"use client";

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { JsonLine } from "./json-line.tsx";
import { type JsonNode, searchJson, visibleNodes } from "./json-nodes.ts";

export interface JsonTreeProps {
  value: unknown;
  label: string;
  expandDepth: number;
  maxText: number;
  query: string;
  /** Told about the line one is at, for "copy path". */
  onActiveChange: (node: JsonNode | undefined) => void;
}

const pageSize = 100;

/** The tree of a JSON value. Arrow keys as in every tree: right opens, left closes or goes to the parent. */
export function JsonTree({ value, label, expandDepth, maxText, query, onActiveChange }: JsonTreeProps) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [openTexts, setOpenTexts] = useState<ReadonlySet<string>>(new Set());
  const [activePath, setActivePath] = useState("$");
  const tree = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);

  const { hits, forced } = useMemo(() => searchJson(value, query), [value, query]);
  const treeState = useMemo(
    () => ({ toggled, expandDepth, limits, pageSize, forced }),
    [toggled, expandDepth, limits, forced],
  );
  const nodes = useMemo(() => visibleNodes(value, treeState), [value, treeState]);
  const activeIndex = Math.max(
    0,
    nodes.findIndex((node) => node.path === activePath),
  );
  const active = nodes[activeIndex];

  useEffect(() => onActiveChange(active), [active, onActiveChange]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  });

  function moveTo(node: JsonNode | undefined) {
    if (!node) return;
    wantsFocus.current = true;
    setActivePath(node.path);
  }
  function setOpen(node: JsonNode, isOpen: boolean) {
    setToggled((before) => new Map(before).set(node.path, isOpen));
  }
  function press(node: JsonNode) {
    setActivePath(node.path);
    if (node.isOpen !== undefined) return setOpen(node, !node.isOpen);
    if (node.kind === "more" && node.parentPath !== null) {
      const parent = node.parentPath;
      const more = new Map(limits).set(parent, (limits.get(parent) ?? pageSize) + pageSize * 2);
      setLimits(more);
      // The line that was pressed is gone after this: what takes its place takes the focus.
      moveTo(visibleNodes(value, { ...treeState, limits: more })[nodes.indexOf(node)]);
    } else if (node.kind === "string" && String(node.value).length > maxText) {
      setOpenTexts((before) => {
        const after = new Set(before);
        if (!after.delete(node.path)) after.add(node.path);
        return after;
      });
    }
  }

  function onKeyDown(event: React.KeyboardEvent) {
    if (!active || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, () => void> = {
      ArrowDown: () => moveTo(nodes[activeIndex + 1]),
      ArrowUp: () => moveTo(nodes[activeIndex - 1]),
      Home: () => moveTo(nodes[0]),
      End: () => moveTo(nodes.at(-1)),
      Enter: () => press(active),
      " ": () => press(active),
      ArrowRight: () =>
        active.isOpen === false ? setOpen(active, true) : active.isOpen && moveTo(nodes[activeIndex + 1]),
      ArrowLeft: () =>
        active.isOpen ? setOpen(active, false) : moveTo(nodes.find((node) => node.path === active.parentPath)),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  return (
    <div
      ref={tree}
      role="tree"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKeyDown}
      className="group/tree p-1.5 font-mono text-12 leading-5"
    >
      {nodes.map((node) => (
        <JsonLine
          key={node.path}
          node={node}
          isActive={node === active}
          isHit={hits.has(node.path)}
          isTextOpen={openTexts.has(node.path)}
          maxText={maxText}
          onPress={() => press(node)}
          onFocus={() => setActivePath(node.path)}
        />
      ))}
    </div>
  );
}
