"use client";

import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../primitives/icon-button.tsx";
import { Input, type InputProps } from "../primitives/input.tsx";

/** A password with the choice to see it. */
export function PasswordInput(props: Omit<InputProps, "type" | "trailing">) {
  const [isShown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={isShown ? "text" : "password"}
      autoCapitalize="off"
      spellCheck={false}
      trailing={
        <IconButton
          size="sm"
          label={isShown ? "Hide password" : "Show password"}
          aria-pressed={isShown}
          icon={isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          onClick={() => setShown(!isShown)}
          className="size-7 text-text-muted"
        />
      }
    />
  );
}
