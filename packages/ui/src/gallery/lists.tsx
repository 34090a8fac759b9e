"use client";

import { MoreHorizontal, Plus, Server } from "lucide-react";
import { useState } from "react";
import { DataTable } from "../lists/data-table.tsx";
import type { Column } from "../lists/column.ts";
import { FilterBar } from "../lists/filter-bar.tsx";
import { LoadMore, NewRowsBar, Pagination } from "../lists/paging.tsx";
import { Button } from "../primitives/button.tsx";
import { DropdownMenu, MenuItem } from "../primitives/dropdown-menu.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { RelativeTime } from "../primitives/relative-time.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";
import { SidePanel } from "../primitives/side-panel.tsx";
import { StatusBadge } from "../primitives/status-badge.tsx";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorState } from "../states/error-state.tsx";
import { type SampleServer, sampleServers } from "./sample-data.ts";
import { Chapter, Pair, Specimen } from "./specimen.tsx";

function columnsFor(now: number): Column<SampleServer>[] {
  return [
    {
      id: "name",
      header: "Server",
      sortValue: (row) => row.name,
      cell: (row) => (
        <span className="flex items-center gap-2.5">
          <ServerTile name={row.name} size="sm" />
          <span className="min-w-0">
            <span className="block truncate font-medium">{row.name}</span>
          </span>
        </span>
      ),
    },
    {
      id: "status",
      header: "State",
      width: "9rem",
      sortValue: (row) => row.status,
      cell: (row) => <StatusBadge status={row.status} />,
    },
    {
      id: "transport",
      header: "Transport",
      width: "7rem",
      hideBelow: "md",
      cell: (row) => <span className="text-text-muted">{row.transport}</span>,
    },
    {
      id: "tools",
      header: "Tools",
      width: "6rem",
      align: "end",
      hideBelow: "sm",
      sortValue: (row) => row.tools,
      cell: (row) => row.tools,
    },
    {
      id: "calls",
      header: "Calls, 24 h",
      width: "8rem",
      align: "end",
      sortValue: (row) => row.calls,
      cell: (row) => row.calls.toLocaleString("en"),
    },
    {
      id: "p95",
      header: "p95",
      width: "6rem",
      align: "end",
      hideBelow: "md",
      sortValue: (row) => row.p95,
      cell: (row) => (row.p95 === null ? "–" : `${row.p95} ms`),
    },
    {
      id: "last",
      header: "Last call",
      width: "9rem",
      hideBelow: "xl",
      sortValue: (row) => row.lastCallAt,
      cell: (row) => (
        <span className="text-text-muted">
          {row.lastCallAt === null ? "Never" : <RelativeTime at={row.lastCallAt} now={now} />}
        </span>
      ),
    },
    {
      id: "menu",
      header: "Actions",
      hideHeader: true,
      width: "3.5rem",
      align: "end",
      cell: (row) => (
        <DropdownMenu
          trigger={
            <IconButton
              size="sm"
              label={`Actions for ${row.name}`}
              icon={<MoreHorizontal aria-hidden />}
              className="text-text-muted"
            />
          }
        >
          <MenuItem shortcut="e">Edit</MenuItem>
          <MenuItem danger>Remove</MenuItem>
        </DropdownMenu>
      ),
    },
  ];
}

/** Tables, filters and paging. */
export function Lists({ now }: { now: number }) {
  const [opened, setOpened] = useState<SampleServer | null>(null);
  const [query, setQuery] = useState("");
  const [status, setStatus] = useState<string | null>("online");
  const [transport, setTransport] = useState<string | null>(null);
  const columns = columnsFor(now);
  const servers = sampleServers(now);
  const many = Array.from({ length: 2_310 }, (_, index) => {
    const base = servers[index % servers.length];
    return base ? [{ ...base, id: `${base.id}-${index}`, name: `${base.name} ${index + 1}` }] : [];
  }).flat();
  const found = servers.filter((row) => row.name.toLowerCase().includes(query.toLowerCase()));
  return (
    <Chapter id="lists" title="Lists">
      <Specimen name="FilterBar, DataTable">
        <FilterBar
          search={{ value: query, onChange: setQuery, placeholder: "Search servers" }}
          filters={[
            {
              id: "status",
              label: "State",
              value: status,
              onChange: setStatus,
              options: [
                { value: "online", label: "Online" },
                { value: "error", label: "Error" },
              ],
            },
            {
              id: "transport",
              label: "Transport",
              value: transport,
              onChange: setTransport,
              options: [
                { value: "stdio", label: "stdio" },
                { value: "http", label: "HTTP" },
              ],
            },
          ]}
          result={`${found.length} servers`}
        >
          <Button variant="primary" icon={<Plus aria-hidden />}>
            Add server
          </Button>
        </FilterBar>
        <DataTable
          label="Servers"
          columns={columns}
          rows={found}
          rowKey={(row) => row.id}
          onRowOpen={setOpened}
          selectedKey={opened?.id ?? "notes"}
          defaultSort={{ columnId: "calls", direction: "descending" }}
          empty={
            <EmptyState compact title="No server fits">
              Change the search to see more.
            </EmptyState>
          }
          footer={<LoadMore hasMore shown={found.length} total={24} noun="servers" onLoadMore={() => setQuery("")} />}
        />
      </Specimen>
      <Specimen name="DataTable, 2,310 rows">
        <NewRowsBar count={12} onShow={() => setQuery("")} />
        <DataTable
          label="Many servers"
          columns={columns}
          rows={many}
          rowKey={(row) => row.id}
          onRowOpen={setOpened}
          maxHeight="20rem"
          footer={<Pagination text="1 to 2,310 of 2,310" onNext={() => setQuery("")} />}
        />
      </Specimen>
      <Pair>
        <Specimen name="DataTable, loading">
          <DataTable
            label="Servers on their way"
            columns={columns.slice(0, 4)}
            rows={undefined}
            rowKey={(row) => row.id}
          />
        </Specimen>
        <Specimen name="DataTable, empty">
          <DataTable
            label="No servers"
            columns={columns}
            rows={[]}
            rowKey={(row) => row.id}
            empty={
              <EmptyState
                icon={<Server aria-hidden />}
                title="No servers yet"
                action={
                  <Button variant="primary" icon={<Plus aria-hidden />}>
                    Add server
                  </Button>
                }
                command="npm run -s peta -- server add notes --command npx --arg notes-server"
              >
                The tools of your MCP servers appear here, and agents reach them through Peta.
              </EmptyState>
            }
          />
        </Specimen>
        <Specimen name="DataTable, error">
          <DataTable
            label="Failed servers"
            columns={columns}
            rows={[]}
            rowKey={(row) => row.id}
            error={
              <ErrorState
                title="Servers could not be loaded"
                message="The database does not answer. Core tries again by itself."
                code="database.unavailable"
                requestId="req_8f2c1a"
                onRetry={() => setQuery("")}
              />
            }
          />
        </Specimen>
      </Pair>
      <SidePanel
        open={opened !== null}
        onOpenChange={(open) => {
          if (!open) setOpened(null);
        }}
        title={opened?.name ?? ""}
        description={opened && <StatusBadge status={opened.status} />}
        footer={<Button variant="primary">Open full page</Button>}
      >
        What one server does, beside its list.
      </SidePanel>
    </Chapter>
  );
}
