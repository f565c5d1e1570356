/** Refusals of the hub, as people read them. */
import test from "ava";
import { problem } from "../testing/fake-hub.ts";
import { refused } from "./refuse.ts";

test("places in the input, which only programs know, are told in words", (t) => {
  const told = (sentence: string) =>
    refused(problem(400, "input-invalid", sentence), "quote acme", undefined).lines[0];
  t.is(told("/amount_minor must be above 0; got 0."), "Amount must be above 0; got 0.");
  t.is(told("/times/2 must be a time; got x."), "Times must be a time; got x.");
  t.is(
    told("/lines/0/unit_price_minor must be given, or a product that has a price in EUR; got nothing."),
    "Line 1: Unit price must be given, or a product that has a price in EUR; got nothing.",
  );
  t.is(told("Something else must be so."), "Something else must be so.");
});
