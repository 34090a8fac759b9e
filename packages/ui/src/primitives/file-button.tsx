"use client";

import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";

export interface FileButtonProps {
  /** What the button says, and what the control is called. */
  children: string;
  /** As of an input: ".zip,application/zip". */
  accept?: string;
  onFile: (file: File) => void;
  icon?: ReactNode;
  disabled?: boolean;
  size?: "sm" | "md";
}

/** A button that opens the browser's choice of one file. The same file can be chosen again after it has changed. */
export function FileButton({ children, accept, onFile, icon, disabled, size = "md" }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={children}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) onFile(file);
        }}
      />
      <Button size={size} icon={icon} disabled={disabled} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
