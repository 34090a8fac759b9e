import type { Metadata } from "next";
import { PermissionsPage } from "./_components/permissions-page.tsx";

export const metadata: Metadata = { title: "Permissions" };

export default function Permissions() {
  return <PermissionsPage />;
}
