import type { Metadata } from "next";
import { MyClients } from "./_components/my-clients.tsx";

export const metadata: Metadata = { title: "My clients" };

export default function MyClientsPage() {
  return <MyClients />;
}
