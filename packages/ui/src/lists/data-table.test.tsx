import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { Column } from "./column.ts";
import { DataTable } from "./data-table.tsx";

interface Tool {
  id: string;
  calls: number;
}

const columns: Column<Tool>[] = [
  { id: "id", header: "Tool", cell: (row) => row.id, sortValue: (row) => row.id },
  { id: "calls", header: "Calls", cell: (row) => row.calls, sortValue: (row) => row.calls, align: "end" },
];
const tools = (count: number): Tool[] =>
  Array.from({ length: count }, (_, index) => ({ id: `tool-${index}`, calls: index }));
const rowsIn = (html: string) => html.match(/data-row-index=/g)?.length ?? 0;

function draw(props: Partial<Parameters<typeof DataTable<Tool>>[0]>): string {
  return renderToStaticMarkup(
    <DataTable label="Tools" columns={columns} rows={tools(3)} rowKey={(row) => row.id} {...props} />,
  );
}

test("100 rows are all drawn; of 101 only what can be seen, with their number told", () => {
  expect(rowsIn(draw({ rows: tools(100) }))).toBe(100);
  const html = draw({ rows: tools(5_000) });
  expect(rowsIn(html)).toBeGreaterThan(0);
  expect(rowsIn(html)).toBeLessThan(60);
  expect(html).toContain('aria-rowcount="5001"');
});

test("the sorted head says its direction, the others that they can be sorted", () => {
  const html = draw({ defaultSort: { columnId: "calls", direction: "descending" } });
  expect(html).toMatch(/aria-sort="none"[^>]*>.*Tool/);
  expect(html).toContain('aria-sort="descending"');
  expect(html.indexOf("tool-2")).toBeLessThan(html.indexOf("tool-0"));
});

test("rows that come sorted from the server are not sorted again", () => {
  const html = draw({
    sort: { columnId: "calls", direction: "descending" },
    onSortChange: () => {},
    serverSorted: true,
  });
  expect(html.indexOf("tool-0")).toBeLessThan(html.indexOf("tool-2"));
});

test("Tab reaches one row only; the keys move on from it", () => {
  const html = draw({ rowHref: (row) => `/tools/${row.id}` });
  expect(html.match(/<a [^>]*tabindex="0"/gi)).toHaveLength(1);
  expect(html.match(/<a [^>]*tabindex="-1"/gi)).toHaveLength(2);
  expect(html).toContain('href="/tools/tool-1"');
});

test("a table whose rows lead nowhere has no controls in them", () => {
  expect(draw({})).not.toContain("data-row-control");
});

test("the row whose panel is open is the current one", () => {
  expect(draw({ selectedKey: "tool-1" }).match(/aria-current="true"/g)).toHaveLength(1);
});

test("an error wins over rows, loading over empty, and empty says what the owner gave", () => {
  expect(draw({ error: <p>Core does not answer</p> })).toContain("Core does not answer");
  expect(rowsIn(draw({ error: <p>Core does not answer</p> }))).toBe(0);
  expect(draw({ rows: undefined, empty: <p>No tools yet</p> })).toContain("Loading Tools");
  expect(draw({ rows: undefined, empty: <p>No tools yet</p> })).not.toContain("No tools yet");
  expect(draw({ rows: [], empty: <p>No tools yet</p> })).toContain("No tools yet");
});
