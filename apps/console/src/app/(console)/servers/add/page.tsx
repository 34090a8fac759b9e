import type { Metadata } from "next";
import { AdministratorsOnly } from "@/features/session/administrators-only.tsx";
import { AddServer } from "./_components/add-server.tsx";

export const metadata: Metadata = { title: "Add server" };

export default function AddServerPage() {
  return (
    <AdministratorsOnly>
      <AddServer />
    </AdministratorsOnly>
  );
}
