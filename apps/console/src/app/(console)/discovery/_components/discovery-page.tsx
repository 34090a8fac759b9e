"use client";

import { PageHeader, Tabs } from "@peta/ui";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { DiscoveryTab } from "./discovery-tab.tsx";
import { ResultCacheTab } from "./result-cache-tab.tsx";

/** How agents meet their tools, and which answers are given out again. */
export function DiscoveryPage() {
  const [params, setParams] = useUrlState(["tab"] as const);
  const items = [
    { value: "discovery", label: "Discovery", content: <DiscoveryTab /> },
    { value: "cache", label: "Result cache", content: <ResultCacheTab /> },
  ];
  return (
    <>
      <PageHeader
        title="Discovery & cache"
        description="How agents meet their tools, and which answers are given out again. Neither is a permission."
      />
      <Tabs
        label="Discovery and cache"
        items={items}
        value={params.tab === "cache" ? "cache" : "discovery"}
        onValueChange={(tab) => setParams({ tab: tab === "discovery" ? null : tab })}
      />
    </>
  );
}
