"use client";

import { PageError, type PageErrorProps } from "../_components/page-error.tsx";

export default function ConsoleErrorPage(props: PageErrorProps) {
  return <PageError {...props} />;
}
