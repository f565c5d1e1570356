/** Every verb typed into the web app's composer, in a real browser, on a real hub with its bots: its call is made. */
import test from "ava";
import { Preset } from "matrix-js-sdk";
import type { Browser, Page } from "playwright-core";
import { commands } from "../bots/commands/index.ts";
import { reachOf } from "../bots/surfaces.ts";
import { until } from "../bots/testing/listen.ts";
import { isFine, isOf, openRecorder, toldBy, type Recorder } from "../bots/testing/recorder.ts";
import { openStage, type Stage } from "../bots/testing/stage.ts";
import { cast, makeWorld, roomWithBot, type Say } from "../bots/testing/verb-world.ts";
import { composer } from "../widgets/testing/app.ts";
import { launch } from "../widgets/testing/browser.ts";
import { ensureBuilt } from "../widgets/testing/built.ts";

let stage: Stage;
let recorder: Recorder;
let browser: Browser;
let page: Page;
let say: Say;
let team: string;
let direct: string;

test.before(async () => {
  ensureBuilt();
  [browser, stage] = await Promise.all([launch(), openStage({ analytics: true })]);
  recorder = await openRecorder(stage.hub.url);
  await stage.bots({ HUB_URL: recorder.url });
  const { jane, raj } = await cast(stage);
  team = await roomWithBot(stage, jane, { name: "Team", preset: Preset.PrivateChat });
  direct = await roomWithBot(stage, jane, { is_direct: true, preset: Preset.TrustedPrivateChat });
  say = await makeWorld(stage, jane, raj, "c");
  page = await browser.newPage({ locale: "en-GB", timezoneId: "Europe/Berlin" });
  await page.goto(`${stage.hub.url}/app/icon.svg`);
  const session = { token: jane.token, userId: jane.userId, deviceId: jane.client.getDeviceId() };
  await page.evaluate((kept) => localStorage.setItem("hub.session", kept), JSON.stringify(session));
});
test.after.always(async () => {
  await browser?.close();
  await stage?.stop();
  await recorder?.stop();
});

/** Opens the room, unless it is open already: some verbs open another one. */
async function enter(id: string): Promise<void> {
  const address = `${stage.hub.url}/#/room/${encodeURIComponent(id)}`;
  if (page.url() !== address) await page.goto(address);
  await page.getByRole("log").waitFor();
  await composer(page).waitFor();
}

for (const command of commands) {
  const { verb, examples, secret = false } = command;
  const [example] = examples;
  if (reachOf(command).composer !== "—")
    test.serial(`${verb} works in the web composer`, async (t) => {
      const words = say(verb, example!.words);
      await enter(secret ? direct : team);
      const [from, heard] = [recorder.requests.length, toldBy(recorder)];
      await composer(page).fill(`/${words}`);
      await composer(page).press("Enter");
      if ((await composer(page).inputValue()) !== "") await composer(page).press("Enter"); // the first one took a completion
      await until(() => toldBy(recorder) > heard, `answer to ${words}`);
      const call = command.calls.find(({ name }) => name === example!.call);
      const made = recorder.requests.slice(from).filter((one) => call && isOf(call, one));
      t.true(!call || isFine(made.map(({ status }) => status)), `${words}: ${JSON.stringify(made)}`);
    });
}
