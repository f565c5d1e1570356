/** One good input for each call about imports. */
import { previewImport, runImport, stepImport } from "../../contract/index.ts";
import type { World } from "./examples.ts";

const file = (unique: string) => ({
  file: "people.csv",
  content: Buffer.from(`name,email\nPerson ${unique},${unique}@import.example\n`).toString("base64"),
});

async function aDraft({ test, unique }: World): Promise<string> {
  return (await test.admin.hub(previewImport, file(unique()))).id;
}

async function anImport(world: World): Promise<string> {
  const { hub } = world.test.admin;
  const id = await aDraft(world);
  await hub(runImport, { import: id });
  while ((await hub(stepImport, { import: id })).state === "running");
  return id;
}

export const importExamples = {
  "import.upload": ({ unique }: World) => Promise.resolve(file(unique())),
  "import.preview": ({ unique }: World) => Promise.resolve(file(unique())),
  "import.run": async (world: World) => ({ import: await aDraft(world) }),
  "import.step": async (world: World) => ({ import: await aDraft(world) }),
  "import.undo": async (world: World) => ({ import: await anImport(world) }),
  "import.details": async (world: World) => ({ import: await aDraft(world) }),
  "import.list": () => Promise.resolve({}),
  "import.report": async (world: World) => ({ import: await anImport(world) }),
};
