import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { ServerList } from "./_components/server-list.tsx";

export const metadata: Metadata = { title: "Servers" };

export default function ServersPage() {
  return (
    <AdministratorsOnly>
      <ServerList />
    </AdministratorsOnly>
  );
}
