import { expect, test } from 'vitest';
import { element, escapeXml } from './markup.ts';
import { labelStudioTemplate } from './template.ts';

test('asks for one of four outcomes, shows the answers as text and lets people say why', () => {
  expect(labelStudioTemplate('pairwise')).toBe(`\
<View>
  <Header value="Prompt" size="5"/>
  <Text name="prompt" value="$prompt" valueType="text"/>
  <View style="display: flex; gap: 16px;">
    <View style="flex: 1 1 0; min-width: 0;">
      <Header value="Left" size="5"/>
      <Text name="left" value="$left" valueType="text"/>
    </View>
    <View style="flex: 1 1 0; min-width: 0;">
      <Header value="Right" size="5"/>
      <Text name="right" value="$right" valueType="text"/>
    </View>
  </View>
  <Choices name="preference" toName="left" choice="single" required="true" showInline="true">
    <Choice value="Left is better" alias="left" hotkey="1"/>
    <Choice value="Right is better" alias="right" hotkey="2"/>
    <Choice value="Both are equally good" alias="tie" hotkey="3"/>
    <Choice value="Both are bad" alias="both_bad" hotkey="4"/>
  </Choices>
  <TextArea name="comment" toName="left" placeholder="Why? (may be left empty)" maxSubmissions="1" rows="2"/>
</View>`);
  expect(labelStudioTemplate('rating')).toContain(
    '<Rating name="score" toName="answer" maxRating="5" required="true"/>',
  );
  expect(labelStudioTemplate('correction')).toContain('<TextArea name="correction" toName="answer" value="$answer"');
});

test('no character of a value ends it or begins an element, and what XML can say is kept', () => {
  const text = Array.from({ length: 0x11000 }, (_, code) => String.fromCodePoint(code)).join('');
  const written = escapeXml(text);
  expect(/[<>"'\n\r\t]|&(?!amp;|lt;|gt;|quot;|apos;|#10;|#13;|#9;)/.test(written)).toBe(false);
  const names = new Map([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
    ['#10', '\n'],
    ['#13', '\r'],
    ['#9', '\t'],
  ]);
  const read = written.replaceAll(/&([^;]+);/g, (_, name: string) => names.get(name) ?? '?');
  // oxlint-disable-next-line no-control-regex -- XML has no such characters
  const sayable = text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  expect(read === sayable).toBe(true);
});

test('escapes attributes', () => {
  expect(element('Header', { value: '<b>"5" & \'6\'</b>' })).toBe(
    '<Header value="&lt;b&gt;&quot;5&quot; &amp; &apos;6&apos;&lt;/b&gt;"/>',
  );
});
