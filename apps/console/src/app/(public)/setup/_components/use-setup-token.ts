"use client";

import { useEffect, useState } from "react";
import { tokenOfFragment } from "@/features/session/setup-token.ts";

/** The set-up token: from the link's fragment, which is then taken out of the address bar, or typed in. */
export function useSetupToken() {
  const [token, setToken] = useState("");
  const [isFieldShown, setIsFieldShown] = useState(true);
  useEffect(() => {
    const read = () => {
      const given = tokenOfFragment(window.location.hash);
      if (!given) return;
      setToken(given);
      setIsFieldShown(false);
      window.history.replaceState(window.history.state, "", window.location.pathname);
    };
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);
  return { token, setToken, isFieldShown, showField: () => setIsFieldShown(true) };
}
