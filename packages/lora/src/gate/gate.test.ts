import { expect, test } from 'vitest';
import { applyGate } from './apply-gate.ts';
import { defaultGateRule } from './default-rule.ts';
import { parseGateRule } from './parse-rule.ts';

const metrics = { win_rate: 0.62, regression: 0.01, checks: 0.8, checks_before: 0.7, margin: -0.5 };

test.each([
  ['win_rate>0.5 and regression<0.02', true],
  ['WIN_RATE >= 62 % AND regression < 2%', true],
  ['win_rate>0.7 or checks>checks_before', true],
  ['win_rate>0.7 or regression>1 and checks>0', false],
  ['(win_rate>0.7 or checks>0) and margin<-.4', true],
  ['not (win_rate>0.7) && !checks<0.5 || margin>1e3', true],
  ['margin = -5e-1 and checks != 1 and regression ≤ 1%', true],
  ['checks_before > checks', false],
])('%s: %s', (rule, passed) => {
  expect(applyGate(rule, { metrics })).toMatchObject({ passed, rule });
});

test('and binds before or, not before and', () => {
  const rule = parseGateRule('not loss<1 and mae<2 or rmse>3');
  expect(rule).toMatchObject({
    type: 'any',
    rules: [{ type: 'all', rules: [{ type: 'not' }, { type: 'comparison' }] }, { right: { value: 3 } }],
  });
});

test.each([
  ['winrate>0.5', 'no metric "winrate"; there are loss, '],
  ['win_rate>', 'a metric or a number must stand here'],
  ['win_rate 0.5', 'a comparison'],
  ['win_rate>0.5 regression<1', '"and" or "or" is missing'],
  ['(win_rate>0.5', '")" is missing'],
  ['win_rate>0.5 ; 1', 'character 13: "; 1" has no meaning'],
  ['', 'a metric or a number must stand here'],
  [`${'('.repeat(1000)}loss<1`, 'nested too deep'],
])('%s is refused', (rule, said) => {
  expect(() => parseGateRule(rule)).toThrow(said);
});

test('every condition has its sentence', () => {
  const { reasons } = applyGate('win_rate>0.7 and checks>checks_before', { metrics });
  expect(reasons).toEqual([
    'win_rate > 0.7 does not hold: win_rate is 0.62.',
    'checks > checks_before holds: checks is 0.8, checks_before is 0.7.',
  ]);
});

test('what was not measured is never met, nor by "not"', () => {
  expect(applyGate('not mae>1', { metrics })).toMatchObject({
    passed: false,
    reasons: ['Under "not": mae is not known: it needs checks that expect a number.'],
  });
  expect(applyGate('mae<1 or checks>0', { metrics }).passed).toBe(true);
  expect(applyGate('loss<1', { metrics: { loss: Number.NaN } }).passed).toBe(false);
});

test('without parity nothing passes', () => {
  const parity = { passed: false, kind: 'text', prompts: 4, equal: 1, reason: '3 of 4 answers differ.' } as const;
  const { passed, reasons } = applyGate('win_rate>0.5', { metrics }, parity);
  expect(passed).toBe(false);
  expect(reasons[0]).toBe('What is served does not do what was trained: 3 of 4 answers differ.');
});

// Of the embedded model, trained on ten corrections for five epochs (docs/guides/loop.md).
test.each([
  ['dpo at 1e-3, which answers "Mine." and "Mmmm…"', 'dpo', 4.694, -2.642, 0.872, false],
  ['dpo at 2e-4', 'dpo', 2.455, -2.01, 0.287, true],
  ['orpo at 1e-3, which answers as it was corrected', 'orpo', 5.134, -3.963, -0.75, true],
  ['one that finds both answers unlikely', 'kto', 1, 0.6, 0, false],
] as const)('a margin is won by sense: %s', (...figures) => {
  const [, method, marginGain, lossChange, saidLossChange, passed] = figures;
  const recorded = { margin_gain_low: marginGain, loss_change: lossChange, said_loss_change: saidLossChange };
  const verdict = applyGate(defaultGateRule(method, { metrics: recorded }), { metrics: recorded });
  expect(verdict).toMatchObject({
    passed,
    rule: 'margin_gain_low > 0 and loss_change <= 0.5 and said_loss_change <= 0.5',
  });
});

test('a rule for those who give none takes what was measured', () => {
  const measured = { margin_gain_low: 0.1, regression: 0, checks: 1, checks_before: 1 };
  const rule = defaultGateRule('dpo', { metrics: measured });
  expect(rule).toBe('margin_gain_low > 0 and regression <= 2% and checks >= checks_before');
  expect(applyGate(rule, { metrics: measured }).passed).toBe(true);
  expect(defaultGateRule('sft', { metrics })).toBe('checks > checks_before and regression <= 2%');
  expect(defaultGateRule('grpo', { metrics: { win_rate_plain: 0.6 } })).toBe('win_rate_plain > 0.5');
  expect(applyGate(defaultGateRule('sft', { metrics: {} }), { metrics: {} })).toMatchObject({
    passed: false,
    reasons: ['loss_change_high is not known: it needs two or more held-out rows with answers.'],
  });
});
