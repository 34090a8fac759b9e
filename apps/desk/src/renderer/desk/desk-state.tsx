import { createContext, type ReactNode, use, useEffect, useState } from "react";
import type { ConnectionView, DeskState } from "../../shared/state.ts";
import { ask, problemOf } from "./ask.ts";

const DeskStateContext = createContext<DeskState | null>(null);

/** Listens first and asks then, so that nothing in between is missed. Children are drawn once the state is known. */
export function DeskStateProvider(props: { failed: (message: string) => ReactNode; children: ReactNode }) {
  const [state, setState] = useState<DeskState | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let hasHeard = false;
    const stop = window.desk.on("state", (next) => {
      hasHeard = true;
      setState(next);
    });
    ask(window.desk.app.state()).then(
      (first) => {
        if (!hasHeard) setState(first);
      },
      (error: unknown) => setProblem(problemOf(error).message),
    );
    return stop;
  }, []);
  if (state === null) return problem === null ? null : props.failed(problem);
  return <DeskStateContext value={state}>{props.children}</DeskStateContext>;
}

export function useDeskState(): DeskState {
  const state = use(DeskStateContext);
  if (state === null) throw new Error("useDeskState needs a <DeskStateProvider> around it.");
  return state;
}

/** The Core that the window shows, if any. */
export function useCurrentConnection(): ConnectionView | null {
  const { connections, currentId } = useDeskState();
  return connections.find(({ connectionId }) => connectionId === currentId) ?? null;
}

const ConnectionContext = createContext<ConnectionView | null>(null);
export const ConnectionProvider = ConnectionContext;

/** The Core that the pages inside are about. */
export function useConnection(): ConnectionView {
  const connection = use(ConnectionContext);
  if (connection === null) throw new Error("useConnection needs a connection around it.");
  return connection;
}
