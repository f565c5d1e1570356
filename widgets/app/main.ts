/** The web app: defines its elements; `<hub-app>` in the page does the rest. */
import { applyTheme } from "./theme.ts";
import "./shell.ts";

applyTheme();
