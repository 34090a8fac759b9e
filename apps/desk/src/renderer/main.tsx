import { z } from "zod";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import "./styles.css";

// The page may not make code from text, so zod need not try.
z.config({ jitless: true });

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no root.");
createRoot(root).render(<App />);
