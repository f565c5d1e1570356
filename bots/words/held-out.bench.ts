// How many phrases that were held out are read as they are meant, asked back, or read wrongly: node bots/words/held-out.bench.ts
import { again } from "../testing/held-out/again.ts";
import { heldOut } from "../testing/held-out/index.ts";
import { verdictOf } from "../testing/score.ts";

const sets = { first: heldOut.filter((phrase) => !again.includes(phrase)), second: again };
for (const [set, phrases] of Object.entries(sets)) {
  const verdicts = phrases.map((phrase) => verdictOf(phrase).verdict);
  for (const verdict of ["right", "asked", "wrong"]) {
    const value = verdicts.filter((one) => one === verdict).length;
    console.log(
      JSON.stringify({
        name: `bots: ${set} held-out phrases, ${verdict}`,
        value,
        unit: `of ${phrases.length}`,
      }),
    );
  }
}
