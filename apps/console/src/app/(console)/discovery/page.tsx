import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { DiscoveryPage } from "./_components/discovery-page.tsx";

export const metadata: Metadata = { title: "Discovery & cache" };

export default function Page() {
  return (
    <AdministratorsOnly>
      <DiscoveryPage />
    </AdministratorsOnly>
  );
}
