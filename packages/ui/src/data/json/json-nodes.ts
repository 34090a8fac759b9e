export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null" | "other";

/** One line of the tree. `more` stands for children that are not drawn yet. */
export interface JsonNode {
  /** A path as JSONPath writes it: `$.items[0]["a b"]`. */
  path: string;
  parentPath: string | null;
  /** The name in its parent; null for the root, a number in arrays. */
  name: string | number | null;
  value: unknown;
  kind: JsonKind | "more";
  /** From 1. */
  level: number;
  position: number;
  siblings: number;
  /** Undefined: there is nothing to open. */
  isOpen: boolean | undefined;
  childCount: number;
}

export function kindOf(value: unknown): JsonKind {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "string" || type === "number" || type === "boolean" || type === "object" ? type : "other";
}

/** The path of a child. Names that are plain identifiers are joined by a dot. */
export function childPath(parent: string, name: string | number): string {
  if (typeof name === "number") return `${parent}[${name}]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${parent}.${name}` : `${parent}[${JSON.stringify(name)}]`;
}

function childrenOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((child, index) => [index, child]);
  return value !== null && typeof value === "object" ? Object.entries(value) : [];
}

export interface JsonTreeState {
  /** Paths that were opened or closed by hand. */
  toggled: ReadonlyMap<string, boolean>;
  /** Levels above this one are open from the start. */
  expandDepth: number;
  /** How many children each path shows; `pageSize` otherwise. */
  limits: ReadonlyMap<string, number>;
  pageSize: number;
  /** Paths that a search opened. */
  forced?: ReadonlySet<string>;
}

/** The lines of the tree that are visible, top to bottom. */
export function visibleNodes(value: unknown, state: JsonTreeState): JsonNode[] {
  const nodes: JsonNode[] = [];
  function visit(node: Omit<JsonNode, "kind" | "isOpen" | "childCount">) {
    const children = childrenOf(node.value);
    const isOpen =
      children.length === 0
        ? undefined
        : (state.forced?.has(node.path) ?? false) || (state.toggled.get(node.path) ?? node.level <= state.expandDepth);
    nodes.push({ ...node, kind: kindOf(node.value), isOpen, childCount: children.length });
    if (!isOpen) return;
    const limit = state.limits.get(node.path) ?? state.pageSize;
    const shown = children.slice(0, limit);
    const isCut = shown.length < children.length;
    const siblings = shown.length + (isCut ? 1 : 0);
    shown.forEach(([name, child], index) => {
      const path = childPath(node.path, name);
      visit({ path, parentPath: node.path, name, value: child, level: node.level + 1, position: index + 1, siblings });
    });
    if (isCut) {
      nodes.push({
        path: `${node.path}…`,
        parentPath: node.path,
        name: null,
        value: children.length - shown.length,
        kind: "more",
        level: node.level + 1,
        position: siblings,
        siblings,
        isOpen: undefined,
        childCount: 0,
      });
    }
  }
  visit({ path: "$", parentPath: null, name: null, value, level: 1, position: 1, siblings: 1 });
  return nodes;
}

export interface JsonSearchResult {
  /** Paths whose name or value holds the words. */
  hits: ReadonlySet<string>;
  /** Their ancestors, which must be open. */
  forced: ReadonlySet<string>;
}

/** Looks for text in names and simple values, without regard to case. Stops after `limit` hits. */
export function searchJson(value: unknown, query: string, limit = 500): JsonSearchResult {
  const hits = new Set<string>();
  const forced = new Set<string>();
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return { hits, forced };
  function visit(current: unknown, name: string | number | null, path: string, ancestors: readonly string[]) {
    if (hits.size >= limit) return;
    const children = childrenOf(current);
    const text = `${name ?? ""} ${["string", "number", "boolean"].includes(typeof current) ? JSON.stringify(current) : ""}`;
    if (text.toLowerCase().includes(wanted)) {
      hits.add(path);
      for (const ancestor of ancestors) forced.add(ancestor);
    }
    for (const [childName, child] of children)
      visit(child, childName, childPath(path, childName), [...ancestors, path]);
  }
  visit(value, null, "$", []);
  return { hits, forced };
}
