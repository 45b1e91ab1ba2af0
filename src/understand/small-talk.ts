// What a message that is only talk wants: a greeting back, a "you're welcome", an apology, who speaks here, or one question in return.
// Promises: pure; the first list that fits decides, anger before thanks. Refuses: to tell talk from questions (understand.ts does that).
import { fold, hasAccents, words } from '../text.ts';

/** Names of steps of the flow `chitchat`. */
export type SmallTalk = 'greeting' | 'thanks' | 'angry' | 'who-are-you' | 'unclear';

export function smallTalk(text: string): SmallTalk {
  const lower = text.toLowerCase().normalize('NFC');
  const accented = hasAccents(lower);
  const said = ` ${words(accented ? lower : fold(lower)).join(' ')} `;
  // Nothing but signs: "...", "?".
  if (said.trim() === '') return 'unclear';
  for (const { step, says, folded } of LISTS) if ((accented ? says : folded).some((phrase) => said.includes(phrase))) return step;
  return 'greeting';
}

const list = (text: string): string[] => text.trim().split(/\s*[|\n]\s*/u);

/** In this order. A phrase counts as whole words anywhere in the message. */
const PHRASES: readonly (readonly [SmallTalk, readonly string[]])[] = [
  ['angry', list(`bực | bực mình | chán | chán quá | trả lời chán | tức quá | tức ghê | điên thật | đồ điên | vô dụng | dở ẹc | ngu | đồ ngu | bot ngu | dốt | nhảm | xàm | tào lao | vô lý | linh tinh | câm đi | im đi | nản | mệt quá | mệt ghê | mệt mỏi | phiền quá | rắc rối quá | đợi lâu | sao không trả lời
    | không giúp được gì | hỏi một đằng | sao hỏi hoài | useless | stupid | annoying | annoyed | angry | terrible | ridiculous | hate this | waste of time | not helpful | no help`)],
  ['who-are-you', list(`là ai | ai vậy | ai đấy | ai đang trả lời | ai trả lời | tên gì | robot | chatbot | trợ lý ảo | con bot này | máy hay người | người hay máy | người thật hay máy | là công an | là máy | công an trả lời | làm được gì | giúp được gì | giúp gì cho | đây là đâu | đây là cái gì | trang này để
    | lừa à | who are you | what are you | are you a | are you human | are you the police | are you real | what can you do | what is this | how does this work | your name`)],
  ['unclear', list(`không hiểu | ko hiểu | k hiểu | hông hiểu | hổng hiểu | nỏ hiểu | chưa hiểu | chả hiểu | khó hiểu | gì | nói gì vậy | nói lại | nói rõ | là sao | sao vậy | sao nữa | sao giờ | giờ sao | làm sao | phải làm sao | tại sao | vì sao | thế nào | rồi sao | cái gì vậy | là cái gì | không được | ko được | không làm được | làm không được | được không
    | được chưa | vẫn như cũ | bị sao | bị gì | bị rồi | không chịu | không biết | hổng biết | rối quá | rối tung | khó quá | sai rồi | không phải | cái kia | cái đó | cái này | có vấn đề | gặp vấn đề | có chuyện | có việc | thắc mắc | muốn hỏi | cho hỏi | cho tôi hỏi | cho em hỏi | cho mình hỏi | cho bác hỏi | hỏi chút | hỏi xíu | hỏi tí | hỏi cái | cần giúp | cần hỗ trợ | cần tư vấn
    | tư vấn giúp | hỗ trợ | giúp tôi | giúp em | giúp với | giúp bác | giúp cháu | làm ơn giúp | chỉ với | chi rứa | răng rứa | răng vậy | sao rứa | ở mô | mô rứa | khi nào | abc | asdf | test | thử | ủa | trời ơi | i don t understand | don t understand | confused | what do you mean | not working | doesn t work | does not work | i have a question | can i ask | need help | help me
    | please help | can you help | help | why | how | what | hmm`)],
  ['thanks', list(`cảm ơn | cám ơn | ơn quá | thanks | thank you | thank | tks | thank ad | tạm biệt | bye | goodbye | see you | hẹn gặp lại | chúc ngủ ngon | pp | tuyệt vời | hay quá | giỏi quá | tốt quá | tốt lắm | vui ghê | mừng quá | hiểu rồi | làm được rồi | được rồi | xong rồi | ok luôn | không cần nữa | thôi khỏi | khỏi đi | thôi nghỉ
    | thôi để sau | để mai | great | good bot | never mind | got it`)],
];
const SURELY_THANKS = list(`cảm ơn | cám ơn | thanks | thank you | tks`);

const padded = (says: readonly string[], form: (text: string) => string): string[] => says.map((say) => ` ${words(form(say)).join(' ')} `);
/** Thanks said in so many words come before a complaint's word or a question mark inside them ("cảm ơn, khó quá mà cũng xong"). */
const LISTS = [['thanks', SURELY_THANKS] as const, ...PHRASES].map(([step, says]) => ({ step, says: padded(says, (text) => text.toLowerCase().normalize('NFC')), folded: padded(says, fold) }));
