import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { NetworkPage } from "./_components/network-page.tsx";

export const metadata: Metadata = { title: "Network & limits" };

export default function Network() {
  return (
    <AdministratorsOnly>
      <NetworkPage />
    </AdministratorsOnly>
  );
}
