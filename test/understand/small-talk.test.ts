// Mere talk gets the answer that fits it: the content's own sample sentences, with accents and without.
import { describe, expect, it } from 'vitest';
import { smallTalk } from '../../src/understand/small-talk.ts';

describe('small talk', () => {
  it.each([
    ['xin chào', 'greeting'],
    ['hello ad', 'greeting'],
    ['alô có ai không', 'greeting'],
    ['cảm ơn, tôi làm được rồi', 'thanks'],
    ['cam on chau nhieu nha', 'thanks'],
    ['ok thanks', 'thanks'],
    ['dạ em hiểu rồi ạ', 'thanks'],
    ['tạm biệt', 'thanks'],
    ['cảm ơn, khó quá mà cũng xong', 'thanks'],
    ['bực mình quá', 'angry'],
    ['buc minh qua', 'angry'],
    ['bot ngu', 'angry'],
    ['không giúp được gì hết', 'angry'],
    ['you are useless', 'angry'],
    ['bạn là ai', 'who-are-you'],
    ['ban la may hay nguoi', 'who-are-you'],
    ['bạn là công an hả', 'who-are-you'],
    ['Are you the police?', 'who-are-you'],
    ['bạn có thể giúp gì cho tôi', 'who-are-you'],
    ['không hiểu gì hết', 'unclear'],
    ['ko được', 'unclear'],
    ['nỏ hiểu chi', 'unclear'],
    ['cho em hỏi với', 'unclear'],
    ["it doesn't work", 'unclear'],
    ['...', 'unclear'],
    ['???', 'unclear'],
  ])('%s → %s', (text, step) => expect(smallTalk(text)).toBe(step));

  it('with accents a word is only itself: sleeping is no insult', () => {
    expect(smallTalk('bác đi ngủ đây')).not.toBe('angry');
    expect(smallTalk('chân đau quá')).not.toBe('angry');
  });
});
