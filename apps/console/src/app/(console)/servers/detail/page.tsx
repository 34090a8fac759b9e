import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { ServerPage } from "./_components/server-page.tsx";

export const metadata: Metadata = { title: "Server" };

export default function ServerDetailPage() {
  return (
    <AdministratorsOnly>
      <ServerPage />
    </AdministratorsOnly>
  );
}
