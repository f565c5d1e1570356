/** `hub.js`: the elements for any page. Importing it defines them. */
export { HubIcon } from "./icon/icon.ts";
