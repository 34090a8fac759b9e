"use client";

import { FileButton } from "@peta/ui";
import { useState } from "react";
import { fileProblem } from "@/lib/file-problem.ts";

/** Chooses a file and reads its text, when it is no larger than Core would take. */
export function TextFileButton(props: { accept: string; maxBytes: number; onText: (text: string) => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  function read(file: File) {
    const tooLarge = fileProblem(file, props.maxBytes);
    setProblem(tooLarge);
    if (tooLarge === null) file.text().then(props.onText, () => setProblem("The file could not be read."));
  }
  return (
    <FileButton accept={props.accept} onFile={read} error={problem}>
      Choose a file
    </FileButton>
  );
}
