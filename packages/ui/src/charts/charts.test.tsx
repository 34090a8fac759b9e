import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { activityTotals, bucketFormat } from "./activity-buckets.ts";
import { ActivityChart } from "./activity-chart.tsx";
import { BarList } from "./bar-list.tsx";
import { sparkPath, sparkPoints } from "./spark-path.ts";

const buckets = [
  { at: "2026-03-04T10:00:00Z", allowed: 12, denied: 1, failed: 0 },
  { at: "2026-03-04T11:00:00Z", allowed: 30, held: 4, denied: 0, failed: 2, cancelled: 3 },
];

test("totals add up each outcome, a missing one as nothing", () => {
  expect(activityTotals(buckets)).toEqual({ allowed: 42, held: 4, denied: 1, failed: 2, cancelled: 3 });
});

test("the axis shows hours within two days and dates beyond", () => {
  expect(bucketFormat(buckets, "en", "UTC")(buckets[0]?.at ?? 0)).toBe("10:00");
  const weeks = [...buckets, { at: "2026-03-20T10:00:00Z", allowed: 0, denied: 0, failed: 0 }];
  expect(bucketFormat(weeks, "en", "UTC")(weeks[2]?.at ?? 0)).toBe("Mar 20");
});

test("the chart says its numbers to who cannot see it, and the table has them all", () => {
  expect(renderToStaticMarkup(<ActivityChart buckets={buckets} label="Calls" />)).toContain(
    'aria-label="Calls: 42 allowed, 4 held, 1 denied, 2 failed, 3 cancelled"',
  );
  const table = renderToStaticMarkup(<ActivityChart buckets={buckets} label="Calls" defaultView="table" />);
  expect(table.match(/<th scope="row"/g)).toHaveLength(2);
  expect(table).toContain(">30</td>");
});

test("where nothing was held or cancelled, neither is listed", () => {
  expect(renderToStaticMarkup(<ActivityChart buckets={buckets.slice(0, 1)} label="Calls" />)).not.toMatch(
    /held|cancelled/i,
  );
});

test("a curve begins at zero, so that a small change does not look like a large one", () => {
  expect(sparkPoints([50, 100], 10, 10)).toEqual([
    { x: 0, y: 5 },
    { x: 10, y: 0 },
  ]);
  expect(sparkPath(sparkPoints([0, 0], 10, 10))).toBe("M0.0 10.0L10.0 10.0");
  expect(sparkPoints([], 10, 10)).toEqual([]);
});

test("a bar list is sorted and counts what it does not show", () => {
  const items = ["a", "b", "c"].map((id, index) => ({ id, label: `tool-${id}`, value: index }));
  const html = renderToStaticMarkup(<BarList label="Tools" items={items} limit={2} />);
  expect(html.indexOf("tool-c")).toBeLessThan(html.indexOf("tool-b"));
  expect(html).not.toContain("tool-a");
  expect(html).toContain("and 1 more");
});
