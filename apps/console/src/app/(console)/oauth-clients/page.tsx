import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { OAuthClients } from "./_components/oauth-clients.tsx";

export const metadata: Metadata = { title: "OAuth clients" };

export default function OAuthClientsPage() {
  return (
    <AdministratorsOnly>
      <OAuthClients />
    </AdministratorsOnly>
  );
}
