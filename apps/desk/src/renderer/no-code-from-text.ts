import { z } from "zod";

// The page may not make code from text, so zod need not try. Imported before anything that holds a schema.
z.config({ jitless: true });
