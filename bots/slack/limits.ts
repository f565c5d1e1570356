/**
 * What Slack takes at most. It refuses a whole message or view for one text that is too long: everything is cut, nothing throws.
 * Source: docs.slack.dev/reference/block-kit, docs.slack.dev/reference/views
 */
export const limits = {
  text: 4000,
  blocks: 50,
  /** Of a modal or the home. */
  viewBlocks: 100,
  section: 3000,
  header: 150,
  context: 10,
  contextText: 2000,
  buttonText: 75,
  buttonValue: 2000,
  actionId: 255,
  blockId: 255,
  actionElements: 25,
  url: 3000,
  /** Title, submit and close of a modal. */
  viewTitle: 24,
  metadata: 3000,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  inputLength: 3000,
  options: 100,
  optionText: 75,
  /** Older clients take no longer ones. */
  optionValue: 75,
  /** Of a chart: characters of its title and of its unit, series, points of each, characters of a name. */
  chartTitle: 50,
  series: 6,
  points: 20,
  pointLabel: 20,
  /** Modals that lie on one another. */
  stack: 3,
} as const;
